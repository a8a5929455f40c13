package io.countersign.launcher.replay;

import java.time.Instant;

/**
 * A stretch of event time.
 *
 * @param from its first instant
 * @param to the first instant after it
 */
record Period(Instant from, Instant to) {

    Period {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from " + from + " is not before to " + to);
        }
    }

    boolean has(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(to);
    }
}
