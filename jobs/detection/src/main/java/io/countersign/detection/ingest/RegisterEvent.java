package io.countersign.detection.ingest;

import io.countersign.schemas.record.RawReference;
import org.jspecify.annotations.Nullable;

/**
 * Something the register learns: a record, or how far reading has come.
 *
 * @param canonicalJson a register record or a mark; its contract, not a Java class, is what state keeps
 * @param raw where the record's source bytes are, if that is known
 * @param caughtUp a partition, as {@code topic-partition}, of which all that was there at a cold start has been read
 */
public record RegisterEvent(
        @Nullable String canonicalJson,
        @Nullable RawReference raw,
        @Nullable String caughtUp) {

    public RegisterEvent {
        if ((canonicalJson == null) == (caughtUp == null)) {
            throw new IllegalArgumentException("expected either a record or a partition that has caught up");
        }
    }

    /** A register record or a mark, which nobody asks for the source bytes of. */
    public static RegisterEvent of(String canonicalJson) {
        return new RegisterEvent(canonicalJson, null, null);
    }

    /** A register record or a mark, and where its source bytes are. */
    public static RegisterEvent of(String canonicalJson, RawReference raw) {
        return new RegisterEvent(canonicalJson, raw, null);
    }

    /** A partition that has caught up. */
    public static RegisterEvent ofCaughtUp(String partition) {
        return new RegisterEvent(null, null, partition);
    }
}
