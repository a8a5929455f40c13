package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingEqualsBoundedTest {

    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    private static TestStand stand;

    @BeforeAll
    static void start() throws Exception {
        stand = new TestStand(directory, 2);
    }

    @AfterAll
    static void stop() {
        TestStand.awaitNoAdminClients();
        stand.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 10})
    void shouldSettleToTheVerdictsOfTheBoundedRunInAnyOrderAndPartitioning(long seed) throws Exception {
        World world = new World(seed);
        Path home = directory.resolve("bounded" + seed);
        Map<String, JsonNode> expected = withoutRevisions(world.bounded(home));
        Trial trial = trial("world" + seed, world, home, "P900D");
        createTopics(trial);
        JobClient job = stand.start(trial);

        Random random = new Random(seed);
        sendInterleaved(world, trial, random);
        stand.flush();

        List<ConsumerRecord<byte[], byte[]>> verdicts = stand.readUntil(
                trial.verdicts(), PATIENCE, read -> settled(read).equals(expected));
        TestStand.cancel(job);
        assertThat(settled(verdicts)).isEqualTo(expected);
    }

    @Test
    void shouldNotJudgeAnActionThatTheRegisterNoLongerReachesBackTo_S3_7() throws Exception {
        World world = new World(1);
        Path home = directory.resolve("old");
        Trial trial = trial("old", world, home, "P90D");
        createTopics(trial);
        JobClient job = stand.start(trial);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            sendAction(trial, world.lastAction(partition), partition);
        }
        stand.flush();
        ObjectNode old = world.lastAction(99).deepCopy();
        old.put("id", "old").put("time", "2025-11-01T00:00:00Z").put("operation", "write");
        List<ConsumerRecord<byte[], byte[]>> verdicts = List.of();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; !isBeforeRetention(verdicts) && System.nanoTime() < deadline; i++) {
            // The time of actions moves in steps of the watermark interval: one comes that is late enough.
            sendAction(trial, old.put("id", "old-" + i), 0);
            stand.flush();
            verdicts = stand.readUntil(
                    trial.verdicts(), Duration.ofSeconds(1), StreamingEqualsBoundedTest::isBeforeRetention);
        }
        TestStand.cancel(job);
        assertThat(isBeforeRetention(verdicts)).isTrue();
    }

    private static boolean isBeforeRetention(List<ConsumerRecord<byte[], byte[]>> verdicts) {
        return TestStand.lastRevisions(verdicts).values().stream()
                .anyMatch(each -> each.get("outcome").asText().equals("INDETERMINATE")
                        && each.get("reason").asText().equals("BEFORE_RETENTION"));
    }

    private static Trial trial(String name, World world, Path home, String retention) throws Exception {
        return new Trial(
                name,
                world.rules(home),
                "assets: []\n",
                """
                - { topic: %1$s.actions, dialect: countersign.canonical, role: actions }
                - topic: %1$s.register
                  dialect: countersign.canonical
                  role: register
                  source: %2$s
                  completeness: marks
                """.formatted(name, new ObjectMapper().writeValueAsString(world.sources())),
                retention);
    }

    private static void createTopics(Trial trial) {
        stand.createTopic(trial.name() + ".actions", PARTITIONS);
        stand.createTopic(trial.name() + ".register", 2);
    }

    /** Sources keep their own order; otherwise anything may come before anything. */
    private static void sendInterleaved(World world, Trial trial, Random random) {
        List<List<JsonNode>> queues = new ArrayList<>();
        queues.add(world.actions(random));
        world.sources().forEach(source -> queues.add(world.delivery(source, random)));
        List<Integer> turns = new ArrayList<>();
        for (int queue = 0; queue < queues.size(); queue++) {
            turns.addAll(Collections.nCopies(queues.get(queue).size(), queue));
        }
        Collections.shuffle(turns, random);
        int[] next = new int[queues.size()];
        for (int turn : turns) {
            JsonNode each = queues.get(turn).get(next[turn]++);
            if (turn == 0) {
                sendAction(trial, each, random.nextInt(PARTITIONS));
            } else {
                byte[] key = each.get("source").asText().getBytes(StandardCharsets.UTF_8);
                stand.send(new ProducerRecord<>(trial.name() + ".register", key, bytes(each)));
            }
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            sendAction(trial, world.lastAction(0), partition);
        }
    }

    private static void sendAction(Trial trial, JsonNode action, int partition) {
        stand.send(new ProducerRecord<>(trial.name() + ".actions", partition, null, bytes(action)));
    }

    private static byte[] bytes(JsonNode record) {
        return record.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, JsonNode> settled(List<ConsumerRecord<byte[], byte[]>> verdicts) {
        return withoutRevisions(TestStand.lastRevisions(verdicts));
    }

    /** A stream may have said in between that it could not know: its revisions count that. */
    private static Map<String, JsonNode> withoutRevisions(Map<String, JsonNode> verdicts) {
        Map<String, JsonNode> without = new TreeMap<>();
        verdicts.forEach((id, verdict) -> {
            ObjectNode copy = verdict.deepCopy();
            copy.remove("revision");
            without.put(id, copy);
        });
        return without;
    }
}
