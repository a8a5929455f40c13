package io.countersign.evidence.verify;

/** What can be wrong with a store (E6), in the order in which it is told. */
public enum Code {
    /** A checkpoint is signed by no key that signs for this log at its size. */
    UNKNOWN_KEY(Severity.INVALID),
    /** A checkpoint is no signed note of this log, or its signature is wrong. */
    CHECKPOINT_SIGNATURE(Severity.INVALID),
    /** The store ends before a checkpoint that is known from elsewhere. */
    ROLLBACK(Severity.DIVERGED),
    /** The store is not the one of which a checkpoint is known from elsewhere. */
    FORK(Severity.DIVERGED),
    /** The leaves are not those that the newest checkpoint is of. */
    LOG_ROOT_MISMATCH(Severity.INVALID),
    /** An older checkpoint that the store keeps is of other leaves. */
    STORED_CHECKPOINT_INCONSISTENT(Severity.INVALID),
    /** The store does not keep a checkpoint that it has published. */
    STORED_CHECKPOINT_MISSING(Severity.INVALID),
    /** A tile or a bundle of leaves does not hold what it should. */
    TILE_MISMATCH(Severity.INVALID),
    /** A tile or a bundle of leaves is not there. */
    TILE_MISSING(Severity.INVALID),
    /** A leaf is of no known kind or version, or not as it would be written, or of another log. */
    LEAF_INVALID(Severity.INVALID),
    /** An epoch has the wrong number, or does not go on where the lanes end. */
    EPOCH_INVALID(Severity.INVALID),
    /** A rotation is not of the key in force, or not signed by both keys. */
    KEY_ROTATION_INVALID(Severity.INVALID),
    /** A segment does not start where its lane ended. */
    LANE_GAP(Severity.INVALID),
    /** A manifest does not name the one before it in its lane. */
    LANE_CHAIN_BROKEN(Severity.INVALID),
    /** A manifest says something else of its segment than what is there. */
    MANIFEST_MISMATCH(Severity.INVALID),
    SEGMENT_MISSING(Severity.INCOMPLETE),
    /** A segment, or a line of it, is not of the form that there is. */
    SEGMENT_FORMAT(Severity.INVALID),
    /** A segment has more or fewer lines than its manifest says. */
    RECORD_COUNT(Severity.INVALID),
    /** The lines of a segment are not those that its manifest is of. */
    SEGMENT_ROOT_MISMATCH(Severity.INVALID),
    /** The bytes of an object are not those that it is named or listed by. */
    OBJECT_HASH_MISMATCH(Severity.INVALID),
    /** The rules or contracts that a manifest names are not there. */
    RULES_MISSING(Severity.INVALID),
    /** The rules or contracts that a manifest names are no list of files. */
    RULES_INVALID(Severity.INVALID),
    /** A verdict is by other rules than its manifest says. */
    RULES_MISMATCH(Severity.INVALID),
    /** A record that is kept apart from its line is not there. */
    RAW_MISSING(Severity.INVALID),
    /** What was read is not all accounted for, or not all in the evidence. */
    SOURCE_ACCOUNTING(Severity.INCOMPLETE),
    /** The accounts leave offsets out. */
    E_OFFSET_GAP(Severity.INCOMPLETE),
    /** The accounts have offsets twice. */
    E_OFFSET_OVERLAP(Severity.INCOMPLETE),
    /** For some time nobody said that a source was watched. */
    E_HEARTBEAT_MISSING(Severity.INCOMPLETE),
    /** An object belongs to nothing. */
    ORPHAN_OBJECT(Severity.WARNING),
    /** Something was written that no checkpoint is of. */
    UNSIGNED_TAIL(Severity.WARNING),
    /** The copy of the newest checkpoint is an older one. */
    CHECKPOINT_STALE(Severity.WARNING),
    /** The job stood still. */
    OUTAGE(Severity.WARNING),
    /** A source delivered nothing while it was watched. */
    SOURCE_SILENT(Severity.WARNING),
    /** The log follows another, and what its accounts begin with must be what that one ended with. */
    BROUGHT_FORWARD(Severity.WARNING);

    /** How bad it is. */
    public enum Severity {
        WARNING,
        INCOMPLETE,
        DIVERGED,
        INVALID
    }

    private final Severity severity;

    Code(Severity severity) {
        this.severity = severity;
    }

    /** How bad it is. */
    public Severity severity() {
        return severity;
    }
}
