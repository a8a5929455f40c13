package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Mark;
import java.time.Instant;
import java.util.Arrays;

/**
 * Hands over what the events of one message are, each in one way.
 *
 * @param bytes the message's bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Delivery(
        DialectDefinition definition, EventMapping mapping, Message message, byte[] bytes, EventHandler handler) {

    /** An event; false if it cannot be read. */
    boolean event(Slots slots, int start, int end) {
        try {
            if (slots.problem() != null) {
                throw slots.problem();
            }
            if (end - start > StrictJson.MAX_RECORD_BYTES) {
                throw new UnreadableException(
                        QuarantineReason.TOO_LARGE,
                        (end - start) + " bytes given, at most " + StrictJson.MAX_RECORD_BYTES + " expected");
            }
            definition.paths().inheritInside(slots);
            DialectDefinition.MarkEvent mark = definition.markEvent(slots);
            String noAction = definition.noAction(slots);
            if (mark != null) {
                mark(mark.completeThrough(), slots);
            } else if (noAction == null) {
                definition.check(slots);
                mapping.map(new Event(slots, message, bytes, start, end), handler);
            } else {
                handler.noAction(definition.source(), noAction);
            }
            return true;
        } catch (UnreadableException e) {
            unreadable(e.reason(), e.detail(), start, end);
            return false;
        }
    }

    /** A source's word that it is complete, if the rule finds one. */
    void mark(FieldRule completeThrough, Slots slots) throws UnreadableException {
        var instant = completeThrough.time("complete_through", slots, definition.notation(), WrittenTime.Edge.END);
        if (instant != null) {
            mark(instant);
        }
    }

    /** A source's word that it is complete up to an instant. */
    void mark(Instant completeThrough) throws UnreadableException {
        handler.mark(
                new Mark(definition.source(), definition.skew().check("complete_through", completeThrough, message)));
    }

    /** A piece of the message that cannot be read. */
    void unreadable(QuarantineReason reason, String detail, int start, int end) {
        byte[] raw = start == 0 && end == bytes.length ? bytes : Arrays.copyOfRange(bytes, start, end);
        handler.unreadable(definition.source(), reason, detail, raw);
    }
}
