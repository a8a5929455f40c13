package io.countersign.schemas.record;

import java.time.Instant;

/**
 * A half-open interval {@code [start, end)} (S1.3); an empty one covers nothing, and one that ends before it starts is
 * refused with an {@link IllegalArgumentException}.
 */
public record Interval(Instant start, Instant end) {

    public Interval {
        start = Times.millis(start);
        end = Times.millis(end);
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("interval ends at " + end + ", before its start " + start);
        }
    }

    /** Whether {@code start <= instant < end}. */
    public boolean covers(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }
}
