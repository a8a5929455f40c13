package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.detection.DetectionJob;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.launcher.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker and a cluster in this process, with the job as it is shipped: RocksDB, and exactly once. */
final class TestStand implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final int LARGEST_MESSAGE_BYTES = 20_000_000;
    private static final Map<String, String> ANY_SIZE_FOR_EVER = Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(LARGEST_MESSAGE_BYTES),
            TopicConfig.RETENTION_MS_CONFIG,
            "-1");

    private final Path directory;
    private final EmbeddedBroker broker;
    private final MiniCluster cluster;
    private final int parallelism;
    private final KafkaProducer<byte[], byte[]> producer;
    private int newestTaskManager;

    /** A job that fails ends, so that one that still runs has never restarted. */
    private @Nullable String restartStrategy = "none";

    TestStand(Path directory, int parallelism) throws Exception {
        this.directory = directory;
        this.parallelism = parallelism;
        broker = EmbeddedBroker.start(directory.resolve("broker"));
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .build());
        cluster.start();
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "linger.ms",
                        "5",
                        "max.request.size",
                        LARGEST_MESSAGE_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Lets jobs that are started from now on restart as the shipped ones do. */
    void restartAsShipped() {
        restartStrategy = null;
    }

    /** Lets jobs that are started from now on end when they fail. */
    void neverRestart() {
        restartStrategy = "none";
    }

    /** Creates a topic that takes records of any size and any age. */
    void createTopic(String name, int partitions) {
        broker.create(List.of(new NewTopic(name, partitions, (short) 1).configs(ANY_SIZE_FOR_EVER)));
    }

    /** Starts a trial from nothing, with a checkpoint every 300 ms. */
    JobClient start(Trial trial) throws Exception {
        return start(trial, Duration.ofMillis(300), null, true);
    }

    /**
     * Starts a trial.
     *
     * @param checkpoint what to restore, if anything
     * @param first whether it runs for the first time, so that none of its own transactions may be open
     */
    JobClient start(Trial trial, Duration checkpointInterval, @Nullable String checkpoint, boolean first)
            throws Exception {
        return start(trial, checkpointInterval, checkpoint, first, Map.of());
    }

    /** Starts a trial with settings over its own. */
    JobClient start(
            Trial trial,
            Duration checkpointInterval,
            @Nullable String checkpoint,
            boolean first,
            Map<String, String> overrides)
            throws Exception {
        Path home = Files.createDirectories(directory.resolve(trial.name()));
        Files.writeString(home.resolve("assets.yaml"), trial.assets());
        Path file = Files.writeString(home.resolve("countersign.yaml"), """
                kafka:
                  bootstrap.servers: "%s"
                  group.id: %s
                  transactional.id.prefix: %s
                  transaction.timeout: PT10M
                rules: "%s"
                assets: assets.yaml
                checkpoint: { directory: "%s", interval: %s }
                parallelism: %d
                retention: %s
                topics:
                  create: true
                  partitions: 2
                  replication: 1
                  exceptions: %s
                  verdicts: %s
                  quarantine: %s
                  population: %s
                  alerts: %s
                sources:
                %s""".formatted(
                        broker.bootstrapServers(),
                        trial.name(),
                        trial.name(),
                        trial.rules(),
                        home.resolve("checkpoints").toUri(),
                        checkpointInterval,
                        parallelism,
                        trial.retention(),
                        trial.exceptions(),
                        trial.verdicts(),
                        trial.quarantine(),
                        trial.population(),
                        trial.alerts(),
                        trial.sources().indent(2)));
        DetectionSettings settings = DetectionSettings.load(file, overrides);
        Configuration configuration = DetectionJob.configuration(settings);
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, CheckpointGate.class.getName());
        if (restartStrategy != null) {
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY, restartStrategy);
        }
        if (checkpoint != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
        }
        TestStreamEnvironment env =
                new TestStreamEnvironment(cluster, configuration, parallelism, List.of(), List.of());
        DetectionJob.wire(env, settings, first);
        return env.executeAsync("countersign");
    }

    /** The settings file of a trial that was started. */
    Path settingsOf(Trial trial) {
        return directory.resolve(trial.name()).resolve("countersign.yaml");
    }

    /** Cancels the job without a savepoint, and waits until it has ended. */
    static void cancel(JobClient job) throws Exception {
        job.cancel().get();
        job.getJobExecutionResult().handle((result, failure) -> failure).get();
        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.CANCELED);
    }

    /** Takes away the process that runs the job's tasks, and gives the cluster another one. */
    void replaceTaskManager() throws Exception {
        cluster.terminateTaskManager(newestTaskManager++).get();
        cluster.startTaskManager();
    }

    /** Aborts every transaction of a trial that is open, as the broker does by itself when they time out. */
    void abortTransactions(Trial trial) throws Exception {
        try (Admin admin = broker.admin()) {
            List<String> open = admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(trial.name()))
                    .toList();
            admin.fenceProducers(open).all().get();
        }
    }

    /** The address of the broker. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Flushing waits for it; a failure shows as a record that is missing.
    void send(ProducerRecord<byte[], byte @Nullable []> message) {
        producer.send(message);
    }

    void flush() {
        producer.flush();
    }

    /** Reads a topic as consumers should, until what was read suffices. */
    List<ConsumerRecord<byte[], byte[]>> readUntil(
            String topic, Duration timeout, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic, "read_committed")) {
            long deadline = System.nanoTime() + timeout.toNanos();
            while (System.nanoTime() < deadline && !enough.test(read)) {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            }
        }
        return read;
    }

    /** Waits until a topic holds records that are written and not committed; false if none come. */
    boolean awaitUncommitted(String topic, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            if (end(topic, "read_uncommitted") > end(topic, "read_committed")) {
                return true;
            }
        }
        return false;
    }

    /** The number of offsets that readers of this isolation level may pass; markers count. */
    private long end(String topic, String isolationLevel) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic, isolationLevel)) {
            return consumer.endOffsets(consumer.assignment()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String topic, String isolationLevel) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("isolation.level", isolationLevel);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** The last revision of each verdict, by id. */
    static Map<String, JsonNode> lastRevisions(List<ConsumerRecord<byte[], byte[]>> verdicts) {
        Map<String, JsonNode> last = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : verdicts) {
            JsonNode verdict = json(record.value());
            last.merge(
                    verdict.get("id").asText(),
                    verdict,
                    (one, other) ->
                            one.get("revision").asInt() > other.get("revision").asInt() ? one : other);
        }
        return last;
    }

    static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest checkpoint that is complete. */
    @Nullable
    String newestCheckpoint(Trial trial) throws IOException {
        Path checkpoints = directory.resolve(trial.name()).resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return null;
        }
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(path -> path.endsWith("_metadata"))
                    .max((one, other) -> Long.compare(
                            one.toFile().lastModified(), other.toFile().lastModified()))
                    .map(path -> path.getParent().toUri().toString())
                    .orElse(null);
        }
    }

    @Override
    public void close() {
        producer.close();
        cluster.closeAsync().join();
        broker.close();
    }

    /** Waits until jobs that have ended have closed what they opened. */
    static void awaitNoAdminClients() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (adminClients() > 0) {
            assertThat(System.nanoTime())
                    .as("%d admin clients were left open", adminClients())
                    .isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static long adminClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kafka-admin-client-thread"))
                .count();
    }
}
