package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;

/** Receives the events of a message, one call an event (S6.3). */
public interface EventHandler {

    /** An action on a financial asset, or one that says nothing of assets. */
    void action(Action action);

    /** The same, with its bytes: those of an array from one place to before another. */
    default void action(Action action, byte[] bytes, int from, int to) {
        action(action);
    }

    /** A version of a register record. */
    void register(RegisterRecord registerRecord);

    /** A completeness mark. */
    void mark(Mark mark);

    /** An action on nothing that the scope file lists. */
    void outOfScope(String source, String reason);

    /** An event that is no action, for example one half of a pair. */
    void noAction(String source, String reason);

    /**
     * An event that could not be read.
     *
     * @param source the source it says it is from; the message's topic or file where it does not say
     * @param detail what was given and what was expected
     * @param raw the event's bytes, or the message's where events cannot be told apart
     */
    void unreadable(String source, QuarantineReason reason, String detail, byte[] raw);
}
