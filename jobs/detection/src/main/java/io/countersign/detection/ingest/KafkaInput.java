package io.countersign.detection.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is read from Kafka, and how.
 *
 * @param bootstrapServers brokers to connect to first, as host:port separated by commas
 * @param clientProperties further properties of Kafka's clients, for example of SASL and TLS
 * @param groupId consumer group under which offsets are committed
 * @param topics the topics and their dialects
 * @param startFrom where reading begins without a checkpoint
 * @param partitionDiscoveryInterval how often topics are asked for partitions added to them
 * @param maxSkew how far a record's time may be ahead of its Kafka timestamp (S1.4)
 * @param outOfOrderness how far the actions of one partition may be out of order
 * @param idleTimeout after how long without an action a partition no longer holds back the watermark
 */
public record KafkaInput(
        String bootstrapServers,
        Map<String, String> clientProperties,
        String groupId,
        List<TopicReading> topics,
        StartFrom startFrom,
        Duration partitionDiscoveryInterval,
        Duration maxSkew,
        Duration outOfOrderness,
        Duration idleTimeout) {

    public KafkaInput {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        clientProperties = Map.copyOf(clientProperties);
        Objects.requireNonNull(groupId, "groupId");
        topics = List.copyOf(topics);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("no topic to read");
        }
        Objects.requireNonNull(startFrom, "startFrom");
        Objects.requireNonNull(partitionDiscoveryInterval, "partitionDiscoveryInterval");
        Objects.requireNonNull(maxSkew, "maxSkew");
        Objects.requireNonNull(outOfOrderness, "outOfOrderness");
        Objects.requireNonNull(idleTimeout, "idleTimeout");
    }

    /** Without the client properties, which may hold secrets. */
    @Override
    public String toString() {
        return "KafkaInput[" + bootstrapServers + ", " + groupId + ", " + topics + "]";
    }

    /** The names of the topics. */
    public List<String> topicNames() {
        return topics.stream().map(TopicReading::topic).toList();
    }
}
