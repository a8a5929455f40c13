package io.countersign.schemas.record;

/** The outcome of judging one action by one control (S4). */
public enum VerdictOutcome {
    /** Something in force at the action's instant covered it. */
    AUTHORISED,
    /** Nothing covered it; the reason names the first rung that failed. */
    EXCEPTION,
    /** An exception that an emergency change covered afterwards, in time (S4.5). */
    RATIFIED,
    /** Not knowable: a source was silent, or the register no longer reaches back that far (S4.7, S3.7). */
    INDETERMINATE
}
