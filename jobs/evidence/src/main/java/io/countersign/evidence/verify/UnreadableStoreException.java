package io.countersign.evidence.verify;

/** There is no store to verify. */
public final class UnreadableStoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what was found and what to give. */
    public UnreadableStoreException(String message) {
        super(message);
    }
}
