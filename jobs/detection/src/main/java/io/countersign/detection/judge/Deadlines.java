package io.countersign.detection.judge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * When something that waits is to be looked at, and where in the waiting room it is. In memory, an entry a place however
 * much waits there; what is told to be due is told again when state is restored.
 */
final class Deadlines {

    /** A queue of the waiting room, a slice of its time and a key. */
    record Place(String queue, long slice, int key) {}

    private final NavigableMap<Long, Set<Place>> places = new TreeMap<>();
    private final Map<Place, Long> earliest = new HashMap<>();

    /** Has a place looked at by an instant of processing time. */
    void add(Place place, long dueMillis) {
        Long known = earliest.get(place);
        if (known != null && known <= dueMillis) {
            return;
        }
        if (known != null) {
            places.getOrDefault(known, Set.of()).remove(place);
        }
        earliest.put(place, dueMillis);
        places.computeIfAbsent(dueMillis, unused -> new LinkedHashSet<>()).add(place);
    }

    /** When the next place is due; the greatest number if none is. */
    long next() {
        return places.isEmpty() ? Long.MAX_VALUE : places.firstKey();
    }

    /** Takes out the places that are due. */
    List<Place> takeThrough(long nowMillis) {
        List<Place> taken = new ArrayList<>();
        while (next() <= nowMillis) {
            taken.addAll(places.pollFirstEntry().getValue());
        }
        taken.forEach(earliest::remove);
        return taken;
    }
}
