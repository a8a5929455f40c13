package io.countersign.detection.ingest;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of a topic are read.
 *
 * @param topic its name
 * @param dialect the dialect of its messages
 * @param source what its records name as their source; null for the one the dialect gives them
 * @param timeZone the zone of its times that name none; null for the one the dialect gives, if any
 */
public record TopicReading(
        String topic,
        String dialect,
        @Nullable String source,
        @Nullable String timeZone) implements Serializable {

    public TopicReading {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(dialect, "dialect");
    }

    /** With the source that the dialect gives its records. */
    public TopicReading(String topic, String dialect) {
        this(topic, dialect, null, null);
    }
}
