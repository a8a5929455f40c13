package io.countersign.detection.startup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the job asks of Kafka.
 *
 * @param bootstrapServers brokers to connect to first, as host:port separated by commas
 * @param clientProperties further properties of Kafka's clients, for example of SASL and TLS
 * @param inputTopics topics that are read
 * @param outputTopics topics that are written, and how they are to be
 * @param transactionalIdPrefix start of the ids of the job's transactions
 * @param transactionTimeout after which the broker aborts a transaction
 * @param coldStart whether the job starts without a checkpoint
 */
public record Demands(
        String bootstrapServers,
        Map<String, String> clientProperties,
        List<String> inputTopics,
        Outputs outputTopics,
        String transactionalIdPrefix,
        Duration transactionTimeout,
        boolean coldStart) {

    public Demands {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        clientProperties = Map.copyOf(clientProperties);
        inputTopics = List.copyOf(inputTopics);
        Objects.requireNonNull(outputTopics, "outputTopics");
        Objects.requireNonNull(transactionalIdPrefix, "transactionalIdPrefix");
        Objects.requireNonNull(transactionTimeout, "transactionTimeout");
    }

    /**
     * Topics that are written.
     *
     * @param create whether missing ones are created
     * @param partitions of one that is created
     * @param replication the replicas each must have
     * @param largestMessageBytes the largest message the job writes
     */
    public record Outputs(
            List<String> names, boolean create, int partitions, int replication, int largestMessageBytes) {

        public Outputs {
            names = List.copyOf(names);
        }
    }

    /** Without the client properties, which may hold secrets. */
    @Override
    public String toString() {
        return "Demands[" + bootstrapServers + ", " + inputTopics + " to " + outputTopics + "]";
    }
}
