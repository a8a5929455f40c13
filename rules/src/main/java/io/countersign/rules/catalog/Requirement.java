package io.countersign.rules.catalog;

import java.time.Duration;
import java.util.Set;

/** What a control requires of a selected action: exactly one of the four of S4 and S5. */
public sealed interface Requirement
        permits Requirement.Change, Requirement.Entitlement, Requirement.Credential, Requirement.Recording {

    /** The sources whose register records the control sees, and whose completeness it waits for (S3.3, S4.6). */
    Set<String> sources();

    /** How long after the action's time the sources must be complete before it is judged. */
    default Duration completeAfter() {
        return Duration.ZERO;
    }

    /** How long after the action's time an exception may still be ratified; zero where it never is (S4.5, S5). */
    default Duration ratifyWithin() {
        return Duration.ZERO;
    }

    /**
     * A change that covered the action (S4).
     *
     * @param minApprovers approvals needed, 1 or more
     * @param ratifyWithin how long an emergency change may follow the action and still ratify it
     * @param horizon how far from its window a change still exists for an action (S3.5)
     */
    record Change(Set<String> sources, int minApprovers, Duration ratifyWithin, Duration horizon)
            implements Requirement {

        public Change {
            sources = Set.copyOf(sources);
            if (minApprovers < 1) {
                throw new IllegalArgumentException("min_approvers is " + minApprovers + ", expected 1 or more");
            }
            requireNotNegative(ratifyWithin, "ratify_within");
            requireNotNegative(horizon, "horizon");
        }
    }

    /**
     * A standing, approved and reviewed entitlement of the identity (S5).
     *
     * @param reviewMaxAge how old its last review may be
     */
    record Entitlement(Set<String> sources, Duration reviewMaxAge) implements Requirement {

        public Entitlement {
            sources = Set.copyOf(sources);
            requireNotNegative(reviewMaxAge, "review_max_age");
        }
    }

    /**
     * A credential in force, of the identity itself, rotated in time and vaulted (S5).
     *
     * @param maxAge how old it may be
     */
    record Credential(Set<String> sources, Duration maxAge) implements Requirement {

        public Credential {
            sources = Set.copyOf(sources);
            requireNotNegative(maxAge, "max_age");
        }
    }

    /**
     * A recording of the session that shows the action (S5).
     *
     * @param within how long after the action it must be available
     */
    record Recording(Set<String> sources, Duration within) implements Requirement {

        public Recording {
            sources = Set.copyOf(sources);
            requireNotNegative(within, "within");
        }

        @Override
        public Duration completeAfter() {
            return within;
        }
    }

    private static void requireNotNegative(Duration duration, String name) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " is " + duration + ", expected PT0S or more");
        }
    }
}
