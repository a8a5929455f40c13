package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts through Kafka: seen while the exceptions of the same verdicts still wait for a checkpoint. */
class AlertsTest {

    private static final int WRITES = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGER_THAN_ANY_RUN = Duration.ofMinutes(4);

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @TempDir
    Path directory;

    @Test
    void shouldTellOfTheWritesOfOneDeployAsOneConversationBeforeAnyCheckpoint_E10() throws Exception {
        Path rules = Files.createDirectories(directory.resolve("rules"));
        Files.writeString(rules.resolve("release-window.yaml"), """
                kind: control
                id: release-window
                title: Nothing happens without it
                severity: high
                owner: finance
                select: "true"
                require:
                  change: { sources: [itsm] }
                """);
        try (TestStand stand = new TestStand(directory, 2)) {
            stand.createTopic("deploy.actions", 2);
            stand.createTopic("deploy.register", 1);
            Trial trial = new Trial("deploy", rules, "assets: []\n", """
                    - { topic: deploy.actions, dialect: countersign.canonical, role: actions }
                    - topic: deploy.register
                      dialect: countersign.canonical
                      role: register
                      source: itsm
                      completeness: marks
                    """);
            JobClient job = stand.start(trial, LONGER_THAN_ANY_RUN, null, true);
            // Flink's first checkpoint comes at a random moment; at the gate it ends no transaction.
            try (CheckpointGate.Closed gate = CheckpointGate.close()) {
                assertThat(gate).isNotNull();
                tellBeforeAnyCommit(stand, trial);
            }
            TestStand.cancel(job);
        }
    }

    private void tellBeforeAnyCommit(TestStand stand, Trial trial) {
        for (int i = 0; i < WRITES; i++) {
            send(stand, "deploy.actions", "w-" + i, """
                    {"type":"action","id":"w-%d","time":"%s","source":"trail",
                     "actor":{"principal":"ci-gl","kind":"machine"},"operation":"write","outcome":"success",
                     "asset":{"id":"gl-db","system":"ledger","environment":"production","class":"ledger"}}
                    """.formatted(i, now));
        }
        send(stand, "deploy.register", "itsm", """
                {"type":"mark","source":"itsm","complete_through":"%s"}
                """.formatted(now));
        stand.flush();

        List<ConsumerRecord<byte[], byte[]>> alerts = stand.readUntil(
                trial.alerts(),
                PATIENCE,
                read -> read.stream().filter(AlertsTest::isSettled).count() >= WRITES);
        assertThat(alerts.stream().filter(AlertsTest::isSettled)).hasSize(WRITES);
        assertThat(alerts)
                .extracting(each -> text(each.key()))
                .containsOnly(text(alerts.get(0).key()));
        assertThat(alerts)
                .extracting(ConsumerRecord::partition)
                .containsOnly(alerts.get(0).partition());
        assertThat(ours(alerts.get(alerts.size() - 1)).get("group_count").asInt())
                .isEqualTo(WRITES);
        Set<String> ids = new HashSet<>();
        assertThat(alerts)
                .extracting(each -> text(each.headers().lastHeader("ce_id").value()))
                .allMatch(ids::add);
        assertThat(stand.readUntil(trial.exceptions(), Duration.ofSeconds(1), read -> !read.isEmpty()))
                .as("these wait for a checkpoint")
                .isEmpty();
    }

    private static void send(TestStand stand, String topic, String key, String json) {
        stand.send(new ProducerRecord<>(
                topic, key.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean isSettled(ConsumerRecord<byte[], byte[]> alert) {
        return ours(alert).get("alert_status").asText().equals("settled");
    }

    private static JsonNode ours(ConsumerRecord<byte[], byte[]> alert) {
        return TestStand.json(alert.value()).at("/unmapped/countersign");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
