package io.countersign.detection.ingest;

import io.countersign.schemas.record.Action;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a message, or how far reading has come: exactly one component is present.
 *
 * @param action an action in scope
 * @param register a register record or a mark; also that a register partition has caught up, which is no event
 * @param quarantined an event that could not be read
 * @param passedOver an event that needs no judgement, as a count
 * @param message that a message has ended; no event
 */
public record Ingested(
        @Nullable Action action,
        @Nullable RegisterEvent register,
        @Nullable Quarantined quarantined,
        @Nullable Tally passedOver,
        @Nullable MessageRead message) {

    public Ingested {
        int present = (action == null ? 0 : 1)
                + (register == null ? 0 : 1)
                + (quarantined == null ? 0 : 1)
                + (passedOver == null ? 0 : 1)
                + (message == null ? 0 : 1);
        if (present != 1) {
            throw new IllegalArgumentException(present + " components present, expected exactly one");
        }
    }

    /** An action in scope. */
    public static Ingested action(Action action) {
        return new Ingested(action, null, null, null, null);
    }

    /** Something the register learns. */
    public static Ingested register(RegisterEvent event) {
        return new Ingested(null, event, null, null, null);
    }

    /** An event that could not be read. */
    public static Ingested quarantined(Quarantined quarantined) {
        return new Ingested(null, null, quarantined, null, null);
    }

    /** An event that needs no judgement. */
    public static Ingested passedOver(Tally tally) {
        return new Ingested(null, null, null, tally, null);
    }

    /** That a message has ended. */
    public static Ingested message(MessageRead message) {
        return new Ingested(null, null, null, null, message);
    }
}
