package io.countersign.detection.judge;

import io.countersign.rules.sequence.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * What sequences are fed: an event, or how far their time has come. Exactly one component is present.
 *
 * @param candidate an event that a sequence can use
 * @param throughMillis the instant, in epoch milliseconds, through which every event has been handed on
 */
public record Fed(@Nullable Candidate candidate, @Nullable Long throughMillis) {

    public Fed {
        if ((candidate == null) == (throughMillis == null)) {
            throw new IllegalArgumentException("expected either an event or how far time has come");
        }
    }
}
