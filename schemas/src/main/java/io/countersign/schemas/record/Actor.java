package io.countersign.schemas.record;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who acted.
 *
 * @param principal the durable name the log gives the caller; identities of the register resolve it (S4.1)
 * @param kind machine or human, where the record tells
 * @param credential the key, token or certificate used, if the record names it
 * @param session the session the action belongs to, if any
 * @param chain principals the caller acted through, nearest first
 */
public record Actor(
        String principal,
        ActorKind kind,
        @Nullable String credential,
        @Nullable String session,
        List<String> chain) {

    public Actor {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(kind, "kind");
        chain = Lists.copy(chain);
    }
}
