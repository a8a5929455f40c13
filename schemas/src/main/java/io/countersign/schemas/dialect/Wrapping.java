package io.countersign.schemas.dialect;

import java.util.ArrayList;
import java.util.List;

/**
 * Where shippers put a message of a log, as text, into one of their own: {@code {"log": "{...}"}}. What is around it is
 * theirs, and not looked at.
 *
 * @param members numbers of the paths of the members whose text is a message
 */
record Wrapping(List<Integer> members) {

    /** How often a message is unwrapped: by the shipper, and by what the shipper's own is sent through. */
    static final int MOST_LAYERS = 3;

    Wrapping {
        members = List.copyOf(members);
    }

    /** The messages in a message; none where no member holds one. A text beside one that holds none is handed over too. */
    List<String> messages(Slots slots) {
        List<String> texts = new ArrayList<>();
        boolean wraps = false;
        for (int member : members) {
            for (String text : slots.all(member)) {
                String json = text.stripLeading();
                wraps |= json.startsWith("{") || json.startsWith("[");
                texts.add(text);
            }
        }
        return wraps ? texts : List.of();
    }
}
