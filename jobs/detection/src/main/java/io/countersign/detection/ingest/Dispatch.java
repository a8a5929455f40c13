package io.countersign.detection.ingest;

import io.countersign.schemas.record.Action;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was ingested where it belongs: actions to the main output, everything else to side outputs. Counts are
 * handed on before each checkpoint's barrier, so that they need no state and are exact across restarts.
 */
public final class Dispatch extends AbstractStreamOperator<Action>
        implements OneInputStreamOperator<Ingested, Action>, BoundedOneInput {

    private static final long serialVersionUID = 1L;
    private static final long FLUSH_INTERVAL_MILLIS = 1_000;

    private final String input;
    private final OutputTag<RegisterEvent> register;
    private final OutputTag<Quarantined> quarantine;
    private final OutputTag<Tally> tallies;
    private final @Nullable OutputTag<Account> accounts;

    private transient TallyBook book;
    private transient PartitionBook partitions;

    /**
     * With the name of its input and the tags of its side outputs.
     *
     * @param accounts null where nobody asks for an account of offsets
     */
    public Dispatch(
            String input,
            OutputTag<RegisterEvent> register,
            OutputTag<Quarantined> quarantine,
            OutputTag<Tally> tallies,
            @Nullable OutputTag<Account> accounts) {
        this.input = input;
        this.register = register;
        this.quarantine = quarantine;
        this.tallies = tallies;
        this.accounts = accounts;
    }

    @Override
    public void open() throws Exception {
        super.open();
        book = new TallyBook();
        partitions = new PartitionBook();
        scheduleFlush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the operator; a failure in it fails the task.
    private void scheduleFlush() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now + FLUSH_INTERVAL_MILLIS, time -> {
            flush();
            scheduleFlush();
        });
    }

    @Override
    public void processElement(StreamRecord<Ingested> element) {
        Ingested ingested = element.getValue();
        if (ingested.action() != null) {
            book.source(ingested.action().source(), "read", null);
            partitions.event();
            output.collect(new StreamRecord<>(ingested.action(), element.getTimestamp()));
        } else if (ingested.register() != null) {
            if (ingested.register().caughtUp() == null) {
                partitions.event();
            }
            output.collect(register, new StreamRecord<>(ingested.register()));
        } else if (ingested.quarantined() != null) {
            Quarantined quarantined = ingested.quarantined();
            String reason = quarantined.reason().name();
            book.source(quarantined.source(), "read", null);
            book.source(quarantined.source(), "quarantined", reason);
            account("quarantined", reason);
            output.collect(quarantine, new StreamRecord<>(quarantined));
        } else if (ingested.passedOver() != null) {
            Tally tally = ingested.passedOver();
            book.add(new Tally(tally.subject(), tally.name(), "read", null, tally.count()));
            book.add(tally);
            account(tally.term(), tally.reason());
        } else if (ingested.message() != null) {
            book.source(ingested.message().source(), "messages", null);
            if (accounts != null) {
                partitions.message(ingested.message());
            }
        }
    }

    private void account(String term, @Nullable String reason) {
        if (accounts != null && reason != null) {
            partitions.event(term, reason);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void endInput() {
        flush();
    }

    private void flush() {
        book.drain(tally -> output.collect(tallies, new StreamRecord<>(tally)));
        OutputTag<Account> tag = accounts;
        if (tag != null) {
            partitions.drain(input, account -> output.collect(tag, new StreamRecord<>(account)));
        }
    }
}
