package io.countersign.launcher.scenario;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to send to Kafka.
 *
 * @param key what decides the partition; null to spread
 * @param partition the partition, where it matters; else null
 * @param timestampMillis Kafka's record timestamp in epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; sent as it is.
public record ScenarioMessage(
        String topic, @Nullable String key, @Nullable Integer partition, long timestampMillis, byte[] value) {

    public ScenarioMessage {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(value, "value");
    }
}
