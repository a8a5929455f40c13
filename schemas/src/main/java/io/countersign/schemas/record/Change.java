package io.countersign.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a change ticket or release (S2, {@code type: change}).
 *
 * @param window when the work may be done, if it was planned
 * @param requester who asked for it
 * @param implementers who was to do it
 * @param approvals decisions in the order the source lists them
 */
public record Change(
        String id,
        long version,
        Instant recordedAt,
        String source,
        ChangeKind kind,
        ChangeState state,
        @Nullable Interval window,
        Scope scope,
        @Nullable String requester,
        List<String> implementers,
        List<Approval> approvals)
        implements RegisterRecord {

    public Change {
        Objects.requireNonNull(id, "id");
        recordedAt = Times.millis(recordedAt);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(scope, "scope");
        implementers = Lists.copy(implementers);
        approvals = Lists.copy(approvals);
    }

    @Override
    public RecordType type() {
        return RecordType.CHANGE;
    }
}
