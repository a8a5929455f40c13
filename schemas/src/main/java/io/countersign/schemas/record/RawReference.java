package io.countersign.schemas.record;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the source bytes of an action are, and by what the same call is found in another log.
 *
 * @param topic Kafka topic, or the file of a bounded run
 * @param partition Kafka partition, 0 for files
 * @param offset Kafka offset, or the line of a file counted from 1
 * @param sha256 lower-case hex of the SHA-256 over the source bytes of the event
 * @param requestId the vendor's id of the request; null where the log tells none. Actions of two logs that carry the same
 *     are one call
 */
public record RawReference(
        String topic,
        int partition,
        long offset,
        String sha256,
        @Nullable String requestId) {

    public RawReference {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(sha256, "sha256");
    }
}
