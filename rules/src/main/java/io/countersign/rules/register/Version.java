package io.countersign.rules.register;

import io.countersign.schemas.record.RegisterRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a register record, as delivered.
 *
 * @param value the snapshot
 * @param contentSha256 hash of its content (S6.1)
 * @param lateAfter where the source had declared completeness past the version before delivering it: the instant it was
 *     then complete through. Actions at or before it may be settled and do not see the version (S3.6)
 */
public record Version<T extends RegisterRecord>(
        T value, String contentSha256, @Nullable Instant lateAfter) {

    /** The order of S3.1; the last one visible is the current one. */
    static final Comparator<Version<?>> ORDER = Comparator.<Version<?>, Instant>comparing(Version::recordedAt)
            .thenComparingLong(version -> version.value().version())
            .thenComparing(Version::contentSha256);

    public Version {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(contentSha256, "contentSha256");
    }

    /** When it became visible (S3.1). */
    Instant recordedAt() {
        return value.recordedAt();
    }

    boolean seenBy(Instant actionTime) {
        return lateAfter == null || actionTime.isAfter(lateAfter);
    }
}
