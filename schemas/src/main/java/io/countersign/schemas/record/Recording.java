package io.countersign.schemas.record;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a session recording (S2, {@code type: recording}).
 *
 * @param session the session recorded
 * @param interval what the recording shows
 */
public record Recording(
        String id,
        long version,
        Instant recordedAt,
        String source,
        String session,
        RecordingState state,
        @Nullable Interval interval)
        implements RegisterRecord {

    public Recording {
        Objects.requireNonNull(id, "id");
        recordedAt = Times.millis(recordedAt);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(state, "state");
    }

    @Override
    public RecordType type() {
        return RecordType.RECORDING;
    }
}
