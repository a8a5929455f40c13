package io.countersign.detection.ingest;

import java.util.Objects;

/**
 * That a message has been read to its end: the events before it that came from the same place are its own.
 *
 * @param source the one its first event counts under
 * @param bytes how many it has, key and headers apart
 */
public record MessageRead(String source, String topic, int partition, long offset, long bytes) {

    public MessageRead {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(topic, "topic");
    }
}
