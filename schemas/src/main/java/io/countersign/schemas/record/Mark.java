package io.countersign.schemas.record;

import java.time.Instant;
import java.util.Objects;

/**
 * A source's word that it has delivered everything recorded up to an instant (S2, {@code type: mark}).
 *
 * @param completeThrough every record with {@code recorded_at} (for actions: {@code time}) at or before it was delivered
 */
public record Mark(String source, Instant completeThrough) implements CanonicalRecord {

    public Mark {
        Objects.requireNonNull(source, "source");
        completeThrough = Times.millis(completeThrough);
    }

    @Override
    public RecordType type() {
        return RecordType.MARK;
    }
}
