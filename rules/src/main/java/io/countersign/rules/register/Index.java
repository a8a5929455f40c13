package io.countersign.rules.register;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Ids by a key that some version of theirs has; whether the version judged has it is for the reader to see. */
final class Index {

    private final Map<String, Set<String>> ids = new HashMap<>();

    void put(String key, String id) {
        ids.computeIfAbsent(key, unused -> new TreeSet<>()).add(id);
    }

    void remove(String key, String id) {
        Set<String> present = ids.get(key);
        if (present != null && present.remove(id) && present.isEmpty()) {
            ids.remove(key);
        }
    }

    Set<String> get(String key) {
        return ids.getOrDefault(key, Set.of());
    }
}
