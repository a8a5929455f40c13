package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import java.util.List;
import java.util.Map;

/**
 * How events lie in a text that is not JSON. Every byte of a message belongs to one event, separates events, or is reported
 * as unreadable; no message makes a format fail, and each is read in time linear in its length.
 */
interface TextFormat {

    /**
     * Finds the events of a message, in the order in which they start.
     *
     * @param message the bytes, which are expected to be UTF-8
     */
    void events(byte[] message, Sink sink);

    /** Receives the events of a message. */
    interface Sink {

        /**
         * An event.
         *
         * @param members its values by name; names with dots are paths
         * @param start where its first byte is
         * @param end behind its last byte, a line break not included
         */
        void event(Map<String, List<String>> members, int start, int end);

        /**
         * Bytes that cannot be read.
         *
         * @param detail what was given and what was expected
         */
        void unreadable(QuarantineReason reason, String detail, int start, int end);
    }
}
