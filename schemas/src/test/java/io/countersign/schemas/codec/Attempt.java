package io.countersign.schemas.codec;

import io.countersign.schemas.record.CanonicalRecord;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to read bytes.
 *
 * @param value what was read; null if nothing was
 * @param reason why nothing was read; null if something was
 * @param detail what was given and expected; empty if something was read
 */
record Attempt(@Nullable CanonicalRecord value, @Nullable QuarantineReason reason, String detail) {

    static Attempt of(byte[] json) {
        try {
            return new Attempt(Codec.read(json), null, "");
        } catch (UnreadableException e) {
            return new Attempt(null, e.reason(), e.detail());
        }
    }

    static Attempt of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    CanonicalRecord orThrow() {
        if (value == null) {
            throw new AssertionError("unreadable: " + reason + ": " + detail);
        }
        return value;
    }
}
