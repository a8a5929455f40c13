package io.countersign.evidence.verify;

import java.util.List;

/** What becomes of verifying a store (E6), with the exit code of the command. */
public enum Outcome {
    /** Nothing is wrong, and a checkpoint known from elsewhere is of this log: nobody has rewritten it since. */
    VERIFIED(0),
    /** Nothing is wrong within the store. Who holds the key could have rewritten all of it, and rolled it back. */
    CONSISTENT_UNANCHORED(10),
    /** It is not the log that is known from elsewhere. */
    DIVERGED(30),
    /** Something was changed, or is not what it says it is. */
    INVALID(40),
    /** Something is missing. */
    INCOMPLETE(50);

    private final int exitCode;

    Outcome(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of the command. */
    public int exitCode() {
        return exitCode;
    }

    /** What follows from what was found. */
    static Outcome of(List<Problem> problems, boolean anchored) {
        if (has(problems, Code.Severity.INVALID)) {
            return INVALID;
        }
        if (has(problems, Code.Severity.DIVERGED)) {
            return DIVERGED;
        }
        if (has(problems, Code.Severity.INCOMPLETE)) {
            return INCOMPLETE;
        }
        return anchored ? VERIFIED : CONSISTENT_UNANCHORED;
    }

    private static boolean has(List<Problem> problems, Code.Severity severity) {
        return problems.stream().anyMatch(each -> each.code().severity() == severity);
    }
}
