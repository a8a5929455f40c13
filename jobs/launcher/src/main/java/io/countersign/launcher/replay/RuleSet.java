package io.countersign.launcher.replay;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.Sequence;
import io.countersign.rules.register.Completeness;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rules, and how the completeness of the register's sources is known where they are in force.
 *
 * @param completeness by source; sources left out are assumed (S4.6)
 * @param patience the longest that a job had with them
 */
record RuleSet(Catalog catalog, Map<String, Completeness.Mode> completeness, Patience patience) {

    RuleSet {
        completeness = new TreeMap<>(completeness);
    }

    /** Whether another one judges as this one does, word for word. */
    boolean judgesAs(RuleSet other) {
        return digest().equals(other.digest()) && completeness.equals(other.completeness);
    }

    /** The same for a job that may have waited longer. */
    RuleSet with(Patience other) {
        return new RuleSet(catalog, completeness, patience.or(other));
    }

    /** {@code rules_digest} of S7. */
    String digest() {
        return catalog.digest();
    }

    /** Whether the completeness of any of some sources is assumed. */
    boolean isAssumed(Collection<String> sources) {
        return new Completeness(completeness, Duration.ZERO).isAssumed(sources);
    }

    /** A control; null if it is not among the rules. */
    @Nullable
    Control control(String id) {
        return catalog.controls().stream()
                .filter(control -> control.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** A sequence; null if it is not among the rules. */
    @Nullable
    Sequence sequence(String id) {
        return catalog.sequences().stream()
                .filter(sequence -> sequence.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** How long before a match, at most, the first event of a sequence can lie. */
    Duration longestWithin() {
        Duration longest = Duration.ZERO;
        for (Sequence sequence : catalog.sequences()) {
            Duration within = sequence.within();
            longest = within != null && within.compareTo(longest) > 0 ? within : longest;
        }
        return longest;
    }
}
