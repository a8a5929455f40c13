package io.countersign.launcher.replay;

import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What was said last of a verdict, in as little room as it takes to compare and to find it again.
 *
 * @param finding of all of it but its revision
 * @param ruleSet the number of the rule set by which it was judged
 * @param file number of the file that it is in
 * @param offset the byte of the file that it begins at
 */
record Said(
        Digits finding,
        String control,
        long timeMillis,
        VerdictOutcome outcome,
        @Nullable Reason reason,
        int revision,
        int ruleSet,
        int file,
        long offset,
        int length) {

    /** Where lines are. */
    record Place(int file, long offset, int length) {}

    static Said of(Verdict verdict, Digits finding, int ruleSet, Place place) {
        return new Said(
                finding,
                verdict.control().intern(),
                verdict.time().toEpochMilli(),
                verdict.outcome(),
                verdict.reason(),
                verdict.revision(),
                ruleSet,
                place.file(),
                place.offset(),
                place.length());
    }

    Place place() {
        return new Place(file, offset, length);
    }

    /** Whether it says that a verdict cannot be given (S3.7, S4.7). */
    boolean isIndeterminate() {
        return outcome == VerdictOutcome.INDETERMINATE;
    }
}
