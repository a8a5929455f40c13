package io.countersign.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    @TempDir
    Path directory;

    @Test
    void committedTransactionsAreReadAndAbortedOnesAreNot() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            broker.createTopics(List.of("journal"), 1);
            try (KafkaProducer<String, String> producer = producer(broker)) {
                producer.initTransactions();
                send(producer, "dropped", false);
                send(producer, "kept", true);
            }
            assertThat(readCommitted(broker, 1)).containsExactly("kept");
        }
    }

    @Test
    void aDirectoryOpenedAgainStillHoldsItsRecords() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            broker.createTopics(List.of("journal"), 1);
            try (KafkaProducer<String, String> producer = producer(broker)) {
                producer.initTransactions();
                send(producer, "kept", true);
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            assertThat(readCommitted(broker, 1)).containsExactly("kept");
        }
    }

    @Test
    void startsWithinSecondsOnLoopback() {
        EmbeddedBroker.start(directory.resolve("warm")).close();
        long startedNanos = System.nanoTime();
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("timed"))) {
            assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(Duration.ofSeconds(20));
            assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Committing fails if sending did.
    private static void send(KafkaProducer<String, String> producer, String value, boolean commit) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("journal", value));
        producer.flush();
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private static KafkaProducer<String, String> producer(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static List<String> readCommitted(EmbeddedBroker broker, int expected) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("journal", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (values.size() < expected) {
                for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(100))) {
                    values.add(found.value());
                }
            }
        }
        return values;
    }
}
