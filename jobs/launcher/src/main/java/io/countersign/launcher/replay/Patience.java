package io.countersign.launcher.replay;

import io.countersign.detection.settings.DetectionOptions;
import io.countersign.evidence.log.JudgingSettings;
import java.time.Duration;

/**
 * For how long a job waited for what might still come.
 *
 * @param maxDelay how far behind its newest record a source of assumed completeness was complete (S4.6)
 * @param behind how far the time that a job that keeps up goes by may be behind its last action: what is out of order in
 *     a partition, behind one that is silent and not taken for idle yet
 */
record Patience(Duration maxDelay, Duration behind) {

    /** That of a job whose settings are not in evidence: by the defaults of the options. */
    static final Patience DEFAULT = new Patience(
            DetectionOptions.MAX_DELAY.defaultValue(),
            DetectionOptions.OUT_OF_ORDERNESS.defaultValue().plus(DetectionOptions.IDLE_TIMEOUT.defaultValue()));

    static Patience of(JudgingSettings settings) {
        return new Patience(settings.maxDelay(), settings.outOfOrderness().plus(settings.idleTimeout()));
    }

    /** At least as long as either of two. */
    Patience or(Patience other) {
        return new Patience(longer(maxDelay, other.maxDelay), longer(behind, other.behind));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
