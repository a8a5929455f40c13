package io.countersign.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One version of a freeze (S2, {@code type: freeze}).
 *
 * @param exempt ids of changes that may proceed in spite of it
 */
public record Freeze(
        String id,
        long version,
        Instant recordedAt,
        String source,
        FreezeState state,
        Interval window,
        FreezeScope scope,
        List<String> exempt)
        implements RegisterRecord {

    public Freeze {
        Objects.requireNonNull(id, "id");
        recordedAt = Times.millis(recordedAt);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(scope, "scope");
        exempt = Lists.copy(exempt);
    }

    @Override
    public RecordType type() {
        return RecordType.FREEZE;
    }
}
