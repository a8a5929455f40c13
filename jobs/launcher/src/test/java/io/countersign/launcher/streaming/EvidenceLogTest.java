package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a running job, when the job goes back, is made larger or smaller, and when the disk is sick (E4, E5). */
class EvidenceLogTest {

    private static final int FEW = 6;
    private static final int ALL = 12;

    @TempDir
    static Path directory;

    private static TestStand stand;
    private static SortedSet<String> undisturbed;

    private final List<Path> mounts = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        stand = new TestStand(directory, 2);
        KeptLog kept = new KeptLog(stand, directory, "undisturbed", directory.resolve("undisturbed-evidence"));
        kept.send(0, ALL);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        undisturbed = kept.bodies();
        assertThat(undisturbed.stream().filter(body -> body.startsWith("VERDICT")))
                .hasSizeGreaterThanOrEqualTo(ALL);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    @AfterEach
    void unmount() throws Exception {
        stand.neverRestart();
        for (Path each : mounts) {
            assertThat(succeeds("umount", each.toString())).isTrue();
        }
    }

    private static KeptLog log(String name) throws Exception {
        return new KeptLog(stand, directory, name, directory.resolve(name + "-evidence"));
    }

    @Test
    void shouldStopForGoodWhenItGoesBackAndGoOnInANewEpoch_E4() throws Exception {
        KeptLog kept = log("back");
        kept.send(0, FEW);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, FEW);
        String older = kept.savepoint(job);
        kept.send(FEW, ALL);
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        SortedMap<String, String> before = kept.objects();

        stand.restartAsShipped();
        assertThat(KeptLog.awaitFailure(kept.start(older)))
                .hasStackTraceContaining("FORK: lane ")
                .hasStackTraceContaining("begin epoch 2 with 'countersign evidence epoch'");
        assertThat(kept.objects()).isEqualTo(before);

        kept.beginEpoch(2);
        job = kept.start(older);
        kept.awaitJudged(job, 2, ALL - FEW);
        kept.stop(job);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(undisturbed);
    }

    @Test
    void shouldRefuseToStartWithoutTheStateThatTheLinesCameFrom_E4() throws Exception {
        KeptLog kept = log("cold");
        kept.send(0, 1);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, 1);
        TestStand.cancel(job);
        SortedMap<String, String> before = kept.objects();
        assertThatThrownBy(() -> kept.start(null))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("has lines of epoch 1, and the job starts without the state that they came from;"
                        + " resume from its checkpoint, or begin epoch 2 with 'countersign evidence epoch'");
        assertThat(kept.objects()).isEqualTo(before);
    }

    @Test
    void shouldKeepTheLanesWhenParallelismChanges_E4() throws Exception {
        KeptLog kept = log("rescaled");
        String savepoint = null;
        for (int i = 0; i < 3; i++) {
            kept.send(i * 4, (i + 1) * 4);
            JobClient job = kept.start(savepoint, i == 1 ? 1 : 2);
            kept.awaitJudged(job, 1, (i + 1) * 4);
            savepoint = kept.stop(job);
        }
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(undisturbed);
    }

    @Test
    void shouldFailOnAFullDiskAndLoseNothing() throws Exception {
        KeptLog kept = new KeptLog(stand, directory, "full", mount("full-evidence", "size=2m"));
        JobClient job = startAndJudgeFew(kept);
        Path ballast = kept.store().resolve(".tmp").resolve("ballast");
        fill(ballast);
        kept.send(FEW, ALL);
        assertThat(KeptLog.awaitFailure(job)).hasStackTraceContaining("No space left on device");
        assertThat(kept.verifyWhatIsThere()).startsWith("CONSISTENT_UNANCHORED");
        Files.delete(ballast);
        assertRecovers(kept);
    }

    @Test
    void shouldFailOnADiskThatMayNotBeWrittenAndLoseNothing() throws Exception {
        KeptLog kept = new KeptLog(stand, directory, "readonly", mount("readonly-evidence", "size=2m"));
        JobClient job = startAndJudgeFew(kept);
        remount(kept.store(), "ro");
        kept.send(FEW, ALL);
        assertThat(KeptLog.awaitFailure(job)).hasStackTraceContaining("Read-only file system");
        assertThat(kept.verifyWhatIsThere()).startsWith("CONSISTENT_UNANCHORED");
        remount(kept.store(), "rw");
        assertRecovers(kept);
    }

    private static JobClient startAndJudgeFew(KeptLog kept) throws Exception {
        kept.send(0, FEW);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, FEW);
        return job;
    }

    private static void assertRecovers(KeptLog kept) throws Exception {
        JobClient job = kept.start(kept.newestCheckpoint());
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(undisturbed);
    }

    @Test
    void shouldStopWhenASegmentIsLostBeforeTheLogHasItAndMakeItAgainInANewEpoch() throws Exception {
        KeptLog kept = log("lost");
        JobClient job = startAndJudgeFew(kept);
        String older = kept.savepoint(job);
        stand.restartAsShipped();
        kept.send(FEW, ALL);
        for (boolean isLost = false; !isLost; ) {
            try (CheckpointGate.Closed gate = CheckpointGate.close()) {
                assertThat(gate.awaitCheckpoint()).isTrue();
                isLost = deleteOneStaged(kept.store().resolve("staging"));
            }
        }
        // Restarts are for what may be well by then: this never is.
        assertThat(KeptLog.awaitFailure(job)).hasStackTraceContaining("STAGING_LOST: ");
        assertThat(kept.verifyWhatIsThere()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(KeptLog.awaitFailure(kept.start(kept.newestCheckpoint())))
                .hasStackTraceContaining("start the job from an older state in a new epoch");

        kept.beginEpoch(2);
        job = kept.start(older);
        kept.awaitJudged(job, 2, ALL - FEW);
        kept.stop(job);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(undisturbed);
    }

    private static boolean deleteOneStaged(Path staging) throws IOException {
        if (!Files.isDirectory(staging)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(staging)) {
            Path any = files.filter(Files::isRegularFile).findFirst().orElse(null);
            return any != null && Files.deleteIfExists(any);
        }
    }

    @Test
    void shouldWaitForAnotherProcessThatHasTheLogAndLoseNothing() throws Exception {
        KeptLog kept = log("locked");
        JobClient job = startAndJudgeFew(kept);
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        kept.store().resolve(".lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.getInputStream().read()).as("it has the lock").isEqualTo('L');
            kept.send(FEW, ALL);
            Thread.sleep(1_500);
            assertThat(job.getJobExecutionResult()).as("the job waits").isNotDone();
        } finally {
            other.destroy();
            other.waitFor();
        }
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(undisturbed);
    }

    /** A process that has a log until it is ended. */
    static final class Holder {
        private Holder() {}

        /** Takes the lock of a file, says so, and keeps it. */
        public static void main(String[] args) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                while (channel.tryLock() == null) {
                    Thread.sleep(1);
                }
                System.out.write('L');
                System.out.flush();
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    @Test
    void shouldAccountForTheMarkersOfTransactionsAsGaps_E5() throws Exception {
        KeptLog kept = log("transactions");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stand.bootstrapServers(), "transactional.id", "loader"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            transaction(producer, kept.actionTopic(), 0, FEW);
            producer.commitTransaction();
            transaction(producer, kept.actionTopic(), FEW, ALL);
            producer.flush();
            producer.abortTransaction();
            transaction(producer, kept.actionTopic(), FEW, ALL - 2);
            producer.commitTransaction();
        }
        // Nothing tells a job that there is a marker behind the last record it reads.
        kept.send(ALL - 2, ALL);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        assertThat(kept.bodies()).isEqualTo(undisturbed);
        List<String> accounts = kept.records(EvidenceType.ACCOUNTING);
        assertThat(accounts)
                .as("records 0-2, marker 3, aborted 4-6, marker 7, records 8-9, marker 10, record 11")
                .anySatisfy(account -> assertThat(account)
                        .contains("\"gaps\":[{\"from\":\"3\",\"to\":\"8\"},{\"from\":\"10\",\"to\":\"11\"}]"));
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Ending the transaction waits for it.
    private static void transaction(KafkaProducer<byte[], byte[]> producer, String topic, int from, int to) {
        producer.beginTransaction();
        for (int number = from; number < to; number++) {
            producer.send(new ProducerRecord<>(
                    topic,
                    number % KeptLog.ACTION_PARTITIONS,
                    null,
                    KeptLog.action(number).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private Path mount(String name, String options) throws Exception {
        Path at = Files.createDirectories(directory.resolve(name));
        boolean isMounted = succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString());
        assumeThat(isMounted).as("mount -t tmpfs is permitted to this process").isTrue();
        mounts.add(at);
        return at;
    }

    /** As long as somebody has a file open to write, the disk stays as it is. */
    private static void remount(Path at, String option) throws Exception {
        long deadline = System.nanoTime() + KeptLog.PATIENCE.toNanos();
        while (!succeeds("mount", "-o", "remount," + option, at.toString())) {
            assertThat(System.nanoTime()).as("remounted in time").isLessThan(deadline);
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static void fill(Path ballast) {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] some = new byte[4096];
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(new UncheckedIOException(full)).hasMessageContaining("No space left on device");
        }
    }
}
