package io.countersign.launcher.reconcile;

import io.countersign.detection.judge.Finding;
import io.countersign.detection.settings.DetectionSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics that tell of findings. */
final class FindingTopics {

    private static final Duration POLL = Duration.ofMillis(500);

    private final DetectionSettings.Kafka kafka;
    private final DetectionSettings.Topics topics;

    FindingTopics(DetectionSettings.Kafka kafka, DetectionSettings.Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /** The name of the topic of all verdicts. */
    String verdicts() {
        return topics.verdicts();
    }

    /** The name of the topic of exceptions. */
    String exceptions() {
        return topics.exceptions();
    }

    private Map<String, Object> client() {
        Map<String, Object> properties = new HashMap<>(kafka.properties().values());
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        return properties;
    }

    /** Reads all that is committed now. */
    void read(Consumer<ConsumerRecord<byte[], byte[]>> verdicts, Consumer<ConsumerRecord<byte[], byte[]>> exceptions) {
        Map<String, Object> properties = client();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(topics.verdicts(), topics.exceptions()).stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    (message.topic().equals(topics.verdicts()) ? verdicts : exceptions).accept(message);
                }
            }
        }
    }

    /** Writes to both topics in one transaction, and waits until it is committed. */
    @SuppressWarnings("FutureReturnValueIgnored") // Committing waits for every one of them, and fails if one did.
    void write(
            List<Finding> verdicts,
            Function<Finding, ProducerRecord<byte[], byte[]>> verdictMessages,
            List<Finding> exceptions,
            Function<Finding, ProducerRecord<byte[], byte[]>> exceptionMessages) {
        Map<String, Object> properties = client();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.transactionalIdPrefix() + "-reconcile");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            verdicts.forEach(each -> producer.send(verdictMessages.apply(each)));
            exceptions.forEach(each -> producer.send(exceptionMessages.apply(each)));
            producer.commitTransaction();
        }
    }
}
