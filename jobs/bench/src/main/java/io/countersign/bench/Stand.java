package io.countersign.bench;

import io.countersign.detection.settings.DetectionSettings;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.broker.EmbeddedBroker;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker in this process with the topics that are measured with, and the settings of the jobs that read them. */
final class Stand implements AutoCloseable {

    /** More than the cores, so that work is shared evenly, and few enough to be read at once. */
    private static final int PARTITIONS = 4;

    private final Path directory;
    private final EmbeddedBroker broker;
    private final int parallelism;
    private final Duration checkpointInterval;
    private final KafkaProducer<byte[], byte[]> producer;
    private int runs;
    private volatile @Nullable Exception notSent;

    private Stand(Path directory, EmbeddedBroker broker, int parallelism, Duration checkpointInterval) {
        this.directory = directory;
        this.broker = broker;
        this.parallelism = parallelism;
        this.checkpointInterval = checkpointInterval;
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "linger.ms", "20",
                        "batch.size", "262144",
                        // A machine that is busy with other things is slow, but nothing is lost for it.
                        "request.timeout.ms", "300000",
                        "delivery.timeout.ms", "600000",
                        "max.block.ms", "600000",
                        // A new partition may refuse the first batch and take the second: then the first never fits.
                        "max.in.flight.requests.per.connection", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Starts the broker and writes the rule whose speed is told and the company's scope file, all below a directory. */
    static Stand start(Path directory, int parallelism, Duration checkpointInterval) throws Exception {
        for (RuleFile file : Catalog.builtIn(List.of("release-window"))) {
            Path path = directory.resolve("rules").resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.write(path, file.bytes());
        }
        Files.writeString(directory.resolve("rules/assets.yaml"), Company.assetsYaml());
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"));
        return new Stand(directory, broker, parallelism, checkpointInterval);
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Creates a topic and writes events to all of its partitions in turn. */
    EventTopic fill(String topic, CloudTrailEvents events) throws Exception {
        createTopic(topic, PARTITIONS);
        int messages = 0;
        long bytes = 0;
        for (Iterator<Load> loads = events; loads.hasNext(); messages++) {
            Load load = loads.next();
            send(topic, messages % PARTITIONS, load);
            bytes += load.value().length;
        }
        flush();
        return new EventTopic(topic, messages, bytes, events.made(), events.inScope(), events.selected());
    }

    /** Creates the topics of a run of the job, with its register. */
    RunTopics fillRegister(long seed, Workload workload) throws Exception {
        RunTopics topics = new RunTopics(++runs);
        RegisterRecords records = new RegisterRecords(seed, workload);
        createTopic(topics.changes(), 1);
        createTopic(topics.inventory(), 1);
        records.changes(load -> send(topics.changes(), 0, load));
        records.inventory(load -> send(topics.inventory(), 0, load));
        flush();
        return topics;
    }

    /** Says that the register is complete through all events. */
    void complete(RunTopics topics) {
        send(topics.changes(), 0, RegisterRecords.changesMark());
        send(topics.inventory(), 0, RegisterRecords.inventoryMark());
        flush();
    }

    /** What was written long ago must not be deleted for its age. */
    private void createTopic(String name, int partitions) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)
                            .configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"))))
                    .all()
                    .get();
        }
    }

    void deleteTopics(Collection<String> names) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.deleteTopics(new ArrayList<>(names)).all().get();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Flushing waits for it; the callback takes note of a failure.
    private void send(String topic, int partition, Load load) {
        byte[] key = load.key() == null ? null : load.key().getBytes(StandardCharsets.UTF_8);
        producer.send(
                new ProducerRecord<>(topic, partition, load.timestampMillis(), key, load.value()),
                (metadata, failure) -> {
                    if (failure != null) {
                        notSent = failure;
                    }
                });
    }

    private void flush() {
        producer.flush();
        if (notSent != null) {
            throw new IllegalStateException("the broker did not take a message", notSent);
        }
    }

    /** Settings as a user would write them; what is not said here is as shipped. */
    DetectionSettings settings(String eventTopic, RunTopics topics) throws Exception {
        return settings(eventTopic, topics, Map.of());
    }

    /** The same of a job that keeps evidence, in a log of its own. */
    DetectionSettings settingsWithEvidence(String eventTopic, RunTopics topics) throws Exception {
        Path log = directory.resolve("evidence-" + topics.number());
        Path key = directory.resolve("evidence-" + topics.number() + ".key");
        Ed25519Signer signer = Ed25519Signer.generate("bench", new SecureRandom());
        Files.writeString(key, signer.toSecretText());
        EvidenceLog.create(new PosixStorage(log), signer, 8, "bench", Company.START);
        return settings(
                eventTopic, topics, Map.of("evidence.directory", log.toString(), "evidence.key", key.toString()));
    }

    private DetectionSettings settings(String eventTopic, RunTopics topics, Map<String, String> overrides)
            throws Exception {
        Path file = directory.resolve("countersign.yaml");
        Files.writeString(file, """
                kafka:
                  bootstrap.servers: "%1$s"
                  group.id: bench-%2$d
                  transactional.id.prefix: bench-%2$d
                  transaction.timeout: PT15M
                  properties.interceptor.classes: %3$s
                rules: rules
                assets: rules/assets.yaml
                checkpoint: { directory: "%4$s", interval: %5$s }
                parallelism: %6$d
                topics:
                  create: true
                  partitions: %6$d
                  replication: 1
                  exceptions: %7$s
                  verdicts: %8$s
                  quarantine: %9$s
                  population: %10$s
                  alerts: %14$s
                sources:
                  - { topic: %11$s, dialect: aws.cloudtrail, role: actions }
                  - { topic: %12$s, dialect: servicenow.change_request, role: register, source: servicenow, completeness: marks }
                  - { topic: %13$s, dialect: countersign.canonical, role: register, source: inventory, completeness: marks }
                """.formatted(
                        broker.bootstrapServers(),
                        topics.number(),
                        ProbeInterceptor.class.getName(),
                        directory.resolve("checkpoints").toUri(),
                        checkpointInterval,
                        parallelism,
                        topics.exceptions(),
                        topics.verdicts(),
                        topics.quarantine(),
                        topics.population(),
                        eventTopic,
                        topics.changes(),
                        topics.inventory(),
                        topics.alerts()));
        return DetectionSettings.load(file, overrides);
    }

    /** The topics of a run that neither reads a register nor writes results. */
    RunTopics noTopics() {
        return new RunTopics(++runs);
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }

    /**
     * A topic of events.
     *
     * @param bytes of the values of its messages
     * @param inScope events that touch an asset
     * @param selected events that the shipped control judges
     */
    record EventTopic(String name, int messages, long bytes, int events, int inScope, int selected) {}

    /** The names of what belongs to one run. */
    record RunTopics(int number) {

        String changes() {
            return "changes-" + number;
        }

        String inventory() {
            return "inventory-" + number;
        }

        String exceptions() {
            return "exceptions-" + number;
        }

        String verdicts() {
            return "verdicts-" + number;
        }

        String quarantine() {
            return "quarantine-" + number;
        }

        String population() {
            return "population-" + number;
        }

        String alerts() {
            return "alerts-" + number;
        }

        List<String> all() {
            return List.of(changes(), inventory(), exceptions(), verdicts(), quarantine(), population(), alerts());
        }
    }
}
