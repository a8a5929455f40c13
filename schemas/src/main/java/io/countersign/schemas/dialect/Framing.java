package io.countersign.schemas.dialect;

/** What of a file is one message. */
public enum Framing {
    /** Each line. */
    LINE,
    /** The whole file: events of text may go over lines, and lines of several events may lie among each other. */
    FILE,
    /** Each line, if the first is a whole JSON value; else the whole file. */
    LINE_OR_FILE
}
