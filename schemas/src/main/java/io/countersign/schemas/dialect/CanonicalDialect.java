package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Canonical JSON, one record a message (S2). Its actions name their own assets; the scope file does not apply. */
public final class CanonicalDialect implements Dialect {

    /** The dialect's name. */
    public static final String NAME = "countersign.canonical";

    private static final byte[] NOTHING = {};

    private final Duration maxSkew;

    /**
     * The dialect.
     *
     * @param maxSkew how far ahead of Kafka's record timestamp a record's own time may be (S1.4)
     */
    public CanonicalDialect(Duration maxSkew) {
        this.maxSkew = maxSkew;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.LINE;
    }

    @Override
    public void read(Message message, EventHandler handler) {
        byte[] json = message.value() == null ? NOTHING : message.value();
        try {
            CanonicalRecord canonical = Codec.read(json);
            checkSkew(canonical, message.timestampMillis());
            if (canonical instanceof Action action) {
                handler.action(withRaw(action, message, json), json, 0, json.length);
            } else if (canonical instanceof RegisterRecord version) {
                handler.register(version);
            } else if (canonical instanceof Mark mark) {
                handler.mark(mark);
            }
        } catch (UnreadableException e) {
            String source = Codec.sourceOf(json);
            handler.unreadable(source == null ? message.topic() : source, e.reason(), e.detail(), json);
        }
    }

    private void checkSkew(CanonicalRecord canonical, @Nullable Long timestampMillis) throws UnreadableException {
        Instant time = timeOf(canonical);
        if (timestampMillis != null
                && time.isAfter(Instant.ofEpochMilli(timestampMillis).plus(maxSkew))) {
            throw new UnreadableException(
                    QuarantineReason.TIME_OUT_OF_RANGE,
                    "its time " + time + " is more than " + maxSkew + " ahead of the message's timestamp "
                            + Instant.ofEpochMilli(timestampMillis));
        }
    }

    private static Instant timeOf(CanonicalRecord canonical) {
        if (canonical instanceof Action action) {
            return action.time();
        }
        return canonical instanceof Mark mark ? mark.completeThrough() : ((RegisterRecord) canonical).recordedAt();
    }

    /** Where the bytes were received; what the record itself says of where it once was stays in them. */
    private static Action withRaw(Action action, Message message, byte[] json) {
        RawReference given = action.raw();
        return new Action(
                action.id(),
                action.time(),
                action.source(),
                action.actor(),
                action.asset(),
                action.operation(),
                action.object(),
                action.outcome(),
                action.changeRef(),
                action.runId(),
                action.interactive(),
                action.origin(),
                new RawReference(
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        Codec.sha256(json),
                        given == null ? null : given.requestId()));
    }
}
