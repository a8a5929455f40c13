package io.countersign.rules.sequence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.expression.EventKind;
import io.countersign.rules.register.Version;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.Rfc3339;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * An event as sequences see it (S7).
 *
 * @param kind the member {@code type}
 * @param id of the action, the verdict, the register record or the change whose window it is
 * @param timeMillis when it happened, in epoch milliseconds; of a register record, when it was recorded
 * @param source of the record it is or comes from
 * @param contentSha256 hash of the content of that record, the last resort of the order (S6.4)
 * @param json the event as a JSON object, with the identity that a principal resolves to
 */
public record SequenceEvent(String kind, String id, long timeMillis, String source, String contentSha256, String json) {

    /** The total order of S7 and S6.4. */
    public static final Comparator<SequenceEvent> ORDER = Comparator.comparingLong(SequenceEvent::timeMillis)
            .thenComparingInt(event -> EventKind.of(event.kind()).place())
            .thenComparing(SequenceEvent::source, CodePointOrder.ORDER)
            .thenComparing(SequenceEvent::id, CodePointOrder.ORDER)
            .thenComparing(SequenceEvent::contentSha256)
            .thenComparing(SequenceEvent::kind);

    private static final ObjectMapper JSON = new ObjectMapper();

    public SequenceEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(contentSha256, "contentSha256");
        Objects.requireNonNull(json, "json");
    }

    /** An action, with the name of the identity that its principal resolves to. */
    public static SequenceEvent of(Action action, String contentSha256, String identity) {
        return new SequenceEvent(
                EventKind.ACTION.wireName(),
                action.id(),
                action.time().toEpochMilli(),
                action.source(),
                contentSha256,
                withIdentity(text(Codec.write(action)), identity));
    }

    private static String withIdentity(String json, String identity) {
        try {
            ObjectNode object = (ObjectNode) JSON.readTree(json);
            return object.put("identity", identity).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was written cannot be read", e);
        }
    }

    /** A settled verdict, at the time of its action. */
    public static SequenceEvent of(Verdict verdict) {
        byte[] line = Codec.write(verdict);
        return new SequenceEvent(
                EventKind.VERDICT.wireName(),
                verdict.id(),
                verdict.time().toEpochMilli(),
                verdict.source(),
                Codec.sha256(line),
                text(line));
    }

    /** A version of a register record, at the instant it was recorded. */
    public static SequenceEvent of(RegisterRecord version, String contentSha256) {
        return new SequenceEvent(
                EventKind.of(version.type().wireName()).wireName(),
                version.id(),
                version.recordedAt().toEpochMilli(),
                version.source(),
                contentSha256,
                text(Codec.write(version)));
    }

    /**
     * The moment a change's window opens or closes.
     *
     * @param kind {@link EventKind#WINDOW_OPEN} or {@link EventKind#WINDOW_CLOSE}
     * @param change the version that is current then
     */
    static SequenceEvent of(EventKind kind, Instant time, Version<Change> change) {
        String id = change.value().id();
        String moment = text(new JsonWriter()
                .object(json ->
                        json.member("type", kind.wireName()).member("id", id).member("time", Rfc3339.format(time)))
                .toBytes());
        String json =
                moment.substring(0, moment.length() - 1) + ",\"change\":" + text(Codec.write(change.value())) + '}';
        return new SequenceEvent(
                kind.wireName(), id, time.toEpochMilli(), change.value().source(), change.contentSha256(), json);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
