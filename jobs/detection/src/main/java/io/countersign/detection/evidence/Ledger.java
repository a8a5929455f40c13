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
import org.apache.flink.api.common.typeinfo.Types;
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
 * <p>There is one of it. Its state is a few numbers for each partition, control, sequence and source. In a log that follows
 * another, numbers begin anew while offsets, totals and watches go on: its first accounts bring forward up to where each
 * partition was read and, as number 0, how each control and sequence stood when the log before was left.
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

    private static final ListStateDescriptor<String> LOG = new ListStateDescriptor<>("ledger-log", Types.STRING);

    private final String log;
    private final ArrayList<String> sources;

    private transient ListState<PartitionEnd> partitionState;
    private transient ListState<Standing> standingState;
    private transient ListState<Pulse> pulseState;
    private transient ListState<String> logState;
    private transient Map<String, PartitionPage> pages;
    private transient Map<String, Standing> standings;
    private transient Map<String, Pulse> pulses;
    private transient Set<String> changed;
    private transient boolean isFromAnotherLog;
    private transient List<Standing> broughtForward;
    private transient long lastCheckpoint;

    /**
     * For a log.
     *
     * @param log its name
     * @param sources those that are known to be read
     */
    Ledger(String log, Collection<String> sources) {
        this.log = log;
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
     * What was heard of a source.
     *
     * @param number how many heartbeats it has had in the log
     * @param fromMillis where the next one begins, in epoch milliseconds of the wall clock
     * @param events what it has sent since then
     */
    public record Pulse(String source, long number, long fromMillis, long events) {

        private Pulse numbered(long other) {
            return new Pulse(source, other, fromMillis, events);
        }
    }

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
        logState = context.getOperatorStateStore().getListState(LOG);
        isFromAnotherLog = false;
        for (String before : logState.get()) {
            isFromAnotherLog |= !before.equals(log);
        }
        for (PartitionEnd end : partitionState.get()) {
            page(end.topic(), end.partition()).restore(end);
        }
        for (Standing kept : standingState.get()) {
            standings.put(kept.subject() + "/" + kept.name(), isFromAnotherLog ? kept.numbered(0) : kept);
        }
        for (Pulse kept : pulseState.get()) {
            pulses.put(kept.source(), isFromAnotherLog ? kept.numbered(0) : kept);
        }
        broughtForward = isFromAnotherLog ? List.copyOf(standings.values()) : List.of();
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
        if (isFromAnotherLog) {
            pages.values().forEach(page -> page.bringForward(checkpointId, this::emit));
            broughtForward.forEach(standing -> say(standing, checkpointId));
            broughtForward = List.of();
            isFromAnotherLog = false;
        }
        pages.values().forEach(page -> page.close(checkpointId, this::emit));
        for (String key : changed) {
            Standing counted = Objects.requireNonNull(standings.get(key), key);
            Standing next = counted.numbered(counted.number() + 1);
            standings.put(key, next);
            say(next, checkpointId);
        }
        changed.clear();
    }

    private void say(Standing said, long checkpointId) {
        emit(
                EvidenceType.ACCOUNTING,
                List.of(said.subject(), said.name(), Long.toString(said.number())),
                said.toJson(checkpointId));
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
        logState.update(List.of(log));
    }
}
