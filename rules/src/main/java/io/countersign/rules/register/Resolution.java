package io.countersign.rules.register;

import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a name stands for at an instant (S4.1).
 *
 * @param name the identity's id; the name itself when none or several match
 * @param identity the identity's version current at that instant; null when none or several match
 * @param ambiguous several match equally well
 * @param conflict another content shares that version's number (S3.2)
 */
public record Resolution(String name, @Nullable Identity identity, boolean ambiguous, boolean conflict) {

    public Resolution {
        Objects.requireNonNull(name, "name");
        if (identity != null && ambiguous) {
            throw new IllegalArgumentException(name + " cannot be resolved and ambiguous at once");
        }
    }

    /** Whether no identity matches at all. */
    public boolean unknown() {
        return identity == null && !ambiguous;
    }

    /** Whether the identity is retired. */
    public boolean retired() {
        return identity != null && identity.state() == IdentityState.RETIRED;
    }
}
