package io.countersign.schemas.dialect;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as its source delivered it. It may hold many events.
 *
 * @param topic Kafka topic, or the file of a bounded run
 * @param partition Kafka partition, 0 for files
 * @param offset Kafka offset, or the line of a file counted from 1
 * @param timestampMillis Kafka's record timestamp in epoch milliseconds; null in bounded runs
 * @param value the bytes; null where Kafka delivered none
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; copying each message would cost a pass over its bytes.
public record Message(
        String topic, int partition, long offset, @Nullable Long timestampMillis, byte @Nullable [] value) {

    public Message {
        Objects.requireNonNull(topic, "topic");
    }
}
