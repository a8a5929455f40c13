package io.countersign.detection.ingest;

import io.countersign.schemas.record.Action;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a message, or how far reading has come: exactly one component is present.
 *
 * @param action an action in scope
 * @param register canonical JSON of a register record or a mark; its contract, not a Java class, is what state keeps
 * @param quarantined an event that could not be read
 * @param passedOver an event that needs no judgement, as a count; also the count of {@code messages}
 * @param caughtUp a register partition, as {@code topic-partition}, of which everything that was there at a cold start
 *     has been read; no event
 */
public record Ingested(
        @Nullable Action action,
        @Nullable String register,
        @Nullable Quarantined quarantined,
        @Nullable Tally passedOver,
        @Nullable String caughtUp) {

    public Ingested {
        int present = (action == null ? 0 : 1)
                + (register == null ? 0 : 1)
                + (quarantined == null ? 0 : 1)
                + (passedOver == null ? 0 : 1)
                + (caughtUp == null ? 0 : 1);
        if (present != 1) {
            throw new IllegalArgumentException(present + " components present, expected exactly one");
        }
    }

    /** An action in scope. */
    public static Ingested action(Action action) {
        return new Ingested(action, null, null, null, null);
    }

    /** A register record or a mark, as canonical JSON. */
    public static Ingested register(String canonicalJson) {
        return new Ingested(null, canonicalJson, null, null, null);
    }

    /** An event that could not be read. */
    public static Ingested quarantined(Quarantined quarantined) {
        return new Ingested(null, null, quarantined, null, null);
    }

    /** An event that needs no judgement. */
    public static Ingested passedOver(Tally tally) {
        return new Ingested(null, null, null, tally, null);
    }

    /** A register partition of which everything that was there at a cold start has been read. */
    public static Ingested caughtUp(String partition) {
        return new Ingested(null, null, null, null, partition);
    }
}
