package io.countersign.schemas.dialect;

/**
 * Reads the messages of one vendor log. Every event of a message ends in exactly one call of the handler; whatever the
 * bytes are, nothing is thrown. Instances keep no state between messages, but are used by one thread at a time.
 */
public interface Dialect {

    /** The dialect's name, for example {@code aws.cloudtrail}. */
    String name();

    /** What of a file is one message. */
    Framing framing();

    /** Reads a message and hands over each of its events. */
    void read(Message message, EventHandler handler);
}
