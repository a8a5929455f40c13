package io.countersign.schemas.record;

import java.time.Instant;
import java.util.Objects;

/**
 * One decision of one approver.
 *
 * @param by the approver, as the source names the person
 * @param at when it was decided, millisecond precision
 * @param decision approved or rejected
 */
public record Approval(String by, Instant at, Decision decision) {

    public Approval {
        Objects.requireNonNull(by, "by");
        at = Times.millis(at);
        Objects.requireNonNull(decision, "decision");
    }
}
