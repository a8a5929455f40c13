package io.countersign.launcher.scenario;

import java.util.List;
import java.util.Objects;

/**
 * Events that together must be found, once.
 *
 * @param sequence the id of the sequence, for example {@code used-after-retirement}
 * @param key what the events have in common, as the sequence names it
 * @param events their ids, in the order of what happened
 * @param story what happened, for people
 */
public record PlantedMatch(String sequence, String key, List<String> events, String story) {

    public PlantedMatch {
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(key, "key");
        events = List.copyOf(events);
        Objects.requireNonNull(story, "story");
    }
}
