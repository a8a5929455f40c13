package io.countersign.detection.judge;

import io.countersign.detection.ingest.RegisterEvent;
import io.countersign.detection.ingest.Tally;
import io.countersign.detection.ingest.TallyBook;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.expression.Members;
import io.countersign.rules.judge.Judge;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds each selected action until the sources its control trusts have declared themselves complete, judges it then,
 * and revises the verdict where S4.5 and S4.7 say so. Actions come keyed, the register is broadcast.
 *
 * <p>It is an operator of its own because a function sees only the lower of two watermarks, and an idle source could
 * push that past a missing approval.
 *
 * <p>State and its end: an action waits until it is settled or ratified, at the latest until the watermark has passed it
 * by {@code retention}; seen contents leave with their hour after {@code dedupHorizon}; register versions leave as
 * {@link io.countersign.rules.register.Register#forgetBefore} says; awaited partitions leave when they have been read.
 * What stays is a number or two for each source, and what each identity and credential is.
 */
public final class JudgeOperator extends AbstractStreamOperator<Finding>
        implements TwoInputStreamOperator<Action, RegisterEvent, Finding>, BoundedMultiInput {

    private static final long serialVersionUID = 1L;
    /** Under a name of this job's own: what operators of Flink's log is seldom shown. */
    private static final Logger JUDGE_LOG = LoggerFactory.getLogger(JudgeOperator.class);

    private static final long TICK_MILLIS = 1_000;
    private static final int FORGET_AT_WATERMARK = 1_000;

    private final HashMap<String, byte[]> ruleFiles;
    private final JudgeSettings settings;
    private final OutputTag<Tally> tallies;
    private final OutputTag<Alert> alerts;
    private final HashMap<WaitsFor, OutputTag<Fed>> feeds;
    private final @Nullable EvidenceTags evidenceTags;

    private transient Map<String, Rule> rules;
    private transient RegisterState register;
    private transient WaitingRoom waiting;
    private transient SeenActions seen;
    private transient Settlement settlement;
    private transient SequenceFeed feed;
    private transient Provisional provisional;
    private transient TallyBook book;
    private transient Set<Integer> endedInputs;
    private transient Learning learning;
    private transient Witness evidence;
    private transient Counter idConflicts;

    /**
     * An operator for rule files that are known to be valid.
     *
     * @param tallies the side output for counts
     * @param alerts the side output for what cannot wait; a bounded run has none
     * @param feeds the side outputs for what sequences are fed, by what they wait for
     * @param evidenceTags the side outputs for evidence; null where none is kept
     */
    public JudgeOperator(
            Collection<RuleFile> files,
            JudgeSettings settings,
            OutputTag<Tally> tallies,
            OutputTag<Alert> alerts,
            Map<WaitsFor, OutputTag<Fed>> feeds,
            @Nullable EvidenceTags evidenceTags) {
        ruleFiles = new HashMap<>();
        files.forEach(file -> ruleFiles.put(file.name(), file.bytes()));
        this.settings = settings;
        this.tallies = tallies;
        this.feeds = new HashMap<>(feeds);
        this.alerts = alerts;
        this.evidenceTags = evidenceTags;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        List<RuleFile> files = new ArrayList<>();
        new TreeMap<>(ruleFiles).forEach((name, bytes) -> files.add(new RuleFile(name, bytes)));
        Catalog catalog = Catalog.of(files);
        List<String> problems = settings.problems(catalog.controls());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        rules = Rule.of(catalog);
        register =
                new RegisterState(context.getOperatorStateStore(), settings, catalog.controls(), context.isRestored());
        waiting = new WaitingRoom(getKeyedStateBackend());
        seen = new SeenActions(getKeyedStateBackend());
        book = new TallyBook();
        feed = new SequenceFeed(
                catalog,
                register,
                waiting,
                SequenceFeed.Settings.of(catalog.controls(), settings, isFirstSubtask()),
                book,
                this::feed);
        Judge judge = new Judge(register.register(), catalog.digest());
        Alerts told = new Alerts(this::alert);
        provisional = new Provisional(
                rules, judge, register, waiting, told, settings.provisionalAfter(), getProcessingTimeService());
        settlement =
                new Settlement(rules, judge, register, waiting, new Revisions(book, this::handOn, told), provisional);
        evidence = new Witness(evidenceTags, output);
        learning =
                new Learning(register, feed, catalog.controls(), book, evidence, settings.bounded(), isFirstSubtask());
        endedInputs = new TreeSet<>();
    }

    private void feed(WaitsFor waitsFor, Fed fed, long timeMillis) {
        OutputTag<Fed> tag = feeds.get(waitsFor);
        if (tag != null) {
            output.collect(tag, new StreamRecord<>(fed, timeMillis));
        }
    }

    private void handOn(Finding finding) {
        output.collect(new StreamRecord<>(finding, finding.verdict().time().toEpochMilli()));
        if (finding.previous() == null || finding.previous() == VerdictOutcome.INDETERMINATE) {
            feed.settled(finding.verdict());
        }
    }

    private void alert(Alert alert) {
        if (!settings.bounded()) {
            output.collect(
                    alerts,
                    new StreamRecord<>(alert, alert.finding().verdict().time().toEpochMilli()));
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        learning.expose(getMetricGroup());
        idConflicts = getMetricGroup().counter("id_conflicts");
        getMetricGroup().gauge("waiting_actions", () -> waiting.size());
        getMetricGroup().gauge("register_versions", () -> register.register().size());
        for (String control : settlement.controlsNotInForce()) {
            JUDGE_LOG.warn(
                    "Actions wait for control {}, which the rule files no longer have; they stay pending, and are"
                            + " judged if it comes back within {} of them.",
                    control,
                    settings.retention());
        }
        scheduleTick();
        provisional.schedule();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the operator; a failure in it fails the task.
    private void scheduleTick() {
        getProcessingTimeService().registerTimer(now() + TICK_MILLIS, time -> {
            tick();
            scheduleTick();
        });
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    /** Assumed sources advance with the clock when they are quiet (S4.6); counts are handed on. */
    private void tick() throws Exception {
        if (!settings.bounded()) {
            register.completeness().tick(now());
            settlement.advance();
            settlement.giveUp(settings.maxWait());
            feed.advance();
        }
        flush();
    }

    @Override
    public void processElement1(StreamRecord<Action> element) throws Exception {
        Action action = element.getValue();
        String sha256 = Codec.contentSha256(action);
        SeenActions.Sighting sighting = seen.see(action, sha256);
        if (sighting == SeenActions.Sighting.DUPLICATE) {
            book.source(action.source(), "duplicates", null);
            evidence.account(action.raw(), "duplicates");
            return;
        }
        if (sighting == SeenActions.Sighting.ID_CONFLICT) {
            idConflicts.inc();
            book.source(action.source(), "id_conflicts", null);
        }
        Map<String, Object> members = Members.of(action);
        boolean selected = feed.arrive(action, sha256, members);
        for (Rule rule : rules.values()) {
            if (rule.selects(action, members)) {
                selected = true;
                Waiting arrival = new Waiting(rule.id(), action, sha256, null);
                if (settings.bounded()) {
                    settlement.hold(rule, arrival);
                } else {
                    settlement.arrive(rule, arrival, settings.maxWait());
                }
            }
        }
        book.source(action.source(), selected ? "selected" : "out_of_scope", selected ? null : "NOT_SELECTED");
        evidence.seen(action, sha256, selected);
        forgetSeen(1);
    }

    @Override
    public void processElement2(StreamRecord<RegisterEvent> element) throws Exception {
        learning.take(element.getValue(), now());
        if (!settings.bounded()) {
            settlement.advance();
            feed.advance();
        }
    }

    private boolean isFirstSubtask() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }

    /**
     * The time of actions gives up waiting, lets go and forgets; but not while the register is being read at a cold
     * start, during which the time of months may pass. The end of a stream, which the greatest watermark
     * stands for, is no instant: it says nothing of the sources, and what waits then waits in the savepoint.
     */
    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        boolean isInstant = mark.getTimestamp() > Watermark.UNINITIALIZED.getTimestamp()
                && mark.getTimestamp() < Watermark.MAX_WATERMARK.getTimestamp();
        if (settings.bounded() || !isInstant) {
            return;
        }
        register.advanceTo(Instant.ofEpochMilli(mark.getTimestamp()));
        // What is forgotten next may still open or close a window on the way.
        feed.advance();
        if (register.completeness().isReady()) {
            settlement.giveUp(settings.maxWait());
            settlement.letGo();
            feed.letGo();
            register.forget();
        }
        forgetSeen(FORGET_AT_WATERMARK);
    }

    private void forgetSeen(int enough) throws Exception {
        Instant watermark = register.watermark();
        if (!watermark.equals(Instant.MIN)) {
            seen.forgetBefore(watermark.minus(settings.dedupHorizon()).toEpochMilli(), enough);
        }
    }

    /** The register's watermark says nothing: its sources speak by marks (S4.6). */
    @Override
    public void processWatermark2(Watermark mark) {}

    @Override
    public void endInput(int inputId) throws Exception {
        endedInputs.add(inputId);
        if (endedInputs.size() == 2) {
            if (settings.bounded()) {
                settlement.end();
                feed.end();
            } else {
                // After a restore nothing may have come that would have told the sequences how far time is.
                feed.advance();
            }
            flush();
        }
    }

    /** Counts go before the barrier, so that they need no state. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        register.snapshot();
    }

    private void flush() {
        book.drain(tally -> output.collect(tallies, new StreamRecord<>(tally)));
        evidence.flush();
    }

    /** For tests: how many actions wait. */
    long waitingActions() {
        return waiting.size();
    }
}
