package io.countersign.bench;

import io.countersign.bench.Pipelines.Measurement;
import io.countersign.bench.Stand.EventTopic;
import io.countersign.detection.DetectionJob;
import io.countersign.launcher.run.TemporaryDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures the throughput of the job in relation to a pipeline that only reads Kafka. All of it happens in this process
 * and in one run, in turn and in rounds, so that whatever else the machine does meets all of them.
 */
@Command(
        name = "countersign-bench",
        description = "Measures the job's throughput in relation to a pipeline that only reads Kafka.",
        mixinStandardHelpOptions = true,
        version = "countersign " + DetectionJob.VERSION,
        sortOptions = false,
        exitCodeOnExecutionException = 3,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:bad usage", "3:a pipeline failed, or did not do what it should"})
public final class Bench implements Callable<Integer> {

    @Option(names = "--events", paramLabel = "N", description = "Events a run reads; default ${DEFAULT-VALUE}.")
    private int events = 400_000;

    @Option(names = "--rounds", paramLabel = "N", description = "How often all is measured; default ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--seed", paramLabel = "N", description = "Other events and changes; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--workload",
            paramLabel = "W",
            description =
                    "What the job is loaded with, as in in-scope=10,live=1000,past=0,identities=200, the values of"
                            + " what is left out; any number of times. Default: these, and others with one of them greater.")
    private List<Workload> workloads = List.of(
            Workload.parse("in-scope=1"),
            Workload.BASE,
            Workload.parse("in-scope=100"),
            Workload.parse("live=10000"),
            Workload.parse("live=100000"),
            Workload.parse("past=100000"),
            Workload.parse("identities=100000"));

    @Option(names = "--parallelism", paramLabel = "N", description = "Subtasks, 1 to 4; default ${DEFAULT-VALUE}.")
    private int parallelism = 2;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "D",
            description = "How often a checkpoint is taken; default ${DEFAULT-VALUE}, as shipped.")
    private Duration checkpointInterval = Duration.ofSeconds(10);

    @Option(
            names = "--time-limit",
            paramLabel = "D",
            description = "No round starts later than this; default ${DEFAULT-VALUE}.")
    private Duration timeLimit = Duration.ofMinutes(45);

    @Option(names = "--no-warm-up", description = "Without a first round that does not count.")
    private boolean cold;

    @Option(names = "--evidence", description = "Measures the job with evidence too, each time beside the job without.")
    private boolean evidence;

    @Option(names = "--json", description = "Prints the report as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public Bench() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .registerConverter(Workload.class, Workload::parse)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        CommandLine command = checked();
        Path directory = TemporaryDirectory.untilExit("countersign-bench");
        PrintWriter progress = command.getErr();
        Report report = new Report(conditions());
        try (Stand stand = Stand.start(directory, parallelism, checkpointInterval)) {
            Map<Integer, EventTopic> topics = fill(stand, progress);
            Pipelines pipelines = new Pipelines(stand, seed);
            if (!cold) {
                say(progress, "warming up");
                round(pipelines, workloads.subList(0, 1), topics, new Report(Map.of()), progress);
            }
            long deadline = System.nanoTime() + timeLimit.toNanos();
            for (int round = 1; round <= rounds && System.nanoTime() < deadline; round++) {
                say(progress, "round " + round + " of " + rounds);
                round(pipelines, workloads, topics, report, progress);
            }
        }
        command.getOut().println(json ? report.json() : report.table());
        command.getOut().flush();
        return 0;
    }

    private CommandLine checked() {
        CommandLine command = spec.commandLine();
        require(command, events >= 100, "--events is " + events + ", expected 100 or more");
        require(command, rounds >= 1 && rounds <= 1_000, "--rounds is " + rounds + ", expected 1 to 1000");
        require(command, parallelism >= 1 && parallelism <= 4, "--parallelism is " + parallelism + ", expected 1 to 4");
        require(
                command,
                !checkpointInterval.isNegative() && !checkpointInterval.isZero(),
                "--checkpoint-interval is " + checkpointInterval + ", expected a duration such as PT10S");
        return command;
    }

    private static void require(CommandLine command, boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(command, message);
        }
    }

    private Map<String, Object> conditions() {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("version", DetectionJob.VERSION);
        conditions.put("java", Runtime.version().toString());
        conditions.put("processors", Runtime.getRuntime().availableProcessors());
        conditions.put("heap_megabytes", Runtime.getRuntime().maxMemory() / (1024 * 1024));
        conditions.put("parallelism", parallelism);
        conditions.put("checkpoint_interval", checkpointInterval.toString());
        conditions.put("seed", seed);
        return conditions;
    }

    /** One topic for each share in scope. */
    private Map<Integer, EventTopic> fill(Stand stand, PrintWriter progress) throws Exception {
        Map<Integer, EventTopic> topics = new TreeMap<>();
        for (Workload workload : workloads) {
            int percent = workload.inScopePercent();
            if (!topics.containsKey(percent)) {
                EventTopic filled = stand.fill("events-" + percent, new CloudTrailEvents(seed, events, workload));
                topics.put(percent, filled);
                say(progress, "written: " + filled);
            }
        }
        return topics;
    }

    private void round(
            Pipelines pipelines,
            List<Workload> workloads,
            Map<Integer, EventTopic> topics,
            Report report,
            PrintWriter progress)
            throws Exception {
        Map<Integer, Measurement> nothing = new TreeMap<>();
        for (Workload workload : workloads) {
            int percent = workload.inScopePercent();
            EventTopic events = topics.get(percent);
            if (events == null) {
                throw new IllegalStateException("no events with " + percent + " % in scope were written");
            }
            Measurement ceiling = nothing.get(percent);
            if (ceiling == null) {
                ceiling = pipelines.nothing(events);
                nothing.put(percent, ceiling);
                note("null", workload, events, ceiling, ceiling, report, progress);
                note("ingest", workload, events, pipelines.ingest(events), ceiling, report, progress);
            }
            note("whole", workload, events, pipelines.whole(events, workload), ceiling, report, progress);
            if (evidence) {
                note(
                        Report.EVIDENCE,
                        workload,
                        events,
                        pipelines.wholeWithEvidence(events, workload),
                        ceiling,
                        report,
                        progress);
            }
        }
    }

    private static void note(
            String pipeline,
            Workload workload,
            EventTopic events,
            Measurement measured,
            Measurement nothing,
            Report report,
            PrintWriter progress) {
        report.add(pipeline, workload, events, measured, nothing);
        say(
                progress,
                "%s %s: %.2f s, CPU %.2f s"
                        .formatted(pipeline, workload, measured.elapsedNanos() / 1e9, measured.cpuNanos() / 1e9));
    }

    private static void say(PrintWriter progress, String line) {
        progress.println("countersign-bench: " + line);
        progress.flush();
    }
}
