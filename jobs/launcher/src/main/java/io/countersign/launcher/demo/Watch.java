package io.countersign.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.launcher.scenario.Truth;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a job's output topics from their beginning and shows each exception once it is committed, and each match. */
final class Watch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DetectionSettings.Topics topics;
    private final Screen screen;
    private final Observed observed = new Observed();
    private final Set<String> shown = new HashSet<>();

    private Watch(KafkaConsumer<byte[], byte[]> consumer, DetectionSettings.Topics topics, Screen screen) {
        this.consumer = consumer;
        this.topics = topics;
        this.screen = screen;
    }

    /**
     * Starts at the beginning of topics that exist.
     *
     * @param client properties that say where the broker is and how it is reached
     */
    static Watch start(Map<String, Object> client, DetectionSettings.Topics topics, Screen screen) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = topics.names().stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new Watch(consumer, topics, screen);
    }

    /** What has been read so far. */
    Observed observed() {
        return observed;
    }

    /** Reads what there is; whether there was anything. */
    boolean poll() {
        boolean any = false;
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
            any = true;
            if (message.topic().equals(topics.exceptions())) {
                show(Observed.read(message.value()));
            } else if (message.topic().equals(topics.matches())) {
                match(Observed.read(message.value()));
            } else if (message.topic().equals(topics.verdicts())) {
                observed.verdict(Observed.read(message.value()));
            } else if (message.topic().equals(topics.quarantine())) {
                observed.quarantined(message);
            } else if (message.topic().equals(topics.population())) {
                observed.total(message);
            }
        }
        return any;
    }

    /** What is asked between two looks, and may end them. */
    interface Check {
        /** Throws if waiting has become pointless. */
        void run() throws Exception;
    }

    /** Watches until all was judged as declared, or nothing more has come for a time. */
    void until(Truth truth, Duration quiet, Check check) throws Exception {
        int expected = truth.verdicts();
        long quietSince = System.nanoTime();
        while (System.nanoTime() - quietSince < quiet.toNanos() && !isComplete(truth, expected)) {
            check.run();
            if (poll()) {
                quietSince = System.nanoTime();
            }
            screen.progress("judged", observed.verdictCount(), expected);
        }
    }

    private boolean isComplete(Truth truth, int expected) {
        return observed.verdictCount() >= expected
                && UseCase.allRules().stream()
                        .allMatch(rule -> observed.population().ofControl(rule, "selected") >= truth.verdictsOf(rule))
                && observed.population().imbalances().isEmpty()
                && observed.differences(truth).isEmpty()
                // Each topic is committed by itself, so that verdicts may be read before the exceptions of them.
                && shown.containsAll(observed.findings());
    }

    private void show(JsonNode finding) {
        JsonNode verdict = finding.get("unmapped").get("countersign");
        if (!Observed.isOfUseCase(verdict)) {
            return;
        }
        String outcome = verdict.get("outcome").asText();
        if (shown.add(Observed.finding(verdict))) {
            boolean ratified = outcome.equals("RATIFIED");
            screen.finding(
                    ratified ? "ratified" : "EXCEPTION", finding.get("message").asText(), ratified);
        }
    }

    private void match(JsonNode finding) {
        JsonNode match = finding.get("unmapped").get("countersign");
        observed.match(match);
        if (Observed.isOfUseCase(match) && shown.add(match.get("id").asText())) {
            screen.finding("MATCH", finding.get("message").asText(), false);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
