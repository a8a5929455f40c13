package io.countersign.detection.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Messages of one topic. They carry no timestamp of their own: Kafka's retention counts from it, and that of an old
 * action would delete the message at once. Transactional ids can only be pooled where the topic is known beforehand.
 */
abstract class TopicMessages<T> implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {

    private static final long serialVersionUID = 1L;

    private final String topic;

    TopicMessages(String topic) {
        this.topic = Objects.requireNonNull(topic, "topic");
    }

    /** What messages with an equal one are about. */
    abstract String key(T element);

    abstract byte[] value(T element);

    abstract Headers headers(T element);

    /** The message of an element. */
    public final ProducerRecord<byte[], byte[]> message(T element) {
        return new ProducerRecord<>(
                topic,
                null,
                null,
                key(element).getBytes(StandardCharsets.UTF_8),
                value(element),
                headers(element).toRecordHeaders());
    }

    @Override
    public final ProducerRecord<byte[], byte[]> serialize(T element, KafkaSinkContext context, Long timestamp) {
        return message(element);
    }

    @Override
    public final Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(
                new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic)), new Properties()));
    }
}
