package io.countersign.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of an identity of the inventory (S2, {@code type: identity}).
 *
 * @param kind machine or human; unknown is refused with an {@link IllegalArgumentException}
 * @param aliases names its principals have in logs: exact, or globs in which only {@code *} is special
 * @param owner the person answerable for it
 * @param entitlements its standing permissions
 */
public record Identity(
        String id,
        long version,
        Instant recordedAt,
        String source,
        ActorKind kind,
        List<String> aliases,
        @Nullable String owner,
        IdentityState state,
        List<Entitlement> entitlements)
        implements RegisterRecord {

    public Identity {
        Objects.requireNonNull(id, "id");
        recordedAt = Times.millis(recordedAt);
        Objects.requireNonNull(source, "source");
        if (kind == ActorKind.UNKNOWN) {
            throw new IllegalArgumentException("identity " + id + " is neither machine nor human");
        }
        aliases = Lists.copy(aliases);
        Objects.requireNonNull(state, "state");
        entitlements = Lists.copy(entitlements);
    }

    @Override
    public RecordType type() {
        return RecordType.IDENTITY;
    }
}
