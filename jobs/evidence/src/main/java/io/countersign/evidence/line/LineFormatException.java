package io.countersign.evidence.line;

/** A line that is not of the form that evidence has. */
public final class LineFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public LineFormatException(String message) {
        super(message);
    }
}
