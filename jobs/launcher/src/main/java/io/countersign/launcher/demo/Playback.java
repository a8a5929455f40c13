package io.countersign.launcher.demo;

import io.countersign.detection.DetectionJob;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.broker.EmbeddedBroker;
import io.countersign.launcher.run.LocalEnvironment;
import io.countersign.launcher.scenario.Scenario;
import io.countersign.launcher.scenario.Topics;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Plays a scenario through a real broker and the real job, and watches what comes out. */
final class Playback implements AutoCloseable {

    private static final Duration QUIET_TIME = Duration.ofSeconds(30);

    private final Path directory;
    private final EmbeddedBroker broker;
    private final DetectionSettings settings;
    private final Map<String, Object> client;
    private final Screen screen;
    private final VerifierKey evidenceKey;
    private final JobClient job;

    private Playback(Path directory, EmbeddedBroker broker, Screen screen) throws Exception {
        this.directory = directory;
        this.broker = broker;
        this.screen = screen;
        client = Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "5");
        evidenceKey = makeLog();
        settings = settings();
        new Feed(client).createTopics();
        StreamExecutionEnvironment env = LocalEnvironment.create(settings, null);
        DetectionJob.wire(env, settings, true);
        job = env.executeAsync("countersign demo");
    }

    /** Starts a broker and the job in a directory. */
    static Playback start(Path directory, Screen screen) throws Exception {
        screen.say("Starting a Kafka broker and the detection job in this process, below " + directory);
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"));
        try {
            return new Playback(directory, broker, screen);
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    private VerifierKey makeLog() throws IOException {
        Ed25519Signer signer = Ed25519Signer.generate("countersign-demo", new SecureRandom());
        Files.writeString(directory.resolve("evidence.key"), signer.toSecretText() + "\n");
        EvidenceLog.create(
                new PosixStorage(directory.resolve("evidence")), signer, 8, "countersign demo", Instant.now());
        return signer.verifierKey();
    }

    private DetectionSettings settings() throws Exception {
        for (RuleFile file : Catalog.builtIn(UseCase.allRules())) {
            Path path = directory.resolve("rules").resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.write(path, file.bytes());
        }
        Path file = directory.resolve("countersign.yaml");
        Files.writeString(file, """
                kafka:
                  bootstrap.servers: "%s"
                  transactional.id.prefix: countersign-demo
                  transaction.timeout: PT10M
                rules: rules
                assets: rules/assets.yaml
                checkpoint:
                  directory: "%s"
                  interval: PT1S
                evidence:
                  directory: evidence
                  key: evidence.key
                parallelism: 2
                topics:
                  create: true
                  partitions: 2
                  replication: 1
                sources:
                  - { topic: %s, dialect: aws.cloudtrail, role: actions }
                  - { topic: %s, dialect: countersign.canonical, role: actions }
                  - { topic: %s, dialect: servicenow.change_request, role: register, source: servicenow, completeness: marks }
                  - { topic: %s, dialect: countersign.canonical, role: register, source: inventory, completeness: marks }
                  - { topic: %s, dialect: countersign.canonical, role: register, source: pam, completeness: marks }
                """.formatted(
                        broker.bootstrapServers(),
                        directory.resolve("checkpoints").toUri(),
                        Topics.CLOUDTRAIL,
                        Topics.PIPELINE,
                        Topics.SERVICENOW,
                        Topics.INVENTORY,
                        Topics.PAM));
        return DetectionSettings.load(file, Map.of());
    }

    /** Sends everything and watches until all of it was judged as declared, or nothing more comes. */
    Observed play(Scenario scenario) throws Exception {
        try (Watch watch = Watch.start(client, settings.topics(), screen)) {
            int all = scenario.messages().size();
            new Feed(client).send(scenario, sent -> {
                screen.progress("sent", sent, all);
                watch.poll();
            });
            screen.say(all + " messages sent");
            watch.until(scenario.truth(), QUIET_TIME, this::requireRunning);
            return watch.observed();
        }
    }

    private void requireRunning() throws Exception {
        JobStatus status = job.getJobStatus().get();
        if (status.isGloballyTerminalState()) {
            job.getJobExecutionResult().get();
            throw new IllegalStateException("the job ended: " + status);
        }
    }

    /** Stops the job with a savepoint, which commits everything that was found. */
    void finish() throws Exception {
        String savepoints = settings.checkpoint().directory();
        job.stopWithSavepoint(false, savepoints, SavepointFormatType.CANONICAL).get();
        job.getJobExecutionResult().get();
    }

    /** Where the topics that were read end, each as {@code topic:partition:offset}. */
    List<String> sourceOffsets() throws ExecutionException, InterruptedException {
        return new Feed(client).ends();
    }

    /** The key by which the evidence is verified. */
    VerifierKey evidenceKey() {
        return evidenceKey;
    }

    /** Where the topics are. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    List<String> outputTopics() {
        return settings.topics().names();
    }

    @Override
    public void close() throws IOException {
        try {
            if (!job.getJobExecutionResult().isDone()) {
                job.cancel().join();
                job.getJobExecutionResult().handle((result, failure) -> null).join();
            }
        } finally {
            broker.close();
        }
    }
}
