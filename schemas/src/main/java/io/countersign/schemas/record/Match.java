package io.countersign.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Events that a sequence found under one key (S7, S8).
 *
 * @param id first 32 hex digits of the SHA-256 of S8
 * @param sequence id of the sequence
 * @param time of the last event; where something was not to happen, the instant by which it had not
 * @param key what the events have in common, as text
 * @param events their ids, in order, at least one
 */
public record Match(String id, String sequence, Instant time, String key, List<String> events) {

    public Match {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sequence, "sequence");
        time = Times.millis(time);
        Objects.requireNonNull(key, "key");
        events = Lists.copy(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a match of " + sequence + " without events");
        }
    }
}
