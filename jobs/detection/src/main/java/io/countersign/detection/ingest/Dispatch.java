package io.countersign.detection.ingest;

import io.countersign.schemas.record.Action;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Sends what was ingested where it belongs: actions to the main output, everything else to side outputs. Counts are
 * handed on before each checkpoint's barrier, so that they need no state and are exact across restarts.
 */
public final class Dispatch extends AbstractStreamOperator<Action>
        implements OneInputStreamOperator<Ingested, Action>, BoundedOneInput {

    private static final long serialVersionUID = 1L;
    private static final long FLUSH_INTERVAL_MILLIS = 1_000;

    private final OutputTag<RegisterEvent> register;
    private final OutputTag<Quarantined> quarantine;
    private final OutputTag<Tally> tallies;

    private transient TallyBook book;

    /** With the tags of its side outputs. */
    public Dispatch(OutputTag<RegisterEvent> register, OutputTag<Quarantined> quarantine, OutputTag<Tally> tallies) {
        this.register = register;
        this.quarantine = quarantine;
        this.tallies = tallies;
    }

    @Override
    public void open() throws Exception {
        super.open();
        book = new TallyBook();
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
            output.collect(new StreamRecord<>(ingested.action(), element.getTimestamp()));
        } else if (ingested.register() != null) {
            output.collect(register, new StreamRecord<>(RegisterEvent.of(ingested.register())));
        } else if (ingested.quarantined() != null) {
            Quarantined quarantined = ingested.quarantined();
            book.source(quarantined.source(), "read", null);
            book.source(
                    quarantined.source(), "quarantined", quarantined.reason().name());
            output.collect(quarantine, new StreamRecord<>(quarantined));
        } else if (ingested.passedOver() != null) {
            Tally tally = ingested.passedOver();
            if (!tally.term().equals("messages")) {
                book.add(new Tally(tally.subject(), tally.name(), "read", null, tally.count()));
            }
            book.add(tally);
        } else if (ingested.caughtUp() != null) {
            output.collect(register, new StreamRecord<>(RegisterEvent.ofCaughtUp(ingested.caughtUp())));
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
    }
}
