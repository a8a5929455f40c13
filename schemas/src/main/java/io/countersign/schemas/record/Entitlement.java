package io.countersign.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A standing permission of an identity (S5).
 *
 * @param system financial system, exact
 * @param environments environments, exact
 * @param operations operations, exact
 * @param approvedBy who approved it
 * @param approvedAt when it was approved
 * @param reviewedAt when it was last reviewed
 * @param expiresAt when it ends; absent means never
 */
public record Entitlement(
        String system,
        List<String> environments,
        List<String> operations,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable Instant reviewedAt,
        @Nullable Instant expiresAt) {

    public Entitlement {
        Objects.requireNonNull(system, "system");
        environments = Lists.copy(environments);
        operations = Lists.copy(operations);
        approvedAt = Times.millisOrNull(approvedAt);
        reviewedAt = Times.millisOrNull(reviewedAt);
        expiresAt = Times.millisOrNull(expiresAt);
    }
}
