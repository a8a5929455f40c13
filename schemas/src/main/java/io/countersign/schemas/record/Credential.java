package io.countersign.schemas.record;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key, token or certificate (S2, {@code type: credential}).
 *
 * @param identity whose credential it is
 * @param issuedAt when it was issued; its age counts from here
 * @param store the vault that keeps it; absent means none
 */
public record Credential(
        String id,
        long version,
        Instant recordedAt,
        String source,
        String identity,
        CredentialState state,
        Instant issuedAt,
        @Nullable String store)
        implements RegisterRecord {

    public Credential {
        Objects.requireNonNull(id, "id");
        recordedAt = Times.millis(recordedAt);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(state, "state");
        issuedAt = Times.millis(issuedAt);
    }

    @Override
    public RecordType type() {
        return RecordType.CREDENTIAL;
    }
}
