package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.check.Examples;
import io.countersign.schemas.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no reader can read passes through the whole job once, into the quarantine topic, and nothing falls over it. */
class BadInputTest {

    private static final int LARGEST_WHOLE = 768 * 1024;

    private final Instant now = Instant.now();

    @TempDir
    Path directory;

    /** A message and the reason for which it is quarantined. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Poison(String reason, byte[] bytes) {

        static Poison of(String reason, String text) {
            return new Poison(reason, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldQuarantineEachBadMessageOnceWithItsBytesAndCoordinatesAndNeverRestart() throws Exception {
        try (TestStand stand = new TestStand(directory, 2)) {
            stand.createTopic("bad-actions", 1);
            stand.createTopic("bad-register", 1);
            stand.createTopic("bad-cloudtrail", 1);
            List<Poison> poison = new ArrayList<>(everywhere());
            poison.addAll(ofActions());
            List<Poison> ofRegister = new ArrayList<>(everywhere());
            ofRegister.addAll(ofRegister());
            Map<String, List<Poison>> sent =
                    Map.of("bad-actions", poison, "bad-register", ofRegister, "bad-cloudtrail", everywhere());
            Trial trial = new Trial("bad", Examples.conformance("b").resolve("rules"), "assets: []\n", """
                    - { topic: bad-actions, dialect: countersign.canonical, role: actions }
                    - { topic: bad-cloudtrail, dialect: aws.cloudtrail, role: actions }
                    - topic: bad-register
                      dialect: countersign.canonical
                      role: register
                      source: [servicenow, inventory, vault]
                      completeness: marks
                    """);
            JobClient job = stand.start(trial);
            sent.forEach((topic, messages) -> {
                messages.forEach(each -> stand.send(new ProducerRecord<>(topic, each.bytes())));
                stand.send(new ProducerRecord<>(topic, null));
            });
            byte[] sound = action("sound").toString().getBytes(StandardCharsets.UTF_8);
            ProducerRecord<byte[], byte[]> withHugeHeaders = new ProducerRecord<>("bad-actions", sound);
            for (int i = 0; i < 1_000; i++) {
                withHugeHeaders.headers().add("\u202e\u0000h" + i, new byte[i]);
            }
            stand.send(withHugeHeaders);
            stand.flush();

            int expected = sent.values().stream().mapToInt(List::size).sum() + sent.size();
            List<ConsumerRecord<byte[], byte[]>> quarantined =
                    stand.readUntil(trial.quarantine(), Duration.ofSeconds(60), read -> read.size() >= expected);

            assertThat(quarantined).hasSize(expected);
            Map<String, ConsumerRecord<byte[], byte[]>> byPlace = new TreeMap<>();
            quarantined.forEach(each -> byPlace.put(header(each, "topic") + "@" + header(each, "offset"), each));
            sent.forEach((topic, messages) -> {
                for (int offset = 0; offset < messages.size(); offset++) {
                    assertIsOf(messages.get(offset), byPlace.get(topic + "@" + offset), topic + "@" + offset);
                }
                assertThat(header(byPlace.get(topic + "@" + messages.size()), "reason"))
                        .isEqualTo("EMPTY");
            });
            List<ConsumerRecord<byte[], byte[]>> population = stand.readUntil(
                    trial.population(),
                    Duration.ofSeconds(30),
                    read -> read.stream().anyMatch(BadInputTest::isOfTheSoundSource));
            assertThat(population).anyMatch(BadInputTest::isOfTheSoundSource);
            assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            TestStand.cancel(job);
        }
    }

    private static boolean isOfTheSoundSource(ConsumerRecord<byte[], byte[]> total) {
        return new String(total.key(), StandardCharsets.UTF_8).endsWith("/cloudtrail-log");
    }

    private static void assertIsOf(Poison poison, ConsumerRecord<byte[], byte[]> quarantined, String place) {
        assertThat(quarantined).as(place).isNotNull();
        assertThat(header(quarantined, "reason")).as(place).isEqualTo(poison.reason());
        assertThat(header(quarantined, "partition")).isEqualTo("0");
        assertThat(Long.parseLong(header(quarantined, "timestamp"))).isPositive();
        assertThat(header(quarantined, "build")).isNotBlank();
        if (poison.bytes().length <= LARGEST_WHOLE) {
            assertThat(quarantined.value()).as(place).isEqualTo(poison.bytes());
        } else {
            assertThat(quarantined.value()).as(place).isEqualTo(Arrays.copyOf(poison.bytes(), 64 * 1024));
            assertThat(header(quarantined, "length")).isEqualTo(Integer.toString(poison.bytes().length));
            assertThat(header(quarantined, "sha256")).isEqualTo(Codec.sha256(poison.bytes()));
        }
    }

    /** What is no event in any dialect of JSON. */
    private List<Poison> everywhere() throws IOException {
        String sound = action("x").toString();
        return List.of(
                Poison.of("EMPTY", ""),
                Poison.of("EMPTY", " \r\n"),
                Poison.of("NOT_JSON", "<html>503</html>"),
                Poison.of("NOT_JSON", sound.substring(0, sound.length() / 2)),
                Poison.of("NOT_JSON", "\uFEFF" + sound),
                new Poison("NOT_UTF8", new byte[] {'{', '"', (byte) 0xc3, 0x28, '"', ':', '1', '}'}),
                Poison.of("NOT_UTF8", sound.replace("\"x\"", "\"\\ud800\"")),
                Poison.of("DUPLICATE_KEY", "{\"eventID\":\"1\",\"eventID\":\"1\"}"),
                Poison.of("TRAILING_CONTENT", sound + sound),
                Poison.of("NOT_JSON", sound.replace("\"x\"", "NaN")),
                Poison.of("NUMBER_RANGE", "{\"n\":1e999999999}"),
                Poison.of("TOO_LARGE", "{\"s\":\"" + "x".repeat(10_000_000) + "\"}"),
                Poison.of("TOO_DEEP", "[".repeat(100_000) + "]".repeat(100_000)),
                Poison.of("TOO_LARGE", keys(1_000_000)),
                new Poison("NOT_UTF8", gzip(sound)));
    }

    private List<Poison> ofActions() {
        String sound = action("x").toString();
        String time = "\"time\":\"" + now + "\"";
        return List.of(
                Poison.of("WRONG_TYPE", sound.replace("\"x\"", "17")),
                Poison.of(
                        "WRONG_TYPE",
                        sound.replace("{\"principal\"", "[{\"principal\"").replace("},\"op", "}],\"op")),
                Poison.of("MISSING_FIELD", sound.replace("\"id\":\"x\",", "")),
                Poison.of("MISSING_FIELD", sound.replace(time + ",", "")),
                Poison.of("UNKNOWN_TYPE", sound.replace("\"action\"", "\"deed\"")),
                Poison.of("TIME_OUT_OF_RANGE", sound.replace(time, "\"time\":\"1970-01-01T00:00:00Z\"")),
                Poison.of("TIME_OUT_OF_RANGE", sound.replace(time, "\"time\":\"1969-12-31T23:59:59Z\"")),
                Poison.of("TIME_OUT_OF_RANGE", sound.replace(time, "\"time\":\"1970-01-21T12:47:44Z\"")),
                Poison.of("TIME_OUT_OF_RANGE", sound.replace(time, "\"time\":\"9999-12-31T23:59:59Z\"")),
                Poison.of("WRONG_TYPE", sound.replace(time, "\"time\":0")),
                Poison.of("BAD_TIME", sound.replace(time, "\"time\":\"0\"")));
    }

    private List<Poison> ofRegister() {
        String change = """
                {"type":"change","id":"CHG1","version":1,"recorded_at":"%s","source":"servicenow","kind":"normal",\
                "state":"approved","window":{"start":"2026-03-02T08:00:00Z","end":"2026-03-02T10:00:00Z"},\
                "scope":{"systems":["gl"],"environments":["production"],"identities":["ci"]},"approvals":[]}""".formatted(now);
        return List.of(
                Poison.of("MISSING_FIELD", change.replace("\"recorded_at\":\"" + now + "\",", "")),
                Poison.of("BAD_INTERVAL", change.replace("T10:00", "T07:00")),
                Poison.of("WRONG_TYPE", change.replace("\"version\":1", "\"version\":1.0")),
                Poison.of("TIME_OUT_OF_RANGE", change.replace(now.toString(), "9999-01-01T00:00:00Z")),
                Poison.of(
                        "TIME_OUT_OF_RANGE",
                        "{\"type\":\"mark\",\"source\":\"servicenow\",\"complete_through\":\"9999-01-01T00:00:00Z\"}"));
    }

    private ObjectNode action(String id) {
        ObjectNode action = TestStand.JSON.createObjectNode();
        action.put("type", "action");
        action.put("id", id);
        action.put("time", now.toString());
        action.put("source", "cloudtrail-log");
        action.putObject("actor").put("principal", "ci").put("kind", "machine");
        action.put("operation", "write");
        action.put("outcome", "success");
        return action;
    }

    private static String keys(int count) {
        StringBuilder keys = new StringBuilder(count * 12).append('{');
        for (int i = 0; i < count; i++) {
            keys.append(i == 0 ? "\"k" : ",\"k").append(i).append("\":1");
        }
        return keys.append('}').toString();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        assertThat(header).as("header " + name).isNotNull();
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
