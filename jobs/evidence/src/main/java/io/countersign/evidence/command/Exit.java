package io.countersign.evidence.command;

/** Exit codes (E6). */
final class Exit {

    static final int OK = 0;

    /** The log is not what it was: rolled back, or with another history. */
    static final int DIVERGED = 30;

    /** What was looked at is not sound. */
    static final int INVALID = 40;

    /** Bad usage, or something that cannot be read or written. */
    static final int UNUSABLE = 60;

    private Exit() {}
}
