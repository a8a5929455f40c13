package io.countersign.launcher.demo;

import io.countersign.detection.settings.DetectionSettings;
import io.countersign.launcher.Countersign;
import io.countersign.launcher.run.SettingsOptions;
import io.countersign.launcher.scenario.QuarterEndWeek;
import io.countersign.launcher.scenario.Scenario;
import io.countersign.launcher.scenario.Topics;
import io.countersign.launcher.scenario.Truth;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code countersign feed}: the demo's week for a job that runs elsewhere. */
@Command(
        name = "feed",
        description = {
            "Plays the demo's week into the topics that a job with these settings reads, for a try of a cluster.",
            "It creates the topics that are missing, and sends nothing if any of them has held a message."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:sent, or there before; with --watch: everything planted was found, and nothing else",
            "1:with --watch: something planted was missed, or something else was found",
            "2:bad usage or settings",
            "3:the broker refused, or did not answer"
        })
public final class FeedCommand implements Callable<Integer> {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Mixin
    private SettingsOptions given;

    @Option(names = "--seed", paramLabel = "N", description = "Another week; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--watch",
            description = "Then shows each exception as the job commits it, and compares what was found with what was"
                    + " planted.")
    private boolean watch;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            description = "After how long without anything new --watch gives up; default ${DEFAULT-VALUE}.")
    private Duration patience = Duration.ofMinutes(3);

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public FeedCommand() {}

    @Override
    public Integer call() throws Exception {
        DetectionSettings settings;
        try {
            settings = given.loadWithoutEvidence();
        } catch (InvalidFileException e) {
            PrintWriter err = spec.commandLine().getErr();
            e.problems().forEach(err::println);
            return Countersign.EXIT_USAGE;
        }
        requireSources(settings);
        Screen screen = new Screen(spec.commandLine().getOut(), false);
        Map<String, Object> client = new HashMap<>(settings.kafka().properties().values());
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
        Scenario scenario = QuarterEndWeek.generate(seed);
        send(scenario, new Feed(client), screen);
        return watch ? watch(scenario.truth(), client, settings.topics(), screen) : 0;
    }

    /** A job that does not read a topic of the week would wait for it, or judge without it. */
    private void requireSources(DetectionSettings settings) {
        List<String> unread = new ArrayList<>(Topics.ALL);
        settings.sources().forEach(source -> unread.removeAll(source.topics()));
        if (!unread.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "topics " + unread + " are not among the 'sources' of " + given.config()
                            + "; the week needs all of " + Topics.ALL + ", so list them too");
        }
    }

    private static void send(Scenario scenario, Feed feed, Screen screen)
            throws ExecutionException, InterruptedException {
        List<String> used = feed.usedTopics(feed.createTopics());
        if (used.isEmpty()) {
            int all = scenario.messages().size();
            feed.send(scenario, sent -> screen.progress("sent", sent, all));
            screen.say(all + " messages sent to " + String.join(", ", Topics.ALL));
        } else {
            screen.say("Nothing sent: " + String.join(", ", used) + " held messages before.");
        }
    }

    private int watch(Truth truth, Map<String, Object> client, DetectionSettings.Topics topics, Screen screen)
            throws Exception {
        awaitOutputs(client, topics);
        try (Watch watching = Watch.start(client, topics, screen)) {
            watching.until(truth, patience, () -> {});
            Comparison comparison = Comparison.of(truth, watching.observed());
            comparison.show(screen);
            return comparison.isExact() ? 0 : 1;
        }
    }

    /** The job creates its output topics when it starts. */
    private void awaitOutputs(Map<String, Object> client, DetectionSettings.Topics topics) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Admin admin = Admin.create(client)) {
            while (true) {
                Set<String> existing = admin.listTopics().names().get();
                List<String> missing = topics.names().stream()
                        .filter(topic -> !existing.contains(topic))
                        .toList();
                if (missing.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("output topics " + missing + " did not appear within " + patience
                            + "; look at the job's log, or raise --patience");
                }
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            }
        }
    }
}
