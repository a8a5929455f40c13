package io.countersign.detection.evidence;

import io.countersign.detection.ingest.Account;
import io.countersign.detection.ingest.Tally;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Accounts for every record of the sources (E5): at each checkpoint which offsets of each partition were read and what
 * became of their events, and how the verdicts of each control and the matches of each sequence stand; every five minutes
 * what each source has sent. All that was counted before a barrier arrives before it, and is accounted for before it.
 *
 * <p>There is one of it. Its state is a few numbers for each partition, control, sequence and source.
 */
final class Ledger extends AbstractStreamOperator<EvidenceRecord>
        implements OneInputStreamOperator<Account, EvidenceRecord> {

    private static final long serialVersionUID = 1L;
    private static final long HEARTBEAT_MILLIS = Duration.ofMinutes(5).toMillis();

    private static final ListStateDescriptor<PartitionEnd> PARTITIONS =
            new ListStateDescriptor<>("partitions", TypeInformation.of(PartitionEnd.class));
    private static final ListStateDescriptor<Standing> STANDINGS =
            new ListStateDescriptor<>("standings", TypeInformation.of(Standing.class));
    private static final ListStateDescriptor<Pulse> PULSES =
            new ListStateDescriptor<>("pulses", TypeInformation.of(Pulse.class));

    private final ArrayList<String> sources;

    private transient ListState<PartitionEnd> partitionState;
    private transient ListState<Standing> standingState;
    private transient ListState<Pulse> pulseState;
    private transient Map<String, PartitionPage> pages;
    private transient Map<String, Standing> standings;
    private transient Map<String, Pulse> pulses;
    private transient Set<String> changed;
    private transient long lastCheckpoint;

    /** With the sources that are known to be read. */
    Ledger(Collection<String> sources) {
        this.sources = new ArrayList<>(sources);
    }

    /**
     * Up to where a partition has been accounted for.
     *
     * @param input what it is read for
     * @param next the offset that comes next
     */
    public record PartitionEnd(String input, String topic, int partition, long next) {}

    /**
     * How a control's verdicts, or a sequence's matches, stand.
     *
     * @param subject control or sequence
     * @param number how often it was said how they stand
     * @param totals numbers by term
     */
    public record Standing(String subject, String name, long number, Map<String, Long> totals) {

        public Standing {
            totals = Map.copyOf(totals);
        }
    }

    /**
     * What was heard of a source.
     *
     * @param number how many heartbeats it has had
     * @param fromMillis where the next one begins, in epoch milliseconds of the wall clock
     * @param events what it has sent since then
     */
    public record Pulse(String source, long number, long fromMillis, long events) {}

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        partitionState = context.getOperatorStateStore().getListState(PARTITIONS);
        standingState = context.getOperatorStateStore().getListState(STANDINGS);
        pulseState = context.getOperatorStateStore().getListState(PULSES);
        pages = new TreeMap<>();
        standings = new TreeMap<>();
        changed = new TreeSet<>();
        pulses = new TreeMap<>();
        for (PartitionEnd end : partitionState.get()) {
            page(end.topic(), end.partition()).restore(end);
        }
        for (Standing standing : standingState.get()) {
            standings.put(standing.subject() + "/" + standing.name(), standing);
        }
        for (Pulse pulse : pulseState.get()) {
            pulses.put(pulse.source(), pulse);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        for (String source : sources) {
            pulses.putIfAbsent(source, new Pulse(source, 0, now(), 0));
        }
        scheduleHeartbeat();
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the operator; a failure in it fails the task.
    private void scheduleHeartbeat() {
        long next = Math.floorDiv(now(), HEARTBEAT_MILLIS) * HEARTBEAT_MILLIS + HEARTBEAT_MILLIS;
        getProcessingTimeService().registerTimer(next, time -> {
            heartbeats(time);
            scheduleHeartbeat();
        });
    }

    @Override
    public void processElement(StreamRecord<Account> element) {
        Account account = element.getValue();
        if (account.offsets() != null) {
            page(account.offsets().topic(), account.offsets().partition()).add(account.offsets());
        } else if (account.disposition() != null) {
            Account.Disposition disposition = account.disposition();
            page(disposition.topic(), disposition.partition()).add(disposition);
        } else if (account.tally() != null) {
            add(account.tally());
        }
    }

    private PartitionPage page(String topic, int partition) {
        return pages.computeIfAbsent(topic + "/" + partition, unused -> new PartitionPage(topic, partition));
    }

    private void add(Tally tally) {
        switch (tally.subject()) {
            case SOURCE -> {
                if (tally.term().equals("read")) {
                    Pulse pulse = pulses.getOrDefault(tally.name(), new Pulse(tally.name(), 0, now(), 0));
                    pulses.put(
                            tally.name(),
                            new Pulse(
                                    pulse.source(),
                                    pulse.number(),
                                    pulse.fromMillis(),
                                    pulse.events() + tally.count()));
                }
            }
            case CONTROL -> add("control", tally);
            case SEQUENCE -> add("sequence", tally);
        }
    }

    private void add(String subject, Tally tally) {
        String key = subject + "/" + tally.name();
        Standing before = standings.getOrDefault(key, new Standing(subject, tally.name(), 0, Map.of()));
        Map<String, Long> totals = new HashMap<>(before.totals());
        totals.merge(tally.term(), tally.count(), Long::sum);
        standings.put(key, new Standing(subject, tally.name(), before.number(), totals));
        changed.add(key);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        lastCheckpoint = checkpointId;
        pages.values().forEach(page -> page.close(checkpointId, this::emit));
        for (String key : changed) {
            Standing counted = Objects.requireNonNull(standings.get(key), key);
            Standing said = new Standing(counted.subject(), counted.name(), counted.number() + 1, counted.totals());
            standings.put(key, said);
            emit(
                    EvidenceType.ACCOUNTING,
                    List.of(said.subject(), said.name(), Long.toString(said.number())),
                    standing(said, checkpointId));
        }
        changed.clear();
    }

    private static byte[] standing(Standing said, long checkpointId) {
        Map<String, Long> terms = new TreeMap<>(said.totals());
        terms.put("checkpoint", checkpointId);
        terms.put("n", said.number());
        if (said.subject().equals("control")) {
            List.of("authorised", "exception", "indeterminate", "pending", "ratified", "selected")
                    .forEach(term -> terms.putIfAbsent(term, 0L));
        }
        return JsonWriter.forEvidence()
                .object(json -> {
                    boolean named = false;
                    for (Map.Entry<String, Long> term : terms.entrySet()) {
                        if (!named && term.getKey().compareTo("name") > 0) {
                            json.member("name", said.name());
                            named = true;
                        }
                        json.member(term.getKey(), term.getValue());
                    }
                    if (!named) {
                        json.member("name", said.name());
                    }
                    json.member("subject", said.subject()).member("type", EvidenceType.ACCOUNTING.wireName());
                })
                .toBytes();
    }

    private void heartbeats(long time) {
        for (Pulse pulse : List.copyOf(pulses.values())) {
            if (pulse.fromMillis() < time) {
                long number = pulse.number() + 1;
                emit(
                        EvidenceType.HEARTBEAT,
                        List.of(pulse.source(), Long.toString(number)),
                        JsonWriter.forEvidence()
                                .object(json -> json.member("checkpoint", lastCheckpoint)
                                        .member("events", pulse.events())
                                        .member("from", Instant.ofEpochMilli(pulse.fromMillis()))
                                        .member("n", number)
                                        .member("source", pulse.source())
                                        .member("to", Instant.ofEpochMilli(time))
                                        .member("type", EvidenceType.HEARTBEAT.wireName()))
                                .toBytes());
                pulses.put(pulse.source(), new Pulse(pulse.source(), number, time, 0));
            }
        }
    }

    private void emit(EvidenceType type, List<String> identity, byte[] json) {
        String id = Codec.sha256(
                        (type.wireName() + "\n" + String.join("\n", identity)).getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
        output.collect(new StreamRecord<>(new EvidenceRecord(type, id, now(), null, null, json)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        partitionState.update(
                pages.values().stream().flatMap(PartitionPage::ends).toList());
        standingState.update(List.copyOf(standings.values()));
        pulseState.update(List.copyOf(pulses.values()));
    }
}
