package io.countersign.evidence.note;

/** Bytes or text that are no note, checkpoint or key. */
public final class InvalidNoteException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what is wrong with it, as the end of a sentence about it. */
    public InvalidNoteException(String message) {
        super(message);
    }
}
