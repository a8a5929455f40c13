package io.countersign.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code countersign run} as a process of its own, started, stopped and resumed as an operator does. */
class RunCommandIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(600);

    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void startBroker() throws IOException {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        broker.createTopics(List.of("actions", "changes"), 1);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Files.createDirectories(directory.resolve("rules"));
        Files.writeString(directory.resolve("rules/ledger.yaml"), """
                kind: control
                id: ledger
                title: Ledgers change only inside an authorised release
                severity: high
                owner: finance
                select: action.operation == 'write'
                require:
                  change: { sources: [servicenow] }
                """);
        Files.writeString(directory.resolve("assets.yaml"), "assets: []\n");
        Files.writeString(directory.resolve("countersign.yaml"), """
                kafka:
                  bootstrap.servers: "%s"
                  transactional.id.prefix: run
                  transaction.timeout: PT10M
                rules: rules
                assets: assets.yaml
                checkpoint: { directory: "%s", interval: PT1S }
                topics: { create: true, partitions: 1, replication: 1 }
                sources:
                  - { topic: actions, dialect: countersign.canonical, role: actions }
                  - { topic: changes, dialect: countersign.canonical, role: register, source: servicenow, completeness: marks }
                """.formatted(
                broker.bootstrapServers(), directory.resolve("checkpoints").toUri()));
    }

    @AfterEach
    void stopBroker() {
        producer.close();
        broker.close();
    }

    @Test
    void shouldStopWithASavepointAndGoOnFromItWithoutLossOrRepetition() throws Exception {
        sendChange("CHG1");
        sendMark(start.plusSeconds(1));
        sendAction("before-1", start);
        sendAction("before-2", start.plusSeconds(60));
        Run first = new Run("first.log");
        first.awaitLog("The register has been read: 1 versions");
        first.awaitLog("Source servicenow has declared itself complete through " + start.plusSeconds(1));
        await(() -> verdicts().containsKey("before-1"), first);
        first.stop();
        assertThat(first.log()).contains("Stopped; savepoint ");
        growOldByADay(directory.resolve("checkpoints"));

        sendAction("after", start.plusSeconds(120));
        sendMark(start.plusSeconds(300));
        Run second = new Run("second.log", "--resume", "latest");
        await(() -> verdicts().size() == 3, second);
        second.stop();

        assertThat(second.log()).contains("Going on from ").contains("/savepoint-");
        assertThat(committed()).as("each verdict once").hasSize(3);
    }

    @Test
    void shouldLetGoOfWhatAChangedSequenceHadBegunAndOfNothingElse() throws Exception {
        writeSequence("'read'");
        sendChange("CHG1");
        sendMark(start.plusSeconds(1));
        sendAction("before-1", start);
        sendAction("before-2", start.plusSeconds(60));
        Run first = new Run("first.log");
        await(() -> verdicts().containsKey("before-1"), first);
        first.stop();

        writeSequence("'write'");
        sendAction("after-1", start.plusSeconds(120));
        sendAction("after-2", start.plusSeconds(180));
        sendAction("after-3", start.plusSeconds(590));
        sendMark(start.plusSeconds(300));
        Run second = new Run("second.log", "--resume", "latest");
        await(() -> verdicts().size() == 4 && !matches().isEmpty(), second);
        second.stop();

        assertThat(second.log()).contains("what they had begun is let go of: [sequence-twice-");
        assertThat(matches()).singleElement().asString().contains("[\"after-1\",\"after-2\"]");
        assertThat(committed()).as("each verdict once").hasSize(4);
    }

    private void writeSequence(String second) throws IOException {
        Files.writeString(directory.resolve("rules/twice.yaml"), """
                kind: sequence
                id: twice
                title: One identity, twice
                severity: low
                owner: finance
                by: [event.actor.principal]
                within: PT10M
                steps:
                  - one: event.operation == 'write'
                  - two: event.operation == %s
                """.formatted(second));
    }

    @Test
    void shouldSayAtOnceEverythingThatIsWrongWithItsSettings() throws Exception {
        Path config = directory.resolve("countersign.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("topic: actions", "topic: actoins")
                        .replace("interval: PT1S", "intervall: PT1S")
                        .replace("replication: 1", "replication: one"));

        Run run = new Run("wrong.log");

        assertThat(run.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.process.exitValue()).isEqualTo(2);
        assertThat(run.log())
                .contains("intervall")
                .contains("checkpoint.interval")
                .contains("replication");
    }

    /** Long past the transaction timeout. */
    private static void growOldByADay(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                FileTime time = Files.getLastModifiedTime(file);
                Files.setLastModifiedTime(file, FileTime.from(time.toInstant().minus(Duration.ofDays(1))));
            }
        }
    }

    /** A process and what it said. */
    private final class Run {
        private final Path log;
        private final Process process;

        Run(String logName, String... options) throws IOException {
            log = directory.resolve(logName);
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "-Xmx512m",
                    "-jar",
                    Path.of("target/countersign.jar").toAbsolutePath().toString(),
                    "run",
                    "--config",
                    directory.resolve("countersign.yaml").toString()));
            command.addAll(List.of(options));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        String log() throws IOException {
            return Files.readString(log);
        }

        void awaitLog(String text) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!log().contains(text) && process.isAlive() && System.nanoTime() < deadline) {
                Thread.sleep(50);
            }
            assertThat(log()).contains(text);
        }

        /** As Ctrl-C and as a service manager do. */
        void stop() throws Exception {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("stopped\n%s", log())
                    .isTrue();
        }
    }

    private void await(BooleanSupplier what, Run run) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!what.getAsBoolean()) {
            assertThat(run.process.isAlive() && System.nanoTime() < deadline)
                    .as("still running, in time\n%s", run.log())
                    .isTrue();
        }
    }

    private Map<String, JsonNode> verdicts() {
        Map<String, JsonNode> verdicts = new TreeMap<>();
        committed().forEach(each -> verdicts.put(each.get("action_id").asText(), each));
        return verdicts;
    }

    private List<JsonNode> committed() {
        return committed("countersign.verdicts.v1");
    }

    private List<JsonNode> matches() {
        return committed("countersign.matches.v1").stream()
                .map(each -> each.at("/unmapped/countersign/events"))
                .toList();
    }

    private List<JsonNode> committed(String topic) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("isolation.level", "read_committed");
        List<JsonNode> read = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int i = 0; i < 5; i++) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> read.add(parse(each.value())));
            }
        }
        return read;
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void sendChange(String id) throws Exception {
        send("changes", """
                {"type":"change","id":"%s","version":1,"recorded_at":"%s","source":"servicenow","kind":"normal",\
                "state":"approved","window":{"start":"%s","end":"%s"},"scope":{"systems":["gl"],\
                "environments":["production"],"identities":["ci"]},\
                "approvals":[{"by":"ann","at":"%s","decision":"approved"}]}""".formatted(
                        id,
                        start.minusSeconds(3600),
                        start.minusSeconds(60),
                        start.plusSeconds(3600),
                        start.minusSeconds(3600)));
    }

    private void sendMark(Instant through) throws Exception {
        send("changes", """
                {"type":"mark","source":"servicenow","complete_through":"%s"}""".formatted(through));
    }

    private void sendAction(String id, Instant time) throws Exception {
        send("actions", """
                {"type":"action","id":"%s","time":"%s","source":"trail","actor":{"principal":"ci","kind":"machine"},\
                "asset":{"id":"gl","system":"gl","environment":"production","class":"ledger"},\
                "operation":"write","outcome":"success"}""".formatted(id, time));
    }

    private void send(String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, 0, null, value.getBytes(StandardCharsets.UTF_8)))
                .get();
    }
}
