package io.countersign.detection.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Something the register learns: exactly one component is present.
 *
 * @param canonicalJson a register record or a mark
 * @param caughtUp a partition, as {@code topic-partition}, of which all that was there at a cold start has been read
 */
public record RegisterEvent(
        @Nullable String canonicalJson, @Nullable String caughtUp) {

    public RegisterEvent {
        if ((canonicalJson == null) == (caughtUp == null)) {
            throw new IllegalArgumentException("expected either a record or a partition that has caught up");
        }
    }

    /** A register record or a mark. */
    public static RegisterEvent of(String canonicalJson) {
        return new RegisterEvent(canonicalJson, null);
    }

    /** A partition that has caught up. */
    public static RegisterEvent ofCaughtUp(String partition) {
        return new RegisterEvent(null, partition);
    }
}
