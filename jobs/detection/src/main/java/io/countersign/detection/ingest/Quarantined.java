package io.countersign.detection.ingest;

import io.countersign.schemas.codec.QuarantineReason;
import java.util.Objects;

/**
 * An event that could not be read, with its bytes and coordinates.
 *
 * @param source the source it counts under: its own if it says so, else the topic or file
 * @param topic Kafka topic, or the file of a bounded run
 * @param partition Kafka partition, 0 for files
 * @param offset Kafka offset, or the line of a file counted from 1
 * @param timestampMillis Kafka's record timestamp in epoch milliseconds, 0 in bounded runs
 * @param detail what was given and what was expected
 * @param raw the bytes as received
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes leave unchanged.
public record Quarantined(
        String source,
        String topic,
        int partition,
        long offset,
        long timestampMillis,
        QuarantineReason reason,
        String detail,
        byte[] raw) {

    public Quarantined {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(raw, "raw");
    }
}
