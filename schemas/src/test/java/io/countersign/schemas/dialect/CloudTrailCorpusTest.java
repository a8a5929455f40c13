package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Captured CloudTrail, as it lies in S3 buckets and comes through EventBridge. */
class CloudTrailCorpusTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLOUDTRAIL = "aws_cloudtrail";
    private static final String EVENTBRIDGE = "aws_cloudtrail_eventbridge";

    private final Dialect dialect = TestingHandler.dialect("aws.cloudtrail", TestingHandler.EVERYTHING);

    @Test
    void shouldMakeActionsOfNearlyAllCapturedEvents() {
        TestingHandler read = readCaptured();

        assertThat(read.calls).hasSize(3_291);
        assertThat(read.actions).hasSize(3_280);
        assertThat(read.noActions).isEqualTo(Map.of("NOT_CLOUDTRAIL", 10));
        // Two are what AWS Config sends a rule, one is a detail without any member but the event's name.
        assertThat(reasons(read)).isEqualTo(Map.of("MISSING_FIELD", 1));
        assertThat(read.actions.size()).isGreaterThanOrEqualTo(read.calls.size() * 95 / 100);
    }

    @Test
    void shouldKnowWhatNearlyAllCapturedActionsDid() {
        Map<Operation, Integer> operations = new EnumMap<>(Operation.class);
        List<Action> actions = readCaptured().actions;
        actions.forEach(action -> operations.merge(action.operation(), 1, Integer::sum));

        assertThat(operations)
                .isEqualTo(Map.ofEntries(
                        Map.entry(Operation.READ, 2_530),
                        Map.entry(Operation.DEFINE, 274),
                        Map.entry(Operation.WRITE, 246),
                        Map.entry(Operation.SESSION_START, 67),
                        Map.entry(Operation.GRANT, 38),
                        Map.entry(Operation.LOGIN, 29),
                        Map.entry(Operation.REVOKE, 21),
                        Map.entry(Operation.CREDENTIAL_ISSUE, 16),
                        Map.entry(Operation.OTHER, 15),
                        Map.entry(Operation.MONITOR_DISABLE, 14),
                        Map.entry(Operation.DEPLOY, 13),
                        Map.entry(Operation.CREDENTIAL_REVOKE, 8),
                        Map.entry(Operation.CREDENTIAL_ROTATE, 4),
                        Map.entry(Operation.SESSION_END, 3),
                        Map.entry(Operation.EXPORT, 2)));
        assertThat(operations.get(Operation.OTHER)).isLessThanOrEqualTo(actions.size() / 10);
    }

    @Test
    void shouldSayMachineOrHumanOnlyWhereTheRecordProvesIt() {
        Map<ActorKind, Integer> kinds = new EnumMap<>(ActorKind.class);
        readCaptured().actions.forEach(action -> kinds.merge(action.actor().kind(), 1, Integer::sum));

        assertThat(kinds).isEqualTo(Map.of(ActorKind.UNKNOWN, 2_867, ActorKind.HUMAN, 303, ActorKind.MACHINE, 110));
    }

    @Test
    void shouldAgreeWithAwsOnWhatOnlyReads() throws IOException {
        Map<String, JsonNode> events = new HashMap<>();
        for (Path file : captured()) {
            for (Message message : SharedData.messages(file)) {
                eventsOf(JSON.readTree(message.value()))
                        .forEach(event -> events.put(event.path("eventID").asText(), event));
            }
        }
        Map<String, Integer> disagreements = new TreeMap<>();
        for (Action action : readCaptured().actions) {
            JsonNode event = events.get(action.id());
            if (event != null && event.hasNonNull("readOnly")) {
                boolean reads = action.operation() == Operation.READ;
                if (reads != event.get("readOnly").asBoolean()) {
                    disagreements.merge(event.get("eventName").asText(), 1, Integer::sum);
                }
            }
        }

        // AWS counts taking a role as reading; here it starts a session.
        assertThat(disagreements).isEqualTo(Map.of("AssumeRole", 61));
    }

    @Test
    void shouldEndEveryRecordOfTheRobustnessCorpusInOneWay() {
        TestingHandler read = new TestingHandler();
        for (Message message :
                SharedData.messages(SharedData.directory(CLOUDTRAIL).resolve("panther.events.jsonl"))) {
            int before = read.calls.size();
            dialect.read(message, read);
            assertThat(read.calls).as("line %s", message.offset()).hasSize(before + 1);
        }

        // Times without a zone, or put out of sight; records cut off before their time.
        assertThat(reasons(read)).isEqualTo(Map.of("BAD_TIME", 122, "MISSING_FIELD", 22));
        assertThat(read.noActions).isEqualTo(Map.of("NETWORK_ACTIVITY_EVENT", 8));
        assertThat(read.actions).hasSize(309);
    }

    @Test
    void shouldKeepTheVeryBytesOfEachEvent() throws IOException {
        Path file = SharedData.directory(CLOUDTRAIL)
                .resolve("invictus_218007301253_CloudTrail_us-east-1_20230710T1200Z_iLj9fb7yyUG9X4Bf.json");
        Message message = SharedData.messages(file).get(0);
        String text = new String(Objects.requireNonNull(message.value()), StandardCharsets.UTF_8).strip();
        TestingHandler read = new TestingHandler();
        dialect.read(message, read);

        // The file holds no white space between events, so that each is what lies between two separators.
        String[] slices = text.substring("{\"Records\":[".length(), text.length() - "]}".length())
                .split("(?<=\\}),(?=\\{\"eventVersion\")", -1);
        assertThat(read.actions).hasSameSizeAs(slices);
        for (int i = 0; i < slices.length; i++) {
            assertThat(Objects.requireNonNull(read.actions.get(i).raw()).sha256())
                    .isEqualTo(Codec.sha256(slices[i].getBytes(StandardCharsets.UTF_8)));
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldReadInEachRecordWhatAPersonRead() throws IOException {
        List<String[]> expectations = expectations();
        assertThat(expectations).hasSizeGreaterThanOrEqualTo(30);
        return expectations.stream()
                .map(line -> DynamicTest.dynamicTest(line[0] + " " + line[1], () -> {
                    List<String> found = new ArrayList<>();
                    for (Action action : read(List.of(fileNamed(line[0]))).actions) {
                        if (action.id().equals(line[1])) {
                            found.add(summary(action));
                        }
                    }
                    assertThat(found).contains(String.join(" | ", List.of(line).subList(2, line.length)));
                }));
    }

    private static List<String[]> expectations() throws IOException {
        try (InputStream in = CloudTrailCorpusTest.class.getResourceAsStream("cloudtrail-expectations.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .toList();
        }
    }

    private static String summary(Action action) {
        return Stream.of(
                        action.actor().principal(),
                        action.actor().kind().wireName(),
                        action.interactive(),
                        action.operation().wireName(),
                        action.outcome().wireName(),
                        action.object(),
                        action.actor().credential(),
                        action.actor().session())
                .map(CloudTrailCorpusTest::shown)
                .reduce((left, right) -> left + " | " + right)
                .orElseThrow();
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }

    private TestingHandler readCaptured() {
        return read(captured());
    }

    private TestingHandler read(List<Path> files) {
        TestingHandler handler = new TestingHandler();
        for (Path file : files) {
            SharedData.messages(file).forEach(message -> dialect.read(message, handler));
        }
        return handler;
    }

    private static List<Path> captured() {
        return Stream.of(CLOUDTRAIL, EVENTBRIDGE)
                .flatMap(directory -> SharedData.files(directory, "").stream())
                .filter(file -> !file.getFileName().toString().startsWith("panther"))
                .toList();
    }

    private static Path fileNamed(String name) {
        return captured().stream()
                .filter(file -> file.getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Integer> reasons(TestingHandler read) {
        Map<String, Integer> reasons = new TreeMap<>();
        read.unreadable.forEach(each -> reasons.merge(each.reason().name(), 1, Integer::sum));
        return reasons;
    }

    private static List<JsonNode> eventsOf(JsonNode message) {
        List<JsonNode> events = new ArrayList<>();
        if (message.isArray()) {
            message.forEach(events::add);
        } else if (message.has("Records")) {
            message.get("Records").forEach(events::add);
        } else {
            events.add(message.has("detail") ? message.get("detail") : message);
        }
        return events;
    }
}
