package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.UnreadableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that one event has at the paths a dialect wants: texts by the number of the path, several for an array. */
final class Slots {

    private final @Nullable List<String>[] texts;
    private final Map<Integer, List<Slots>> elements = new HashMap<>(0);
    private @Nullable UnreadableException problem;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
    Slots(int paths) {
        texts = new List[paths];
    }

    /** Room for the same paths. */
    Slots empty() {
        return new Slots(texts.length);
    }

    /** Adds what another holds, its problem too. */
    void addAll(Slots other) {
        for (int path = 0; path < texts.length; path++) {
            for (String text : other.all(path)) {
                add(path, text);
            }
        }
        other.elements.forEach((path, each) -> each.forEach(element -> addElement(path, element)));
        if (other.problem != null) {
            unreadable(other.problem);
        }
    }

    void add(int path, String text) {
        List<String> present = texts[path];
        if (present == null) {
            present = new ArrayList<>(1);
            texts[path] = present;
        }
        present.add(text);
    }

    /** Takes over the values that another has, without a copy: many elements may share those of what is around them. */
    void share(int path, Slots other, int itsPath) {
        texts[path] = other.texts[itsPath];
    }

    void addElement(int path, Slots element) {
        elements.computeIfAbsent(path, unused -> new ArrayList<>()).add(element);
    }

    /** Notes what makes the event unreadable, if it is the first thing that does. */
    void unreadable(UnreadableException found) {
        problem = problem == null ? found : problem;
    }

    /** What makes the event unreadable; null if nothing does. */
    @Nullable
    UnreadableException problem() {
        return problem;
    }

    /** The first value that is not empty; null if there is none. Empty text means absent. */
    @Nullable
    String first(int path) {
        for (String text : all(path)) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return null;
    }

    /** All values. */
    List<String> all(int path) {
        List<String> present = texts[path];
        return present == null ? List.of() : present;
    }

    /** The elements of an array of objects. */
    List<Slots> elements(int path) {
        return elements.getOrDefault(path, List.of());
    }
}
