package io.countersign.schemas.record;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change that was considered for an action.
 *
 * @param change its id
 * @param rung the rung of S4.2 it failed on, 1 to 11; null when it covers
 * @param reason the reason of that rung; null when it covers
 * @param offByMillis distance of the action to its window in milliseconds, where rung 10 failed and there is a window
 */
public record Candidate(
        String change,
        @Nullable Integer rung,
        @Nullable Reason reason,
        @Nullable Long offByMillis) {

    public Candidate {
        Objects.requireNonNull(change, "change");
        if ((rung == null) != (reason == null)) {
            throw new IllegalArgumentException("a candidate fails with a rung and a reason, or covers with neither");
        }
    }
}
