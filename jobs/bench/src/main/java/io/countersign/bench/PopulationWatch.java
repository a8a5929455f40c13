package io.countersign.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The job's own account of what it has done, as it writes it, without waiting for the transaction to be committed. */
final class PopulationWatch implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, JsonNode> sums = new HashMap<>();

    PopulationWatch(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on for a moment. */
    void poll() {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
            try {
                JsonNode total = JSON.readTree(message.value());
                sums.put(total.get("subject").asText() + "/" + total.get("name").asText(), total.get("terms"));
            } catch (IOException e) {
                throw new UncheckedIOException("a sum of the population topic is no JSON", e);
            }
        }
    }

    /** A sum; 0 before there is one. A term that is counted by reason is the sum over all of its reasons. */
    long sum(String subject, String name, String term) {
        JsonNode terms = sums.get(subject + "/" + name);
        long sum = 0;
        if (terms != null) {
            for (Map.Entry<String, JsonNode> each : terms.properties()) {
                if (each.getKey().equals(term) || each.getKey().startsWith(term + "/")) {
                    sum += each.getValue().asLong();
                }
            }
        }
        return sum;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
