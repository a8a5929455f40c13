package io.countersign.detection.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.ingest.RegisterEvent;
import io.countersign.detection.ingest.Tally;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.judge.Population;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBKeyedStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * The judge as the subtasks of a job: an action goes to the owner of its key, the register and the watermark to all. It
 * can be restored from its own snapshot, with another parallelism or other rules. What came out is kept over restores.
 */
public final class JudgeStand implements AutoCloseable {

    /** Where keyed state is kept. */
    public enum Backend {
        HEAP,
        ROCKSDB
    }

    private static final int MAX_PARALLELISM = 128;
    private static final OutputTag<Tally> TALLIES = new OutputTag<>("tallies", TypeInformation.of(Tally.class));
    private static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts", TypeInformation.of(Alert.class));

    private static final Map<WaitsFor, OutputTag<Fed>> FEEDS = Map.of(
            WaitsFor.ACTIONS,
            new OutputTag<>("actions", TypeInformation.of(Fed.class)),
            WaitsFor.REGISTER,
            new OutputTag<>("register", TypeInformation.of(Fed.class)),
            WaitsFor.VERDICTS,
            new OutputTag<>("verdicts", TypeInformation.of(Fed.class)));

    private final Backend backend;
    private final List<KeyedTwoInputStreamOperatorTestHarness<Integer, Action, RegisterEvent, Finding>> subtasks =
            new ArrayList<>();
    private final List<JudgeOperator> operators = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final Population population = new Population();
    private List<RuleFile> rules;
    private JudgeSettings settings;
    private long clockMillis = 1_000_000_000_000L;
    private long checkpoints;

    private JudgeStand(List<RuleFile> rules, JudgeSettings settings, Backend backend) {
        this.rules = rules;
        this.settings = settings;
        this.backend = backend;
    }

    /** One subtask on the heap, from no state. */
    public static JudgeStand of(JudgeSettings settings, RuleFile... rules) throws Exception {
        return of(Backend.HEAP, 1, settings, List.of(rules));
    }

    /** Subtasks from no state. */
    public static JudgeStand of(Backend backend, int parallelism, JudgeSettings settings, List<RuleFile> rules)
            throws Exception {
        JudgeStand stand = new JudgeStand(rules, settings, backend);
        stand.start(parallelism, List.of());
        return stand;
    }

    private void start(int parallelism, List<OperatorSubtaskState> snapshots) throws Exception {
        OperatorSubtaskState all = snapshots.isEmpty()
                ? null
                : AbstractStreamOperatorTestHarness.repackageState(snapshots.toArray(new OperatorSubtaskState[0]));
        for (int subtask = 0; subtask < parallelism; subtask++) {
            JudgeOperator operator = new JudgeOperator(rules, settings, TALLIES, ALERTS, FEEDS, null);
            var harness = new KeyedTwoInputStreamOperatorTestHarness<Integer, Action, RegisterEvent, Finding>(
                    operator, new ActionKey(), null, Types.INT, MAX_PARALLELISM, parallelism, subtask);
            harness.getExecutionConfig()
                    .configure(
                            new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                            JudgeStand.class.getClassLoader());
            harness.setStateBackend(stateBackend());
            harness.setProcessingTime(clockMillis);
            harness.setup();
            harness.initializeState(
                    all == null
                            ? null
                            : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                    all, MAX_PARALLELISM, snapshots.size(), parallelism, subtask));
            harness.open();
            subtasks.add(harness);
            operators.add(operator);
        }
    }

    private StateBackend stateBackend() {
        return backend == Backend.HEAP ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }

    /** Delivers records in this order. */
    public JudgeStand deliver(CanonicalRecord... records) throws Exception {
        for (CanonicalRecord each : records) {
            if (each instanceof Action action) {
                int keyGroup =
                        KeyGroupRangeAssignment.assignToKeyGroup(new ActionKey().getKey(action), MAX_PARALLELISM);
                int owner = KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
                        MAX_PARALLELISM, subtasks.size(), keyGroup);
                subtasks.get(owner)
                        .processElement1(
                                new StreamRecord<>(action, action.time().toEpochMilli()));
                population.addToSource(action.source(), "read", null, 1);
            } else {
                toAll(RegisterEvent.of(new String(Codec.write(each), StandardCharsets.UTF_8)));
            }
        }
        return this;
    }

    /** Tells that a partition has been read up to where it ended at a cold start. */
    JudgeStand caughtUp(String partition) throws Exception {
        return toAll(RegisterEvent.ofCaughtUp(partition));
    }

    private JudgeStand toAll(RegisterEvent event) throws Exception {
        for (var each : subtasks) {
            each.processElement2(new StreamRecord<>(event));
        }
        return this;
    }

    /** Moves the action watermark. */
    public JudgeStand watermark(Instant instant) throws Exception {
        return watermark(instant.toEpochMilli());
    }

    /** Moves the action watermark. */
    JudgeStand watermark(long millis) throws Exception {
        for (var each : subtasks) {
            each.processWatermark1(new Watermark(millis));
        }
        return this;
    }

    /** Moves the register's watermark. */
    JudgeStand registerWatermark(long millis) throws Exception {
        for (var each : subtasks) {
            each.processWatermark2(new Watermark(millis));
        }
        return this;
    }

    /** Lets processing time pass, in one step. */
    public JudgeStand clock(Duration passes) throws Exception {
        clockMillis += passes.toMillis();
        for (var each : subtasks) {
            each.setProcessingTime(clockMillis);
        }
        return this;
    }

    /** The end of both inputs. */
    public JudgeStand endInput() throws Exception {
        for (var each : subtasks) {
            each.endAllInputs();
        }
        return this;
    }

    /** Ends as a failure would, and goes on from a checkpoint taken just before, with as many subtasks. */
    public JudgeStand restore(int parallelism) throws Exception {
        return restore(parallelism, settings, rules);
    }

    /** Goes on from a checkpoint, with other settings and rules. */
    JudgeStand restore(int parallelism, JudgeSettings newSettings, List<RuleFile> newRules) throws Exception {
        checkpoints++;
        List<OperatorSubtaskState> snapshots = new ArrayList<>();
        for (var each : subtasks) {
            each.prepareSnapshotPreBarrier(checkpoints);
            snapshots.add(each.snapshot(checkpoints, clockMillis));
        }
        close();
        settings = newSettings;
        rules = newRules;
        start(parallelism, snapshots);
        return this;
    }

    /** Every finding so far, in the order of each subtask. */
    List<Finding> findings() {
        for (var each : subtasks) {
            findings.addAll(each.extractOutputValues());
            each.getOutput().clear();
        }
        return findings;
    }

    /** What sequences that wait for the same have been fed since this was last asked, by subtask. */
    public List<List<Fed>> fed(WaitsFor waitsFor) {
        List<List<Fed>> fed = new ArrayList<>();
        for (var each : subtasks) {
            var output = each.getSideOutput(FEEDS.get(waitsFor));
            fed.add(
                    output == null
                            ? List.of()
                            : output.stream().map(StreamRecord::getValue).toList());
            if (output != null) {
                output.clear();
            }
        }
        return fed;
    }

    /** Every verdict so far. */
    public List<Verdict> verdicts() {
        return findings().stream().map(Finding::verdict).toList();
    }

    /** Every verdict so far as {@code action revision outcome reason}. */
    List<String> said() {
        return verdicts().stream()
                .map(verdict -> verdict.actionId() + " " + verdict.revision() + " " + verdict.outcome()
                        + (verdict.reason() == null ? "" : " " + verdict.reason()))
                .toList();
    }

    /** Every alert so far, in the order of each subtask. */
    List<Alert> alerts() {
        for (var each : subtasks) {
            var told = each.getSideOutput(ALERTS);
            if (told != null) {
                told.forEach(alert -> alerts.add(alert.getValue()));
                told.clear();
            }
        }
        return alerts;
    }

    /** Every alert so far as {@code action status outcome reason}. */
    List<String> told() {
        return alerts().stream()
                .map(alert -> alert.finding().verdict().actionId() + " " + alert.status() + " "
                        + alert.finding().verdict().outcome()
                        + (alert.finding().verdict().reason() == null
                                ? ""
                                : " " + alert.finding().verdict().reason()))
                .toList();
    }

    /** The last revision of each verdict, by id. */
    Map<String, Verdict> lastVerdicts() {
        Map<String, Verdict> last = new TreeMap<>();
        verdicts()
                .forEach(verdict -> last.merge(
                        verdict.id(), verdict, (one, other) -> one.revision() > other.revision() ? one : other));
        return last;
    }

    /** The revision numbers of each verdict in the order in which they came, by id. */
    Map<String, List<Integer>> revisions() {
        Map<String, List<Integer>> revisions = new HashMap<>();
        verdicts()
                .forEach(verdict -> revisions
                        .computeIfAbsent(verdict.id(), id -> new ArrayList<>())
                        .add(verdict.revision()));
        return revisions;
    }

    /** The sums so far; counts of what the judge reads as actions are added as the ingest would. */
    Population population() throws Exception {
        checkpoints++;
        for (var each : subtasks) {
            each.prepareSnapshotPreBarrier(checkpoints);
        }
        drainTallies();
        return population;
    }

    private void drainTallies() {
        for (var each : subtasks) {
            var tallies = each.getSideOutput(TALLIES);
            if (tallies != null) {
                tallies.forEach(tally -> add(tally.getValue()));
                tallies.clear();
            }
        }
    }

    private void add(Tally tally) {
        if (tally.subject() == Tally.Subject.CONTROL) {
            population.addToControl(tally.name(), tally.term(), tally.count());
        } else {
            population.addToSource(tally.name(), tally.term(), tally.reason(), tally.count());
        }
    }

    /** How many actions wait. */
    long waiting() {
        return operators.stream().mapToLong(JudgeOperator::waitingActions).sum();
    }

    /** How many entries the keyed state of all subtasks has. */
    int keyedEntries() {
        int entries = 0;
        for (JudgeOperator operator : operators) {
            AbstractKeyedStateBackend<?> keyed =
                    (AbstractKeyedStateBackend<?>) operator.<Integer>getKeyedStateBackend();
            entries += keyed instanceof RocksDBKeyedStateBackend<?> rocks
                    ? rocks.numKeyValueStateEntries()
                    : ((HeapKeyedStateBackend<?>) keyed).numKeyValueStateEntries();
        }
        return entries;
    }

    /** How many event-time and processing-time timers wait in state. */
    int stateTimers() {
        return subtasks.stream()
                .mapToInt(each -> each.numEventTimeTimers() + each.numProcessingTimeTimers())
                .sum();
    }

    /** How many entries the operator state of each subtask has, by the name of the state. */
    Map<String, Integer> operatorEntries() throws Exception {
        Map<String, Integer> entries = new TreeMap<>();
        for (JudgeOperator operator : operators) {
            OperatorStateBackend states = operator.getOperatorStateBackend();
            count(entries, RegisterState.VERSIONS.getName(), states.getBroadcastState(RegisterState.VERSIONS));
            count(entries, RegisterState.EVENT_TIME.getName(), states.getBroadcastState(RegisterState.EVENT_TIME));
            count(entries, CompletenessState.AWAITED.getName(), states.getBroadcastState(CompletenessState.AWAITED));
            int sources = 0;
            for (CompletenessState.SourceProgress unused :
                    states.getUnionListState(CompletenessState.PROGRESS).get()) {
                sources++;
            }
            entries.merge(CompletenessState.PROGRESS.getName(), sources, Math::max);
            assertThat(states.getRegisteredBroadcastStateNames()).hasSize(3);
            assertThat(states.getRegisteredStateNames()).hasSize(1);
        }
        return entries;
    }

    private static void count(Map<String, Integer> entries, String name, BroadcastState<?, ?> state) throws Exception {
        int count = 0;
        for (Map.Entry<?, ?> unused : state.entries()) {
            count++;
        }
        entries.merge(name, count, Math::max);
    }

    @Override
    public void close() {
        findings();
        alerts();
        drainTallies();
        for (var each : subtasks) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("a subtask does not close", e);
            }
        }
        subtasks.clear();
        operators.clear();
    }
}
