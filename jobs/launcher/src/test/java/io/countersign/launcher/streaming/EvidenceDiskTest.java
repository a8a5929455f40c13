package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a running job when its disk is full, slow or read-only, and when another process is at it (E4). */
class EvidenceDiskTest {

    private static final int FEW = 6;
    private static final int ALL = 12;
    private static final long STANDSTILL_MILLIS = 1_500;

    @TempDir
    static Path directory;

    private static KeptLogs logs;

    private final List<Path> mounts = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        logs = KeptLogs.start(directory, ALL);
    }

    @AfterAll
    static void stop() {
        logs.close();
    }

    @AfterEach
    void unmount() throws Exception {
        logs.stand().neverRestart();
        for (Path each : mounts) {
            assertThat(succeeds("umount", each.toString())).isTrue();
        }
    }

    @Test
    void shouldFailOnAFullDiskAndLoseNothing() throws Exception {
        KeptLog kept = logs.log("full", mountSmall("full-evidence"));
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
        KeptLog kept = logs.log("readonly", mountSmall("readonly-evidence"));
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
        assertThat(kept.bodies()).isEqualTo(logs.undisturbed());
    }

    @Test
    void shouldStopWhenASegmentIsLostBeforeTheLogHasItAndMakeItAgainInANewEpoch() throws Exception {
        KeptLog kept = logs.log("lost");
        JobClient job = startAndJudgeFew(kept);
        String older = kept.savepoint(job);
        logs.stand().restartAsShipped();
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
        assertThat(kept.bodies()).isEqualTo(logs.undisturbed());
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
        KeptLog kept = logs.log("locked");
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
        assertThat(kept.bodies()).isEqualTo(logs.undisturbed());
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
    void shouldWaitForADiskThatIsSlowAndLoseNothing() throws Exception {
        Path image = directory.resolve("slow.img");
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), (16L << 20) - 1);
        }
        assumeThat(succeeds("mkfs.ext4", "-q", image.toString()))
                .as("there is mkfs.ext4")
                .isTrue();
        KeptLog kept = logs.log("slow", mount("slow-evidence", "-o", "loop", image.toString()));
        JobClient job = startAndJudgeFew(kept);
        for (int number = FEW; number < ALL; number++) {
            // Whoever writes to a frozen file system stands still, in the middle of whatever it is.
            assertThat(succeeds("fsfreeze", "--freeze", kept.store().toString()))
                    .isTrue();
            try {
                kept.send(number, number + 1);
                Thread.sleep(STANDSTILL_MILLIS);
                assertThat(job.getJobExecutionResult()).as("the job waits").isNotDone();
            } finally {
                assertThat(succeeds("fsfreeze", "--unfreeze", kept.store().toString()))
                        .isTrue();
            }
            Thread.sleep(STANDSTILL_MILLIS / 10);
        }
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(logs.undisturbed());
    }

    private Path mountSmall(String name) throws Exception {
        return mount(name, "-t", "tmpfs", "-o", "size=2m", "tmpfs");
    }

    private Path mount(String name, String... what) throws Exception {
        Path at = Files.createDirectories(directory.resolve(name));
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(what));
        command.add(at.toString());
        boolean isMounted = succeeds(command.toArray(String[]::new));
        assumeThat(isMounted).as("this process may mount").isTrue();
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
