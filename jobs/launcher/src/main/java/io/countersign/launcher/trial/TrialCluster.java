package io.countersign.launcher.trial;

import io.countersign.launcher.run.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * A cluster inside this process that runs many trials in one job. To start a job costs far more than to judge a handful
 * of records, so that each job carries many topologies, none of which is connected with another.
 */
public final class TrialCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 50;
    private static final int BARRIER_ATTEMPTS = 50;

    private final MiniCluster cluster;
    private final Path savepoints;

    private TrialCluster(MiniCluster cluster, Path savepoints) {
        this.cluster = cluster;
        this.savepoints = savepoints;
    }

    /**
     * Starts a cluster, which listens on loopback only.
     *
     * @param slots the subtasks of all trials that run at the same time together, at most
     */
    public static TrialCluster start(int slots) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        // Many channels that carry a few records each: small buffers, and many of them.
        configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb"));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        cluster.start();
        return new TrialCluster(cluster, Files.createTempDirectory("countersign-trials"));
    }

    /**
     * Runs trials together, to their end. May be called by several threads at once.
     *
     * @return what each came to, by its name
     * @throws ExecutionException if one of them fails, and thus all of them
     */
    public Map<String, Settled> run(List<Trial> given) throws Exception {
        List<Trial> trials = endingTogether(given);
        List<Trial> restarting = trials.stream().filter(Trial::restarts).toList();
        try (Conductor first = Conductor.ofFirst(trials);
                Conductor second = Conductor.ofRestarted(restarting)) {
            String savepoint = conduct(TrialJob.first(trials, first), first, 0, !restarting.isEmpty());
            if (!restarting.isEmpty()) {
                JobGraph graph = TrialJob.restarted(restarting, second);
                graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, true));
                conduct(graph, second, 1, false);
            }
            Map<String, Settled> settled = new HashMap<>();
            for (Trial trial : trials) {
                settled.put(
                        trial.name(),
                        Settled.of(
                                said(trial, Conductor.Kind.VERDICT, first, second),
                                said(trial, Conductor.Kind.MATCH, first, second)));
            }
            return settled;
        }
    }

    /** No task may end while a checkpoint is under way: one that does so unseen leaves it pending for ever. */
    private static List<Trial> endingTogether(List<Trial> trials) {
        int phases = trials.stream()
                .filter(trial -> !trial.restarts())
                .mapToInt(Trial::phases)
                .max()
                .orElse(0);
        if (trials.stream()
                        .filter(Trial::restarts)
                        .mapToInt(Trial::phases)
                        .distinct()
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "trials that restart have different numbers of phases, expected the same");
        }
        return trials.stream()
                .map(trial -> trial.restarts() ? trial : trial.endingInPhase(phases))
                .toList();
    }

    private static List<String> said(Trial trial, Conductor.Kind kind, Conductor first, Conductor second) {
        List<String> said = new ArrayList<>(first.said(trial.name(), kind));
        said.addAll(second.said(trial.name(), kind));
        return said;
    }

    /** Runs a job; returns its savepoint if it stops behind the first phase for those that restart. */
    private String conduct(JobGraph graph, Conductor conductor, int from, boolean stops) throws Exception {
        JobID job = graph.getJobID();
        cluster.submitJob(graph).get();
        CompletableFuture<JobResult> result = cluster.requestJobResult(job);
        try {
            String savepoint = throughPhases(job, result, conductor, from, stops);
            if (stops) {
                await(conductor.ends(), result);
            } else {
                requireSuccess(result.get());
            }
            return savepoint;
        } finally {
            if (!result.isDone()) {
                cluster.cancelJob(job).get();
                result.get();
            }
        }
    }

    /** What separates a phase from the next is a checkpoint, which every operator must reach. */
    private String throughPhases(
            JobID job, CompletableFuture<JobResult> result, Conductor conductor, int from, boolean stops)
            throws Exception {
        String savepoint = "";
        for (int phase = from; phase < conductor.phases(); phase++) {
            conductor.begin(phase);
            await(conductor.deliveries(phase), result);
            if (phase == 0 && stops) {
                String directory = savepoints.toUri().toString();
                savepoint = barrier(
                        result, () -> cluster.triggerSavepoint(job, directory, false, SavepointFormatType.NATIVE));
            } else if (phase + 1 < conductor.phases()) {
                barrier(result, () -> cluster.triggerCheckpoint(job));
            }
        }
        return savepoint;
    }

    private static void await(CountDownLatch latch, CompletableFuture<JobResult> result) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!latch.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (result.isDone()) {
                requireSuccess(result.get());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the job has not gone on for " + PATIENCE);
            }
        }
    }

    private static void requireSuccess(JobResult result) throws ExecutionException {
        if (result.getSerializedThrowable().isPresent()) {
            throw new ExecutionException(result.getSerializedThrowable().get());
        }
    }

    /** What a barrier that every operator must reach is asked for with. */
    private interface Barrier {
        CompletableFuture<String> ask();
    }

    /** A task that is just starting or ending declines: it is asked again. */
    private static String barrier(CompletableFuture<JobResult> result, Barrier barrier) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return barrier.ask().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                if (result.isDone()) {
                    requireSuccess(result.get());
                }
                if (attempt == BARRIER_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        cluster.closeAsync().join();
        TemporaryDirectory.delete(savepoints);
    }
}
