package io.countersign.rules.catalog;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of events as its rule file states it (S7, {@code kind: sequence}).
 *
 * @param card what it says of itself
 * @param fileSha256 hash of the rule file's bytes
 * @param by CEL over {@code event}: the parts of the key under which events belong together, at least one
 * @param within how long it may take, from its first event on; null only where it has a single event
 * @param steps what must happen, in order, and between or after that what must not
 * @param until CEL: what ends a beginning that is not complete; null if nothing does
 */
public record Sequence(
        RuleCard card,
        String fileSha256,
        List<String> by,
        @Nullable Duration within,
        List<Step> steps,
        @Nullable String until) {

    /** The most steps a sequence may have. */
    public static final int MOST_STEPS = 20;

    /**
     * A step.
     *
     * @param name by which later steps refer to the last event it took
     * @param expression CEL over {@code event} and the earlier steps
     * @param forbidden whether such an event must not happen
     * @param least how many events it takes at least, 1 or more
     * @param most how many events it takes at most
     */
    public record Step(String name, String expression, boolean forbidden, int least, int most) {

        /** The most events a step may ask for. */
        public static final int MOST_TIMES = 1_000;

        public Step {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(expression, "expression");
            if (least < 1 || most < least || most > MOST_TIMES) {
                throw new IllegalArgumentException("times [" + least + ", " + most + "], expected 1 <= n <= m <= 1000");
            }
            if (forbidden && most > 1) {
                throw new IllegalArgumentException("a forbidden step that repeats");
            }
        }
    }

    public Sequence {
        Objects.requireNonNull(card, "card");
        Objects.requireNonNull(fileSha256, "fileSha256");
        by = List.copyOf(by);
        steps = List.copyOf(steps);
        if (by.isEmpty()
                || steps.isEmpty()
                || steps.size() > MOST_STEPS
                || steps.get(0).forbidden()) {
            throw new IllegalArgumentException("a sequence has a key and begins with an event: " + by + ", " + steps);
        }
        Set<String> names = new HashSet<>();
        steps.forEach(step -> names.add(step.name()));
        if (names.size() < steps.size()) {
            throw new IllegalArgumentException("two steps of one name: " + steps);
        }
        if (within == null ? !isSingleEvent(steps) : within.toMillis() <= 0) {
            throw new IllegalArgumentException("within is " + within + " with steps " + steps);
        }
    }

    /** Its id. */
    public String id() {
        return card.id();
    }

    /** Whether each event by itself is a match or none. */
    public boolean isSingleEvent() {
        return isSingleEvent(steps);
    }

    static boolean isSingleEvent(List<Step> steps) {
        return steps.size() == 1 && steps.get(0).least() == 1;
    }
}
