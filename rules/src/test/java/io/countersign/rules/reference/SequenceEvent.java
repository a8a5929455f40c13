package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;

/**
 * What a sequence sees.
 *
 * @param node what expressions call {@code event}
 */
record SequenceEvent(Kind kind, long time, String source, String id, String hash, ObjectNode node) {
    /** In their order at equal time (S7). */
    enum Kind {
        WINDOW_OPEN,
        REGISTER,
        ACTION,
        VERDICT,
        WINDOW_CLOSE
    }

    static final Comparator<SequenceEvent> ORDER = Comparator.comparing(SequenceEvent::time)
            .thenComparing(SequenceEvent::kind)
            .thenComparing(SequenceEvent::source, CodePoints.ORDER)
            .thenComparing(SequenceEvent::id, CodePoints.ORDER)
            .thenComparing(SequenceEvent::hash, CodePoints.ORDER);
}
