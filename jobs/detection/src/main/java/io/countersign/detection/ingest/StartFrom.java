package io.countersign.detection.ingest;

/** Where reading begins when there is no checkpoint to restore. Never the end: what is there is never skipped. */
public enum StartFrom {
    /** The group's committed offsets; where it has none, the earliest. */
    COMMITTED,
    /** The earliest offsets there are. */
    EARLIEST
}
