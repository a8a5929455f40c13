package io.countersign.launcher.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.run.TemporaryDirectory;
import io.countersign.launcher.scenario.QuarterEndWeek;
import io.countersign.launcher.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code countersign demo}: a made-up company's quarter-end week through the real job. */
@Command(
        name = "demo",
        description = "Plays a made-up company's quarter-end week through a broker and the job, in this process.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything planted was found, and nothing else, and the evidence of it verifies",
            "1:something planted was missed, something else was found, or the evidence does not verify",
            "2:bad usage",
            "3:the demo could not run"
        })
public final class DemoCommand implements Callable<Integer> {

    @Option(names = "--seed", paramLabel = "N", description = "Another week; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--exit", description = "Ends after the comparison, instead of keeping the topics for a look.")
    private boolean exit;

    @Option(names = "--json", description = "Prints only the comparison, as JSON, and ends.")
    private boolean json;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "An empty or new directory where topics, state and settings go, and stay; "
                    + "default: a temporary one, removed at the end.")
    private @Nullable Path workDirectory;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path directory = directory();
        Screen screen = new Screen(out, json);
        Scenario scenario = QuarterEndWeek.generate(seed);
        Comparison comparison;
        EvidenceCheck evidence;
        try (Playback playback = Playback.start(directory, screen)) {
            comparison = Comparison.of(scenario.truth(), playback.play(scenario));
            playback.finish();
            evidence = EvidenceCheck.of(directory, playback.evidenceKey(), playback.sourceOffsets());
            if (json) {
                out.println(summary(comparison, evidence));
                out.flush();
            } else {
                comparison.show(screen);
                evidence.show(screen);
                whereThingsAre(screen, directory, playback);
            }
            if (!exit && !json) {
                screen.say("The topics stay until you press Ctrl-C.");
                new CountDownLatch(1).await();
            }
        }
        return comparison.isExact() && evidence.isSound() ? 0 : 1;
    }

    /** Another week's topics and checkpoints in it would be taken for this one's. */
    private Path directory() throws IOException {
        if (workDirectory == null) {
            return TemporaryDirectory.untilExit("countersign-demo");
        }
        Path directory = workDirectory.toAbsolutePath();
        if (Files.exists(directory) && !(Files.isDirectory(directory) && isEmpty(directory))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--work-dir " + workDirectory
                            + " is not empty; give an empty directory, or one that does not exist");
        }
        return Files.createDirectories(directory);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void whereThingsAre(Screen screen, Path directory, Playback playback) {
        screen.heading("Where things are");
        screen.say(
                "Kafka at " + playback.bootstrapServers() + ", topics " + String.join(", ", playback.outputTopics()));
        screen.say("Settings, rules and checkpoints below " + directory);
    }

    private String summary(Comparison comparison, EvidenceCheck evidence) {
        Observed observed = comparison.observed();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("seed", seed);
        summary.put("exact", comparison.isExact());
        summary.put("planted", comparison.truth().byReason());
        summary.put("found", observed.byReason());
        summary.put("quarantined", observed.quarantineByReason());
        summary.put("evidence", evidence.outcome());
        summary.put("differences", comparison.differences());
        summary.put("population", observed.population().toMembers());
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(summary);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, texts and numbers are always JSON", e);
        }
    }
}
