package io.countersign.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.ingest.KafkaInput;
import io.countersign.detection.ingest.ReadinessProbe;
import io.countersign.detection.ingest.StartFrom;
import io.countersign.detection.ingest.TopicReading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class ReadinessProbeTest {

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void partitionsWithoutRecordsAreLeftOut(TestInfo test) {
        String topic = topic(test);
        send(topic, 1, 3);
        assertThat(ReadinessProbe.lastOffsets(input(topic))).isEqualTo(Map.of(topic + "-1", 2L));
    }

    @Test
    void theMarkerOfACommittedTransactionIsNoRecord(TestInfo test) {
        String topic = topic(test);
        try (KafkaProducer<String, String> producer = transactional(topic)) {
            inTransaction(producer, topic, 5, true);
        }
        assertThat(ReadinessProbe.lastOffsets(input(topic))).isEqualTo(Map.of(topic + "-0", 4L));
    }

    @Test
    void abortedRecordsAtTheEndHideNothingHoweverMany(TestInfo test) {
        String topic = topic(test);
        try (KafkaProducer<String, String> producer = transactional(topic)) {
            inTransaction(producer, topic, 5, true);
            inTransaction(producer, topic, 1_000, false);
        }
        assertThat(ReadinessProbe.lastOffsets(input(topic))).isEqualTo(Map.of(topic + "-0", 4L));
    }

    @Test
    void aTopicOfAbortedRecordsOnlyHasNone(TestInfo test) {
        String topic = topic(test);
        try (KafkaProducer<String, String> producer = transactional(topic)) {
            inTransaction(producer, topic, 40, false);
        }
        assertThat(ReadinessProbe.lastOffsets(input(topic))).isEmpty();
    }

    @Test
    void whatAnOpenTransactionHoldsIsNotAwaited(TestInfo test) {
        String topic = topic(test);
        send(topic, 0, 2);
        try (KafkaProducer<String, String> producer = transactional(topic)) {
            producer.beginTransaction();
            sendTo(producer, topic, 0, 3);
            producer.flush();
            send(topic, 0, 2);
            assertThat(ReadinessProbe.lastOffsets(input(topic))).isEqualTo(Map.of(topic + "-0", 1L));
            producer.abortTransaction();
        }
    }

    private static String topic(TestInfo test) {
        String topic = test.getTestMethod().orElseThrow().getName();
        broker.createTopics(List.of(topic), 2);
        return topic;
    }

    private static KafkaInput input(String topic) {
        return new KafkaInput(
                broker.bootstrapServers(),
                Map.of(),
                "probe",
                List.of(new TopicReading(topic, "countersign.canonical")),
                StartFrom.COMMITTED,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
    }

    private static KafkaProducer<String, String> transactional(String topic) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", topic),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static void inTransaction(
            KafkaProducer<String, String> producer, String topic, int records, boolean commit) {
        producer.beginTransaction();
        sendTo(producer, topic, 0, records);
        producer.flush();
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private static void send(String topic, int partition, int records) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            sendTo(producer, topic, partition, records);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Offsets asserted on show whether it was sent.
    private static void sendTo(KafkaProducer<String, String> producer, String topic, int partition, int records) {
        for (int i = 0; i < records; i++) {
            producer.send(new ProducerRecord<>(topic, partition, null, "record " + i));
        }
    }
}
