package io.countersign.evidence.line;

/** A line that is not of the form that evidence has. */
public final class LineFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What chance does to a line, and what only a hand does. */
    public enum Kind {
        /** An object has two members of one name, so that two readers may see two records. */
        MEMBER_TWICE,
        OTHER
    }

    private final Kind kind;

    /** With what is wrong. */
    public LineFormatException(String message) {
        this(message, Kind.OTHER);
    }

    LineFormatException(String message, Kind kind) {
        super(message);
        this.kind = kind;
    }

    /** What is wrong, for those who treat it differently. */
    public Kind kind() {
        return kind;
    }
}
