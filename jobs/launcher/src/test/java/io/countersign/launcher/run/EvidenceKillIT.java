package io.countersign.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.command.EvidenceMain;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.CommandRun;
import io.countersign.launcher.Seeds;
import io.countersign.launcher.broker.EmbeddedBroker;
import io.countersign.launcher.demo.UseCase;
import io.countersign.launcher.scenario.QuarterEndWeek;
import io.countersign.launcher.scenario.ScenarioMessage;
import io.countersign.launcher.scenario.Topics;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
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

/**
 * The process of the job is killed again and again, as {@code kill -9} does: while segments are staged, while they get
 * their place, before the checkpoint of the log is signed, after that and before Kafka has committed, and at any moment.
 */
class EvidenceKillIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long SEED = 11;

    @TempDir
    Path directory;

    private final List<ScenarioMessage> week = QuarterEndWeek.generate(SEED).messages();
    private final List<Run> started = new ArrayList<>();
    private EmbeddedBroker broker;
    private KafkaProducer<byte[], byte[]> producer;

    /** What the directory of the log shows at the moment of a kill. */
    private enum Moment {
        STAGING("staging"),
        PLACING("staging"),
        APPENDING("tile/0/000.p"),
        SIGNED("checkpoints"),
        ANY("");

        private final String below;

        Moment(String below) {
            this.below = below;
        }

        WatchEvent.Kind<Path> kind() {
            return this == PLACING ? StandardWatchEventKinds.ENTRY_DELETE : StandardWatchEventKinds.ENTRY_CREATE;
        }
    }

    @BeforeEach
    void startBroker() throws IOException {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        for (RuleFile file : Catalog.builtIn(UseCase.allRules())) {
            Path path = directory.resolve("rules").resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.write(path, file.bytes());
        }
    }

    @AfterEach
    void stopBroker() {
        // Of a test that failed.
        started.forEach(each -> each.process.destroyForcibly());
        producer.close();
        broker.close();
    }

    @Test
    void shouldLeaveTheEvidenceOfTheUndisturbedRunWheneverTheProcessIsKilled() throws Exception {
        int kills = (int) Seeds.of(3, 30).count();
        Random random = new Random(SEED);
        Company disturbed = new Company("disturbed");
        disturbed.sendRegister();
        List<Moment> moments = new ArrayList<>();
        Run run = disturbed.start();
        disturbed.awaitCheckpoint(run);
        for (int kill = 0; kill < kills; kill++) {
            Moment moment = Moment.values()[(kill + 1) % Moment.values().length];
            moments.add(moment);
            try (Watcher watcher = new Watcher(disturbed.log, moment, random)) {
                disturbed.sendActions(disturbed.actions.size() / (kills + 1));
                watcher.awaitMoment();
                run.kill();
            }
            run = disturbed.start("--resume", "latest");
        }
        disturbed.sendActions(disturbed.actions.size());
        disturbed.finish(run);

        Company undisturbed = new Company("undisturbed");
        undisturbed.sendRegister();
        undisturbed.sendActions(undisturbed.actions.size());
        undisturbed.finish(undisturbed.start());

        assertThat(disturbed.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(undisturbed.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(disturbed.reconcile()).startsWith("RECONCILED");
        assertThat(undisturbed.reconcile()).startsWith("RECONCILED");
        SortedSet<String> expected = undisturbed.bodies();
        assertThat(expected).hasSizeGreaterThan(2_000);
        assertThat(disturbed.bodies()).as("killed while %s", moments).isEqualTo(expected);
    }

    /** Waits for a moment of a log. */
    private static final class Watcher implements AutoCloseable {
        private final WatchService service;
        private final Moment moment;
        private final int skipped;
        private final long pause;

        Watcher(Path log, Moment moment, Random random) throws IOException {
            this.moment = moment;
            skipped = random.nextInt(3);
            pause = random.nextInt(3_000);
            service = log.getFileSystem().newWatchService();
            log.resolve(moment.below).register(service, moment.kind());
        }

        void awaitMoment() throws InterruptedException {
            if (moment == Moment.ANY) {
                Thread.sleep(pause);
                return;
            }
            int seen = 0;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                WatchKey key = service.poll(1, TimeUnit.SECONDS);
                seen += key == null ? 0 : key.pollEvents().size();
                if (seen > skipped) {
                    return;
                }
                if (key != null) {
                    key.reset();
                }
            }
            assertThat(seen).as("something happened in the log: %s", moment).isPositive();
        }

        @Override
        public void close() throws IOException {
            service.close();
        }
    }

    /** A week in topics of its own, a log, and a job that keeps it. */
    private final class Company {
        private final String name;
        private final Path home;
        private final Path log;
        private final String key;
        private final List<ScenarioMessage> actions;
        private int sent;

        Company(String name) throws IOException {
            this.name = name;
            home = Files.createDirectories(directory.resolve(name));
            log = home.resolve("evidence");
            Set<String> actionTopics = Set.of(Topics.CLOUDTRAIL, Topics.PIPELINE);
            actions = week.stream()
                    .filter(each -> actionTopics.contains(each.topic()))
                    .toList();
            broker.create(Topics.ALL.stream()
                    .map(topic -> new NewTopic(name + "." + topic, Topics.partitions(topic), (short) 1)
                            .configs(Map.of("retention.ms", "-1")))
                    .toList());
            StringWriter out = new StringWriter();
            PrintWriter printer = new PrintWriter(out, true);
            assertThat(EvidenceMain.run(
                            printer, printer, "init", log.toString(), "--name", name, "--key", home + "/log.key"))
                    .as(out.toString())
                    .isZero();
            key = Files.readString(home.resolve("log.key.vkey")).strip();
            Files.createDirectories(log.resolve("staging"));
            Files.writeString(home.resolve("countersign.yaml"), """
                    kafka:
                      bootstrap.servers: "%1$s"
                      transactional.id.prefix: %2$s
                      transaction.timeout: PT10M
                    rules: ../rules
                    assets: ../rules/assets.yaml
                    checkpoint: { directory: "%3$s", interval: PT0.5S }
                    idle_timeout: PT1H
                    evidence: { directory: evidence, key: log.key }
                    parallelism: 2
                    topics:
                      create: true
                      partitions: 1
                      replication: 1
                      exceptions: %2$s.exceptions
                      verdicts: %2$s.verdicts
                      quarantine: %2$s.quarantine
                      population: %2$s.population
                      alerts: %2$s.alerts
                      matches: %2$s.matches
                    sources:
                      - { topic: %2$s.%4$s, dialect: aws.cloudtrail, role: actions }
                      - { topic: %2$s.%5$s, dialect: countersign.canonical, role: actions }
                      - { topic: %2$s.%6$s, dialect: servicenow.change_request, role: register, source: servicenow, completeness: marks }
                      - { topic: %2$s.%7$s, dialect: countersign.canonical, role: register, source: inventory, completeness: marks }
                      - { topic: %2$s.%8$s, dialect: countersign.canonical, role: register, source: pam, completeness: marks }
                    """.formatted(
                            broker.bootstrapServers(),
                            name,
                            home.resolve("checkpoints").toUri(),
                            Topics.CLOUDTRAIL,
                            Topics.PIPELINE,
                            Topics.SERVICENOW,
                            Topics.INVENTORY,
                            Topics.PAM));
        }

        /** All of it, with its marks: what is judged then does not depend on when an action arrives. */
        void sendRegister() {
            week.stream().filter(each -> !actions.contains(each)).forEach(this::send);
            producer.flush();
        }

        void sendActions(int count) {
            int end = Math.min(actions.size(), sent + count);
            actions.subList(sent, end).forEach(this::send);
            sent = end;
            producer.flush();
        }

        @SuppressWarnings("FutureReturnValueIgnored") // Flushing waits for it; what is missing shows in the evidence.
        private void send(ScenarioMessage each) {
            byte[] messageKey = each.key() == null ? null : each.key().getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(
                    name + "." + each.topic(), each.partition(), each.timestampMillis(), messageKey, each.value()));
        }

        Run start(String... options) throws IOException {
            Run run = new Run(home, options);
            started.add(run);
            return run;
        }

        void awaitCheckpoint(Run run) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!hasCheckpoint()) {
                assertThat(System.nanoTime() < deadline && run.isAlive())
                        .as("a checkpoint in time\n%s", run.log())
                        .isTrue();
                Thread.sleep(50);
            }
        }

        private boolean hasCheckpoint() throws IOException {
            Path checkpoints = home.resolve("checkpoints");
            if (!Files.isDirectory(checkpoints)) {
                return false;
            }
            try (Stream<Path> files = Files.walk(checkpoints)) {
                return files.anyMatch(path -> path.endsWith("_metadata"));
            } catch (UncheckedIOException e) {
                return false; // A checkpoint was removed meanwhile.
            }
        }

        /** Waits until everything has been judged, and stops with a savepoint. */
        void finish(Run run) throws Exception {
            int expected = QuarterEndWeek.generate(SEED).truth().verdicts();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (firstRevisions() < expected) {
                assertThat(System.nanoTime() < deadline && run.isAlive())
                        .as("%d of %d verdicts in time\n%s", firstRevisions(), expected, run.log())
                        .isTrue();
                Thread.sleep(300);
            }
            run.stop();
        }

        private int firstRevisions() throws IOException {
            int[] count = new int[1];
            EvidenceReader.open(new PosixStorage(log)).forEach(line -> {
                if (line.scanner().revision() == 1) {
                    count[0]++;
                }
            });
            return count[0];
        }

        /** What the evidence says, but for what tells how it came to be. */
        SortedSet<String> bodies() throws IOException {
            PosixStorage storage = new PosixStorage(log);
            SortedSet<String> bodies = new TreeSet<>();
            List<String> twice = new ArrayList<>();
            EvidenceReader.open(storage).forEach(line -> {
                EvidenceType type = line.scanner().type();
                if (type != EvidenceType.ACCOUNTING && type != EvidenceType.HEARTBEAT) {
                    String body = type + " " + line.scanner().id() + " "
                            + new String(line.record(storage), StandardCharsets.UTF_8);
                    if (!bodies.add(body) && type != EvidenceType.MARK) {
                        twice.add(body);
                    }
                }
            });
            assertThat(twice).as("each line once").isEmpty();
            return bodies;
        }

        String verify() throws IOException {
            Path offsets = Files.write(home.resolve("offsets.txt"), endOffsets());
            StringWriter out = new StringWriter();
            PrintWriter printer = new PrintWriter(out, true);
            int exit = EvidenceMain.run(
                    printer, printer, "verify", log.toString(), "--vkey", key, "--source-offsets", offsets.toString());
            assertThat(exit).as(out.toString()).isEqualTo(10);
            return out.toString();
        }

        private List<String> endOffsets() {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers()),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = Topics.ALL.stream()
                        .flatMap(topic -> consumer.partitionsFor(name + "." + topic).stream())
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
                return consumer.endOffsets(partitions).entrySet().stream()
                        .map(end -> end.getKey().topic() + ":" + end.getKey().partition() + ":" + end.getValue())
                        .toList();
            }
        }

        String reconcile() {
            CommandRun reconciled = CommandRun.of(
                    "evidence", "reconcile", log.toString(), "--config", home + "/countersign.yaml", "--vkey", key);
            assertThat(reconciled.exit())
                    .as(reconciled.out() + reconciled.err())
                    .isZero();
            return reconciled.out();
        }
    }

    /** A process and what it said. */
    private static final class Run {
        private final Path log;
        private final Process process;

        Run(Path home, String... options) throws IOException {
            log = Files.createTempFile(home, "run", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "-Xmx512m",
                    "-jar",
                    Path.of("target/countersign.jar").toAbsolutePath().toString(),
                    "run",
                    "--config",
                    home.resolve("countersign.yaml").toString()));
            command.addAll(List.of(options));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        String log() throws IOException {
            return Files.readString(log);
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** As {@code kill -9} does. */
        void kill() throws Exception {
            assertThat(isAlive()).as("running until it is killed\n%s", log()).isTrue();
            process.destroyForcibly().waitFor();
        }

        /** As Ctrl-C and as a service manager do. */
        void stop() throws Exception {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("stopped\n%s", log())
                    .isTrue();
            assertThat(log()).contains("Stopped; savepoint ");
        }
    }
}
