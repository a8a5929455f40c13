package io.countersign.schemas.codec;

/** A record that could not be read: the reason, and what was given and expected. Never carries a stack trace. */
public final class UnreadableException extends Exception {

    private final QuarantineReason reason;

    /** With a detail that says what was given and what was expected; it may hold text from the record. */
    public UnreadableException(QuarantineReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    /** Why it could not be read. */
    public QuarantineReason reason() {
        return reason;
    }

    /** What was given and what was expected. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
