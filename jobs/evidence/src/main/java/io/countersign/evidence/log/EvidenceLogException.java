package io.countersign.evidence.log;

import java.io.IOException;

/** The log cannot take what it was given, or is not fit to take anything. */
public final class EvidenceLogException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code {
        /** The log has other lines at the place of these. */
        FORK,
        /** Lines are missing between the end of the lane and these. */
        GAP,
        /** What comes is of another epoch than the log. */
        EPOCH,
        /** The lines were not kept: neither waiting nor in their place. */
        STAGING_LOST,
        /** The store is not what its own checkpoint says. */
        DAMAGED,
        /** The key is not the one that signs for this log. */
        KEY,
        /** The job left the log before all was in it that belongs there. */
        UNFINISHED
    }

    private final Code code;

    /** With what was found and what to do. */
    public EvidenceLogException(Code code, String message) {
        super(code + ": " + message);
        this.code = code;
    }

    /** Why. */
    public Code code() {
        return code;
    }
}
