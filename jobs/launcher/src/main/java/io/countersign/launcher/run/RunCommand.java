package io.countersign.launcher.run;

import io.countersign.detection.DetectionJob;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.detection.startup.NewestCheckpoint;
import io.countersign.detection.startup.RestoreGuard;
import io.countersign.launcher.Countersign;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code countersign run}: the job in this process, against the Kafka that its settings name. */
@Command(
        name = "run",
        description = "Runs the job in this process against your Kafka, until it is stopped.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "130, 143:stopped by Ctrl-C or a service manager, with a savepoint",
            "2:bad usage, settings, rules, or a broker the job cannot run on",
            "3:the job failed"
        })
public final class RunCommand implements Callable<Integer> {

    private static final String LATEST = "latest";

    @Mixin
    private SettingsOptions given;

    @Option(
            names = "--resume",
            paramLabel = "PATH",
            description = "A checkpoint or savepoint to go on from, or 'latest' for the newest complete one.")
    private @Nullable String resume;

    @Option(
            names = "--accept-lost-transactions",
            description = "Resumes even where Kafka may have dropped results that the checkpoint counts as written.")
    private boolean acceptLostTransactions;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RunCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        DetectionSettings settings;
        StreamExecutionEnvironment env;
        try {
            settings = given.load();
            String checkpoint = checkpoint(settings);
            env = LocalEnvironment.create(settings, checkpoint);
            DetectionJob.wire(env, settings, checkpoint == null);
            err.println(
                    checkpoint == null
                            ? "Cold start: the register is read from the beginning before anything is settled."
                            : "Going on from " + checkpoint);
        } catch (InvalidFileException e) {
            e.problems().forEach(err::println);
            return Countersign.EXIT_USAGE;
        }
        JobClient job = env.executeAsync("countersign");
        String savepoints = settings.checkpoint().directory();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(job, savepoints), "stop"));
        err.println("Running. Ctrl-C stops with a savepoint below " + savepoints + "; go on with --resume latest.");
        job.getJobExecutionResult().get();
        return 0;
    }

    /** Only a stop with a savepoint commits everything that was written (a plain cancel leaves it open). */
    private static void stop(JobClient job, String savepoints) {
        try {
            if (!job.getJobStatus().get().isGloballyTerminalState()) {
                String savepoint = job.stopWithSavepoint(false, savepoints, SavepointFormatType.CANONICAL)
                        .get();
                job.getJobExecutionResult().get();
                RestoreGuard.noteCommitted(savepoint);
                System.err.println("Stopped; savepoint " + savepoint);
            }
        } catch (ExecutionException | IOException e) {
            System.err.println(
                    "No savepoint could be taken; go on from the newest checkpoint with --resume latest: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String checkpoint(DetectionSettings settings) throws InvalidFileException, IOException {
        if (resume == null) {
            return null;
        }
        String checkpoint = resume.equals(LATEST) ? newest(settings) : resume;
        List<String> problems =
                RestoreGuard.problems(checkpoint, settings.kafka().transactionTimeout(), Clock.systemUTC());
        if (!problems.isEmpty() && !acceptLostTransactions) {
            throw new InvalidFileException(problems);
        }
        return checkpoint;
    }

    private String newest(DetectionSettings settings) throws IOException {
        String directory = settings.checkpoint().directory();
        return NewestCheckpoint.below(directory)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--resume latest: no complete checkpoint below " + directory));
    }
}
