package io.countersign.detection.publish;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where results are written. Exactly once: a message becomes visible to {@code read_committed} consumers with the
 * checkpoint it belongs to. Or at once, and then at least once.
 *
 * @param bootstrapServers brokers to connect to first, as host:port separated by commas
 * @param clientProperties further properties of Kafka's clients, for example of SASL and TLS
 * @param transactionalIdPrefix unique for each job and environment, the same across upgrades
 * @param transactionTimeout after an outage longer than this the broker drops what a checkpoint promised
 */
public record KafkaOutput(
        String bootstrapServers,
        Map<String, String> clientProperties,
        String transactionalIdPrefix,
        Duration transactionTimeout) {

    public KafkaOutput {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        clientProperties = Map.copyOf(clientProperties);
        Objects.requireNonNull(transactionalIdPrefix, "transactionalIdPrefix");
        Objects.requireNonNull(transactionTimeout, "transactionTimeout");
    }

    /** Without the client properties, which may hold secrets. */
    @Override
    public String toString() {
        return "KafkaOutput[" + bootstrapServers + ", " + transactionalIdPrefix + "]";
    }

    /**
     * A sink. Transactional ids are pooled: one for each checkpoint would stay in the broker for a week.
     *
     * @param name ends the prefix of its transactional ids; it never changes
     */
    public <T> Sink<T> sink(String name, KafkaRecordSerializationSchema<T> messages) {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(transactionTimeout.toMillis()));
        return new TidyKafkaSink<>(KafkaSink.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(transactionalIdPrefix + "-" + name)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setRecordSerializer(messages)
                .build());
    }

    /** A sink without transactions: what it writes is visible at once, and again after a restore. */
    public <T> KafkaSink<T> sinkAtOnce(KafkaRecordSerializationSchema<T> messages) {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        return KafkaSink.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(messages)
                .build();
    }
}
