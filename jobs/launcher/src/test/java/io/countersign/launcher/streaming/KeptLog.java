package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.command.EvidenceMain;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.WrittenEvidence;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A job that judges a handful of actions and keeps a log of it, in topics of its own. */
final class KeptLog {

    static final Duration PATIENCE = Duration.ofSeconds(40);
    static final int ACTION_PARTITIONS = 2;

    private static final Duration OFTEN = Duration.ofMillis(200);
    private static final int LANES = 4;

    /** Every log is of the same actions, so that they can be compared. */
    private static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());

    private final TestStand stand;
    private final Path home;
    private final Path store;
    private final Path keyFile;
    private final Ed25519Signer key;
    private final Trial trial;
    private boolean isFirst = true;

    /**
     * A log, and a register that says all it has to say.
     *
     * @param store where the evidence goes
     */
    KeptLog(TestStand stand, Path directory, String name, Path store) throws Exception {
        this.stand = stand;
        this.store = store;
        home = Files.createDirectories(directory.resolve(name));
        Path rules = Files.createDirectories(home.resolve("rules"));
        Files.writeString(rules.resolve("release-window.yaml"), """
                kind: control
                id: release-window
                title: Nothing happens without it
                severity: high
                owner: finance
                select: "true"
                require:
                  change: { sources: [itsm] }
                """);
        trial = new Trial(name, rules, "assets: []\n", """
                - { topic: %1$s.actions, dialect: countersign.canonical, role: actions }
                - { topic: %1$s.register, dialect: countersign.canonical, role: register, source: itsm, completeness: marks }
                """.formatted(name));
        key = Ed25519Signer.generate(name, new SecureRandom());
        keyFile = Files.writeString(home.resolve("log.key"), key.toSecretText());
        EvidenceLog.create(new PosixStorage(store), key, LANES, "test", Instant.EPOCH);
        stand.createTopic(actionTopic(), ACTION_PARTITIONS);
        stand.createTopic(name + ".register", 1);
        send(name + ".register", 0, """
                {"type":"change","id":"CHG1","version":1,"recorded_at":"%1$s","source":"itsm","kind":"normal",
                 "state":"approved","window":{"start":"%1$s","end":"%2$s"},
                 "scope":{"systems":["ledger"],"environments":["production"],"identities":["ci-even"]},"approvals":[]}
                """.formatted(NOW.minusSeconds(3600), NOW));
        send(name + ".register", 0, """
                {"type":"mark","source":"itsm","complete_through":"%s"}""".formatted(NOW));
        stand.flush();
    }

    Path store() {
        return store;
    }

    String actionTopic() {
        return trial.name() + ".actions";
    }

    /** Sends actions by their numbers, from one to before another. */
    void send(int from, int to) {
        IntStream.range(from, to).forEach(number -> send(actionTopic(), number % ACTION_PARTITIONS, action(number)));
        stand.flush();
    }

    private void send(String topic, int partition, String json) {
        stand.send(new ProducerRecord<>(topic, partition, null, json.getBytes(StandardCharsets.UTF_8)));
    }

    /** The action of a number. */
    static String action(int number) {
        return """
                {"type":"action","id":"a-%d","time":"%s","source":"trail",
                 "actor":{"principal":"%s","kind":"machine"},"operation":"write","outcome":"success",
                 "asset":{"id":"gl-db","system":"ledger","environment":"production","class":"ledger"}}
                """.formatted(number, NOW.minusSeconds(600L - number), number % 4 < 2 ? "ci-even" : "ci-odd");
    }

    JobClient start(@Nullable String checkpoint) throws Exception {
        return start(checkpoint, 2);
    }

    JobClient start(@Nullable String checkpoint, int parallelism) throws Exception {
        JobClient job = stand.start(
                trial,
                OFTEN,
                checkpoint,
                isFirst || checkpoint == null,
                Map.of(
                        "evidence.directory", store.toString(),
                        "evidence.key", keyFile.toString(),
                        "parallelism", Integer.toString(parallelism)));
        isFirst = false;
        return job;
    }

    @Nullable
    String newestCheckpoint() throws IOException {
        return stand.newestCheckpoint(trial);
    }

    /** Until an epoch of the log has so many actions and a verdict on each of them. */
    void awaitJudged(JobClient job, int epoch, int actions) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (judged(epoch) < actions) {
            assertThat(System.nanoTime())
                    .as("%d of %d actions judged in time", judged(epoch), actions)
                    .isLessThan(deadline);
            if (job.getJobExecutionResult().isDone()) {
                job.getJobExecutionResult().get();
            }
            Thread.sleep(50);
        }
    }

    private int judged(int epoch) throws IOException {
        Set<String> actions = new TreeSet<>();
        Set<String> verdicts = new TreeSet<>();
        EvidenceReader.open(new PosixStorage(store)).forEach(line -> {
            EvidenceType type = line.scanner().type();
            if (line.scanner().epoch() == epoch && type == EvidenceType.ACTION) {
                actions.add(line.scanner().id());
            } else if (line.scanner().epoch() == epoch && type == EvidenceType.VERDICT) {
                verdicts.add(line.scanner().id());
            }
        });
        return Math.min(actions.size(), verdicts.size());
    }

    /** A savepoint, after which the job goes on. */
    String savepoint(JobClient job) throws Exception {
        return job.triggerSavepoint(savepoints(), SavepointFormatType.CANONICAL).get();
    }

    /** A savepoint, after which the job has ended. */
    String stop(JobClient job) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                String savepoint = job.stopWithSavepoint(false, savepoints(), SavepointFormatType.CANONICAL)
                        .get();
                job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return savepoint;
            } catch (ExecutionException e) {
                // Before all of its tasks run it takes no savepoint.
                if (System.nanoTime() > deadline || job.getJobExecutionResult().isDone()) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private String savepoints() {
        return home.resolve("savepoints").toUri().toString();
    }

    /** What a job said when it failed. */
    static Throwable awaitFailure(JobClient job) throws Exception {
        Throwable failure = job.getJobExecutionResult()
                .handle((result, thrown) -> thrown)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(failure).as("the job failed").isNotNull();
        return failure;
    }

    /** Begins the epoch of a number, as an operator does. */
    void beginEpoch(int number) {
        command(
                0,
                "epoch",
                store.toString(),
                "--key",
                keyFile.toString(),
                "--number",
                Integer.toString(number),
                "--reason",
                "the job went back",
                "--approver",
                "test");
    }

    /** What the verifier says of the store as it is, with the accounting of all that the topics hold. */
    String verify() throws IOException {
        assertThat(WrittenEvidence.obeyingItsContracts(store).lines()).containsKey(EvidenceType.VERDICT);
        Path offsets = Files.write(home.resolve("offsets.txt"), endOffsets());
        return command(10, "verify", store.toString(), "--vkey", vkey(), "--source-offsets", offsets.toString());
    }

    /** What the verifier says of the store as it is, of which the sources may have more. */
    String verifyWhatIsThere() {
        return command(10, "verify", store.toString(), "--vkey", vkey(), "--accounting");
    }

    private String vkey() {
        return key.verifierKey().toString();
    }

    private static String command(int expected, String... args) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out, true);
        int exit = EvidenceMain.run(printer, printer, args);
        assertThat(exit).as("%s\n%s", Arrays.toString(args), out).isEqualTo(expected);
        return out.toString();
    }

    private List<String> endOffsets() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stand.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : List.of(actionTopic(), trial.name() + ".register")) {
                consumer.partitionsFor(topic)
                        .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
            }
            return consumer.endOffsets(partitions).entrySet().stream()
                    .map(end -> end.getKey().topic() + ":" + end.getKey().partition() + ":" + end.getValue())
                    .toList();
        }
    }

    /** What the evidence says, but for what tells how it came to be; what is said twice is said once here. */
    SortedSet<String> bodies() throws IOException {
        PosixStorage storage = new PosixStorage(store);
        SortedSet<String> bodies = new TreeSet<>();
        EvidenceReader.open(storage).forEach(line -> {
            EvidenceType type = line.scanner().type();
            if (type != EvidenceType.ACCOUNTING && type != EvidenceType.HEARTBEAT) {
                bodies.add(type + " " + line.scanner().id() + " "
                        + new String(line.record(storage), StandardCharsets.UTF_8));
            }
        });
        return bodies;
    }

    /** The records of a type, in the order of the log. */
    List<String> records(EvidenceType type) throws IOException {
        PosixStorage storage = new PosixStorage(store);
        List<String> records = new ArrayList<>();
        EvidenceReader.open(storage).forEach(line -> {
            if (line.scanner().type() == type) {
                records.add(new String(line.record(storage), StandardCharsets.UTF_8));
            }
        });
        return records;
    }

    /** The objects that belong to the log, and what is in them. */
    SortedMap<String, String> objects() throws IOException {
        PosixStorage storage = new PosixStorage(store);
        SortedMap<String, String> objects = new TreeMap<>();
        storage.list("", key -> {
            if (!key.startsWith("staging/")) {
                try {
                    objects.put(key, new String(storage.read(key), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return objects;
    }
}
