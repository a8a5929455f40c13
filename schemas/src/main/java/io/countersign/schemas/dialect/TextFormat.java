package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import java.util.List;
import java.util.Map;

/** Finds the events of a log of text. Whatever the bytes are, nothing is thrown. */
interface TextFormat {

    /** Hands over each event of a message, and each piece of it that is none; what separates them is nobody's. */
    void events(byte[] message, Sink sink);

    /** Receives the events. */
    interface Sink {

        /**
         * An event.
         *
         * @param members its texts by name, several where it has several
         * @param start where its bytes start in the message
         * @param end where they have ended
         * @return whether it could be read
         */
        default boolean event(Map<String, List<String>> members, int start, int end) {
            return event(members, List.of(), start, end);
        }

        /**
         * An event of several rows.
         *
         * @param members the texts of all rows by name
         * @param rows the texts of each
         */
        boolean event(Map<String, List<String>> members, List<Map<String, List<String>>> rows, int start, int end);

        /** A piece that cannot be read. */
        void unreadable(QuarantineReason reason, String detail, int start, int end);
    }
}
