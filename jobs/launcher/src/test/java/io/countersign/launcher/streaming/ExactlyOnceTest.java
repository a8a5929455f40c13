package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.Seeds;
import io.countersign.launcher.demo.UseCase;
import io.countersign.launcher.scenario.Planted;
import io.countersign.launcher.scenario.QuarterEndWeek;
import io.countersign.launcher.scenario.Scenario;
import io.countersign.launcher.scenario.ScenarioMessage;
import io.countersign.launcher.scenario.Topics;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A week of vendor logs, read by a job that is stopped in the worst moments. */
class ExactlyOnceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGER_THAN_ANY_RUN = Duration.ofMinutes(4);
    private static final Duration OFTEN = Duration.ofMillis(300);

    @TempDir
    static Path directory;

    private static TestStand stand;
    private static Path rules;
    private static String assets;

    @BeforeAll
    static void start() throws Exception {
        stand = new TestStand(directory, 2);
        rules = directory.resolve("rules");
        for (RuleFile file : Catalog.builtIn(UseCase.allRules())) {
            Path path = rules.resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.write(path, file.bytes());
        }
        assets = Files.readString(rules.resolve("assets.yaml"));
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    static LongStream seeds() {
        return Seeds.of(2, 10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldCommitTheExceptionsOfTheUndisturbedRunWheneverItIsStopped(long seed) throws Exception {
        Random random = new Random(seed);
        Week week = new Week(seed);
        int third = week.messages.size() / 3;

        // Before any sink has pre-committed: what was written must never become visible.
        week.send(third);
        JobClient job = stand.start(week.disturbed, LONGER_THAN_ANY_RUN, null, true);
        assertThat(stand.awaitUncommitted(week.disturbed.exceptions(), PATIENCE))
                .as("records in flight")
                .isTrue();
        TestStand.cancel(job);
        assertThat(stand.newestCheckpoint(week.disturbed)).isNull();

        // At any moment, while more arrives.
        job = stand.start(week.disturbed, OFTEN, null, false);
        week.send(1 + random.nextInt(third));
        awaitCheckpoint(week.disturbed);
        Thread.sleep(random.nextInt(700));
        TestStand.cancel(job);

        // After every sink has pre-committed and before any has committed: what was written must become visible.
        job = stand.start(week.disturbed, OFTEN, stand.newestCheckpoint(week.disturbed), false);
        week.send(week.messages.size());
        assertThat(stand.awaitUncommitted(week.disturbed.verdicts(), PATIENCE))
                .as("records in flight")
                .isTrue();
        try (CheckpointGate.Closed gate = CheckpointGate.close()) {
            assertThat(gate.awaitCheckpoint()).as("a checkpoint at the gate").isTrue();
            stand.replaceTaskManager();
        }
        assertThat(job.getJobExecutionResult()
                        .handle((result, failure) -> failure != null)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the job was lost")
                .isTrue();

        job = stand.start(week.disturbed, OFTEN, stand.newestCheckpoint(week.disturbed), false);
        SortedSet<String> committed = week.awaitExceptions(week.disturbed);
        TestStand.cancel(job);
        JobClient undisturbed = stand.start(week.undisturbed);
        SortedSet<String> expected = week.awaitExceptions(week.undisturbed);
        TestStand.cancel(undisturbed);

        assertThat(expected).hasSizeGreaterThan(30);
        assertThat(committed).isEqualTo(expected);
    }

    private static void awaitCheckpoint(Trial trial) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stand.newestCheckpoint(trial) == null) {
            assertThat(System.nanoTime()).as("a checkpoint in time").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    /** A week's messages in topics of its own, for two jobs to read. */
    private static final class Week {
        private final Scenario scenario;
        private final String name;
        private final List<ScenarioMessage> messages;
        private final Trial disturbed;
        private final Trial undisturbed;
        private int sent;

        Week(long seed) throws Exception {
            name = "week" + seed;
            scenario = QuarterEndWeek.generate(seed);
            messages = scenario.messages();
            for (String topic : Topics.ALL) {
                stand.createTopic(name + "." + topic, topic.equals(Topics.CLOUDTRAIL) ? 2 : 1);
            }
            String sources = """
                    - { topic: %1$s.%2$s, dialect: aws.cloudtrail, role: actions }
                    - { topic: %1$s.%3$s, dialect: countersign.canonical, role: actions }
                    - { topic: %1$s.%4$s, dialect: servicenow.change_request, role: register, source: servicenow, completeness: marks }
                    - { topic: %1$s.%5$s, dialect: countersign.canonical, role: register, source: inventory, completeness: marks }
                    - { topic: %1$s.%6$s, dialect: countersign.canonical, role: register, source: pam, completeness: marks }
                    """.formatted(
                            name, Topics.CLOUDTRAIL, Topics.PIPELINE, Topics.SERVICENOW, Topics.INVENTORY, Topics.PAM);
            disturbed = new Trial(name + ".disturbed", rules, assets, sources);
            undisturbed = new Trial(name + ".undisturbed", rules, assets, sources);
        }

        /** Sends the next messages, as many as there are. */
        void send(int count) {
            int end = Math.min(messages.size(), sent + count);
            for (ScenarioMessage each : messages.subList(sent, end)) {
                byte[] key = each.key() == null ? null : each.key().getBytes(StandardCharsets.UTF_8);
                stand.send(new ProducerRecord<>(
                        name + "." + each.topic(), each.partition(), each.timestampMillis(), key, each.value()));
            }
            sent = end;
            stand.flush();
        }

        /** Every committed exception, as its id and its body without revision, when all that was planted is found. */
        SortedSet<String> awaitExceptions(Trial trial) {
            List<ConsumerRecord<byte[], byte[]>> read = stand.readUntil(
                    trial.exceptions(), PATIENCE, each -> found(each).equals(planted()));
            assertThat(found(read)).isEqualTo(planted());
            SortedSet<String> bodies = new TreeSet<>();
            Set<String> revisions = new TreeSet<>();
            for (ConsumerRecord<byte[], byte[]> message : read) {
                ObjectNode body = (ObjectNode) TestStand.json(message.value());
                String revision =
                        ((ObjectNode) body.get("metadata")).remove("uid").asText();
                assertThat(revisions.add(revision))
                        .as("revision %s committed once", revision)
                        .isTrue();
                ((ObjectNode) body.get("unmapped").get("countersign")).remove("revision");
                bodies.add(new String(message.key(), StandardCharsets.UTF_8) + " " + body);
            }
            return bodies;
        }

        /** The last finding of each control on each action. */
        private static Map<String, String> found(List<ConsumerRecord<byte[], byte[]>> exceptions) {
            Map<String, Integer> revisions = new TreeMap<>();
            Map<String, String> found = new TreeMap<>();
            for (ConsumerRecord<byte[], byte[]> message : exceptions) {
                JsonNode verdict =
                        TestStand.json(message.value()).get("unmapped").get("countersign");
                String id = verdict.get("control").asText() + " "
                        + verdict.get("action_id").asText();
                int revision = verdict.get("revision").asInt();
                if (revisions.merge(id, revision, Math::max) == revision) {
                    found.put(
                            id,
                            verdict.get("outcome").asText() + " "
                                    + verdict.get("reason").asText());
                }
            }
            return found;
        }

        private Map<String, String> planted() {
            Map<String, String> planted = new TreeMap<>();
            for (Planted each : scenario.truth().planted()) {
                if (!each.outcome().equals("INDETERMINATE")) {
                    planted.put(each.control() + " " + each.actionId(), each.outcome() + " " + each.reason());
                }
            }
            return planted;
        }
    }
}
