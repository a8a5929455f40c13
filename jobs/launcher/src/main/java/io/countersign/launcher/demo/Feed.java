package io.countersign.launcher.demo;

import io.countersign.launcher.scenario.Scenario;
import io.countersign.launcher.scenario.ScenarioMessage;
import io.countersign.launcher.scenario.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts a scenario into a broker's topics. */
final class Feed {

    private static final int STEP = 50;
    private static final int BROKER_LOOKS = 60;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Map<String, Object> client;

    /** For a broker; the client properties say where it is and how it is reached. */
    Feed(Map<String, Object> client) {
        this.client = Map.copyOf(client);
    }

    /**
     * Creates the topics of a scenario that are missing, with one replica. A scenario lies in the past: without a limit
     * on retention the broker would delete it at once.
     *
     * @return those that were there before
     */
    Set<String> createTopics() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(client)) {
            awaitBroker(admin);
            Set<String> existing = admin.listTopics().names().get();
            Map<String, String> forEver = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
            List<NewTopic> missing = Topics.ALL.stream()
                    .filter(topic -> !existing.contains(topic))
                    .map(topic -> new NewTopic(topic, Topics.partitions(topic), (short) 1).configs(forEver))
                    .toList();
            admin.createTopics(missing).all().get();
            return Topics.ALL.stream().filter(existing::contains).collect(Collectors.toUnmodifiableSet());
        }
    }

    /** A node that has just started answers before it counts itself among the brokers that can keep a topic. */
    private static void awaitBroker(Admin admin) throws ExecutionException, InterruptedException {
        for (int look = 0; look < BROKER_LOOKS; look++) {
            if (!admin.describeCluster().nodes().get().isEmpty()) {
                return;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        throw new IllegalStateException("no broker that can keep a topic; look at the log of Kafka");
    }

    /** Those of some topics that have held a message. A topic created just now is not yet known to every node. */
    List<String> usedTopics(Set<String> topics) throws ExecutionException, InterruptedException {
        return ends(topics).entrySet().stream()
                .filter(end -> end.getValue() > 0)
                .map(end -> end.getKey().topic())
                .distinct()
                .sorted()
                .toList();
    }

    /** Where the topics of a scenario end, each partition as {@code topic:partition:offset}. */
    List<String> ends() throws ExecutionException, InterruptedException {
        return ends(Topics.ALL).entrySet().stream()
                .map(end -> end.getKey().topic() + ":" + end.getKey().partition() + ":" + end.getValue())
                .sorted()
                .toList();
    }

    private Map<TopicPartition, Long> ends(Collection<String> topics) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = Admin.create(client)) {
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                for (int partition = 0; partition < topic.partitions().size(); partition++) {
                    TopicPartition end = new TopicPartition(topic.name(), partition);
                    ends.put(
                            end,
                            admin.listOffsets(Map.of(end, OffsetSpec.latest()))
                                    .partitionResult(end)
                                    .get()
                                    .offset());
                }
            }
        }
        return ends;
    }

    /**
     * Sends everything, in order.
     *
     * @param progress told now and then how many messages were handed over
     */
    void send(Scenario scenario, IntConsumer progress) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            int sent = 0;
            for (ScenarioMessage message : scenario.messages()) {
                send(producer, message);
                if (++sent % STEP == 0) {
                    progress.accept(sent);
                }
            }
            producer.flush();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Flushing waits for it; what is missing shows in the comparison.
    private static void send(KafkaProducer<byte[], byte[]> producer, ScenarioMessage message) {
        byte[] key = message.key() == null ? null : message.key().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(
                message.topic(), message.partition(), message.timestampMillis(), key, message.value()));
    }
}
