package io.countersign.detection.ingest;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.dialect.EventHandler;
import io.countersign.schemas.dialect.Message;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import java.nio.charset.StandardCharsets;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Hands the events of one message on as stream elements, with the message's coordinates where they are needed. */
final class IngestedEvents implements EventHandler {

    private static final byte[] NOTHING = {};

    private final Message message;
    private final Collector<Ingested> out;
    private @Nullable String firstSource;
    private @Nullable RawReference raw;

    IngestedEvents(Message message, Collector<Ingested> out) {
        this.message = message;
        this.out = out;
    }

    /** The source of the message's first event; the message's topic or file before there is any. */
    String source() {
        return firstSource == null ? message.topic() : firstSource;
    }

    @Override
    public void action(Action action) {
        collect(action.source(), Ingested.action(action));
    }

    @Override
    public void register(RegisterRecord registerRecord) {
        collect(registerRecord);
    }

    @Override
    public void mark(Mark mark) {
        collect(mark);
    }

    /** What a register record or a mark is from here on is its canonical JSON, so that must be fit to be read. */
    private void collect(CanonicalRecord learnt) {
        byte[] json = Codec.write(learnt);
        try {
            Codec.read(json);
            collect(
                    learnt.source(),
                    Ingested.register(RegisterEvent.of(new String(json, StandardCharsets.UTF_8), raw())));
        } catch (UnreadableException e) {
            byte[] raw = message.value() == null ? NOTHING : message.value();
            unreadable(learnt.source(), e.reason(), "as canonical JSON, " + e.detail(), raw);
        }
    }

    /** Where the message is; which of its bytes the record came from is not told. */
    private RawReference raw() {
        if (raw == null) {
            byte[] value = message.value() == null ? NOTHING : message.value();
            raw = new RawReference(message.topic(), message.partition(), message.offset(), Codec.sha256(value), null);
        }
        return raw;
    }

    private void collect(String source, Ingested ingested) {
        if (firstSource == null) {
            firstSource = source;
        }
        out.collect(ingested);
    }

    @Override
    public void outOfScope(String source, String reason) {
        passOver(source, "out_of_scope", reason);
    }

    @Override
    public void noAction(String source, String reason) {
        passOver(source, "no_action", reason);
    }

    private void passOver(String source, String term, String reason) {
        collect(source, Ingested.passedOver(new Tally(Tally.Subject.SOURCE, source, term, reason, 1)));
    }

    @Override
    public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {
        collect(
                source,
                Ingested.quarantined(new Quarantined(
                        source,
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        message.timestampMillis() == null ? 0 : message.timestampMillis(),
                        reason,
                        detail,
                        raw)));
    }
}
