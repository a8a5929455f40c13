package io.countersign.detection.publish;

import java.util.Objects;

/** The names of the topics that results go to. */
public record OutputTopics(
        String exceptions, String verdicts, String quarantine, String population, String alerts, String matches) {

    public OutputTopics {
        Objects.requireNonNull(exceptions, "exceptions");
        Objects.requireNonNull(verdicts, "verdicts");
        Objects.requireNonNull(quarantine, "quarantine");
        Objects.requireNonNull(population, "population");
        Objects.requireNonNull(alerts, "alerts");
        Objects.requireNonNull(matches, "matches");
    }
}
