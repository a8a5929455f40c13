package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.CommandRun;
import io.countersign.launcher.demo.UseCase;
import io.countersign.launcher.scenario.QuarterEndWeek;
import io.countersign.launcher.scenario.ScenarioMessage;
import io.countersign.launcher.scenario.Topics;
import io.countersign.launcher.scenario.Truth;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outage that is longer than the broker keeps transactions open (T1): it aborts them, the job goes on from its
 * checkpoint as if nothing had happened, and consumers are never told what it had found. The evidence was not written in a
 * transaction.
 */
class SilentLossTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OFTEN = Duration.ofMillis(300);

    /** Long enough for all to be judged before the first checkpoint. */
    private static final Duration SELDOM = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    @Test
    void shouldBeDetectedByTheEvidenceAndRepairedFromIt() throws Exception {
        try (TestStand stand = new TestStand(directory, 2)) {
            Trial trial = prepare(stand);
            Ed25519Signer key = Ed25519Signer.generate("silent-loss", new SecureRandom());
            Path store = directory.resolve("evidence");
            Path keyFile = Files.writeString(directory.resolve("evidence.key"), key.toSecretText());
            EvidenceLog.create(new PosixStorage(store), key, 4, "test", Instant.EPOCH);
            Map<String, String> settings = Map.of(
                    "evidence.directory", store.toString(),
                    "evidence.key", keyFile.toString());

            JobClient job = stand.start(trial, SELDOM, null, true, settings);
            assertThat(stand.awaitUncommitted(trial.verdicts(), PATIENCE)).isTrue();
            try (CheckpointGate.Closed gate = CheckpointGate.close()) {
                assertThat(gate.awaitCheckpoint()).isTrue();
                stand.replaceTaskManager();
            }
            job.getJobExecutionResult()
                    .handle((result, failure) -> failure)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            stand.abortTransactions(trial);

            job = stand.start(trial, OFTEN, stand.newestCheckpoint(trial), false, settings);
            awaitVerdicts(job, store, settled());
            stop(job);

            CommandRun detected = reconcile(stand, trial, store, key);
            assertThat(detected.exit()).as(detected.out()).isEqualTo(50);
            assertThat(detected.out())
                    .startsWith("INCOMPLETE: ")
                    .contains(
                            "MISSING from the verdicts topic: ",
                            "MISSING from the exceptions topic: ",
                            " revision 1\n");

            CommandRun repaired = reconcile(stand, trial, store, key, "--republish");
            assertThat(repaired.exit()).as(repaired.out()).isZero();
            assertThat(repaired.out()).contains("Written again: ", "RECONCILED: ");

            CommandRun again = reconcile(stand, trial, store, key, "--republish");
            assertThat(again.exit()).isZero();
            assertThat(again.out()).startsWith("RECONCILED: ").doesNotContain("Written again", "repeat");

            CommandRun offsets = CommandRun.of(
                    "evidence",
                    "source-offsets",
                    "--config",
                    stand.settingsOf(trial).toString());
            assertThat(offsets.out().lines()).hasSizeGreaterThanOrEqualTo(Topics.ALL.size());
            Path ends = Files.writeString(directory.resolve("offsets.txt"), offsets.out());
            CommandRun verified = CommandRun.of(
                    "evidence",
                    "verify",
                    store.toString(),
                    "--vkey",
                    key.verifierKey().toString(),
                    "--source-offsets",
                    ends.toString());
            assertThat(verified.exit()).as(verified.out() + verified.err()).isEqualTo(10);
        }
    }

    /** How many verdicts do not need the time of actions to go on, which it does not after a restore without new ones. */
    private static int settled() {
        Truth truth = QuarterEndWeek.generate(1).truth();
        long indeterminate = truth.planted().stream()
                .filter(each -> each.outcome().equals("INDETERMINATE"))
                .count();
        return truth.verdicts() - (int) indeterminate;
    }

    private Trial prepare(TestStand stand) throws Exception {
        Path rules = directory.resolve("rules");
        for (RuleFile file : Catalog.builtIn(UseCase.allRules())) {
            Path path = rules.resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.write(path, file.bytes());
        }
        for (String topic : Topics.ALL) {
            stand.createTopic(topic, Topics.partitions(topic));
        }
        for (ScenarioMessage each : QuarterEndWeek.generate(1).messages()) {
            byte[] message = each.key() == null ? null : each.key().getBytes(StandardCharsets.UTF_8);
            stand.send(new ProducerRecord<>(
                    each.topic(), each.partition(), each.timestampMillis(), message, each.value()));
        }
        stand.flush();
        String sources =
                """
                - { topic: %s, dialect: aws.cloudtrail, role: actions }
                - { topic: %s, dialect: countersign.canonical, role: actions }
                - { topic: %s, dialect: servicenow.change_request, role: register, source: servicenow, completeness: marks }
                - { topic: %s, dialect: countersign.canonical, role: register, source: inventory, completeness: marks }
                - { topic: %s, dialect: countersign.canonical, role: register, source: pam, completeness: marks }
                """.formatted(Topics.CLOUDTRAIL, Topics.PIPELINE, Topics.SERVICENOW, Topics.INVENTORY, Topics.PAM);
        return new Trial("week", rules, Files.readString(rules.resolve("assets.yaml")), sources);
    }

    /** As soon as all of its tasks run: what it was restored with may be committed before that. */
    private void stop(JobClient job) throws Exception {
        String savepoints = directory.resolve("savepoints").toUri().toString();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                job.stopWithSavepoint(false, savepoints, SavepointFormatType.CANONICAL)
                        .get();
                return;
            } catch (ExecutionException e) {
                if (System.nanoTime() > deadline || job.getJobExecutionResult().isDone()) {
                    throw e;
                }
                Thread.sleep(300);
            }
        }
    }

    /** Until the evidence has a first revision of each verdict. */
    private static void awaitVerdicts(JobClient job, Path store, int expected) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (firstRevisions(store) < expected) {
            assertThat(System.nanoTime())
                    .as("evidence in time: %d of %d verdicts", firstRevisions(store), expected)
                    .isLessThan(deadline);
            if (job.getJobExecutionResult().isDone()) {
                job.getJobExecutionResult().get();
            }
            Thread.sleep(200);
        }
    }

    private static int firstRevisions(Path store) {
        int[] count = new int[1];
        try {
            EvidenceReader.open(new PosixStorage(store)).forEach(line -> {
                if (line.scanner().revision() == 1) {
                    count[0]++;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count[0];
    }

    private static CommandRun reconcile(
            TestStand stand, Trial trial, Path store, Ed25519Signer key, String... further) {
        List<String> args = new ArrayList<>(List.of(
                "evidence",
                "reconcile",
                store.toString(),
                "--config",
                stand.settingsOf(trial).toString(),
                "--vkey",
                key.verifierKey().toString()));
        args.addAll(List.of(further));
        return CommandRun.of(args.toArray(String[]::new));
    }
}
