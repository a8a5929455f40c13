package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code require.entitlement}: the identity was entitled to the action (S5). */
record EntitlementRequirement(List<String> sources, Duration reviewMaxAge) implements Requirement {

    /** The rungs of an entitlement in order, by the reason each fails with; the last stands for none failed. */
    private enum Rung {
        NO_ENTITLEMENT,
        WRONG_ENVIRONMENT,
        WRONG_OPERATION,
        NOT_APPROVED,
        SELF_APPROVED,
        ENTITLEMENT_EXPIRED,
        REVIEW_OVERDUE,
        ENTITLED
    }

    @Override
    public List<Finding> judge(Subject subject, long completeThrough) {
        return List.of(failure(subject).map(Finding::exception).orElseGet(Finding::authorised));
    }

    private Optional<String> failure(Subject subject) {
        if (subject.who().ambiguous()) {
            return Optional.of("AMBIGUOUS_IDENTITY");
        }
        if (subject.who().unknown()) {
            return Optional.of("UNKNOWN_IDENTITY");
        }
        if (subject.who().retired()) {
            return Optional.of("IDENTITY_RETIRED");
        }
        JsonNode identity = subject.who().identity().orElseThrow().node();
        if (Fields.text(identity, "owner").isEmpty()) {
            return Optional.of("NO_OWNER");
        }
        return Fields.items(identity, "entitlements")
                .map(entitlement -> failed(subject, entitlement))
                .max(Comparator.naturalOrder())
                .or(() -> Optional.of(Rung.NO_ENTITLEMENT))
                .filter(rung -> rung != Rung.ENTITLED)
                .map(Rung::name);
    }

    private Rung failed(Subject subject, JsonNode entitlement) {
        long t = subject.t();
        if (subject.text("asset.system")
                .filter(Fields.required(entitlement, "system")::equals)
                .isEmpty()) {
            return Rung.NO_ENTITLEMENT;
        }
        if (!Fields.texts(entitlement, "environments")
                .contains(subject.text("asset.environment").orElseThrow())) {
            return Rung.WRONG_ENVIRONMENT;
        }
        if (!Fields.texts(entitlement, "operations")
                .contains(subject.text("operation").orElseThrow())) {
            return Rung.WRONG_OPERATION;
        }
        Optional<String> approver = Fields.text(entitlement, "approved_by");
        if (approver.isEmpty() || !isBy(entitlement, "approved_at", t)) {
            return Rung.NOT_APPROVED;
        }
        if (subject.identities().person(approver.get()).equals(subject.who().id())) {
            return Rung.SELF_APPROVED;
        }
        if (isBy(entitlement, "expires_at", t)) {
            return Rung.ENTITLEMENT_EXPIRED;
        }
        if (!isBy(entitlement, "reviewed_at", t)
                || t - Fields.requiredMillis(entitlement, "reviewed_at") > reviewMaxAge.toMillis()) {
            return Rung.REVIEW_OVERDUE;
        }
        return Rung.ENTITLED;
    }

    /** The instant is given and not after {@code t}. */
    private static boolean isBy(JsonNode entitlement, String instant, long t) {
        return Fields.millis(entitlement, instant).filter(at -> at <= t).isPresent();
    }
}
