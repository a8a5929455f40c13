package io.countersign.evidence.log;

/** An entry of the log that is none. */
public final class InvalidLeafException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what is wrong with it, as the end of a sentence about it. */
    public InvalidLeafException(String message) {
        super(message);
    }
}
