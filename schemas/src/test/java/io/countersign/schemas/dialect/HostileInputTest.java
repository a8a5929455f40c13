package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Action;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no event of a log ends in quarantine, once, with its bytes; what only looks dangerous is read. */
class HostileInputTest {

    private static final String EVENT = """
            {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/ci","accessKeyId":"AKIA1"},\
            "eventTime":"2026-03-30T10:00:00Z","eventSource":"rds.amazonaws.com","eventName":"ModifyDBInstance",\
            "awsRegion":"eu-west-1","sourceIPAddress":"10.0.0.1","userAgent":"aws-cli",\
            "requestParameters":{"dBInstanceIdentifier":"gl"},"eventID":"e1","eventType":"AwsApiCall"}""";

    private static final List<Dialect> DIALECTS = List.of(
            TestingHandler.dialect("aws.cloudtrail", TestingHandler.EVERYTHING),
            TestingHandler.dialect("servicenow.change_request", ""),
            new CanonicalDialect(Duration.ofMinutes(5)));

    private static final Dialect CLOUDTRAIL = DIALECTS.get(0);

    static Stream<Arguments> badInputs() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(EVENT.getBytes(StandardCharsets.UTF_8));
        }
        return Stream.of(
                        bad("empty", "", "EMPTY"),
                        bad("white space", " \n\t", "EMPTY"),
                        bad("null value", (byte[]) null, "EMPTY"),
                        bad("not JSON", "May 13 15:52:56 localhost journal", "NOT_JSON"),
                        bad("truncated", EVENT.substring(0, 200), "NOT_JSON"),
                        bad("byte order mark", "\uFEFF" + EVENT, "NOT_JSON"),
                        bad("UTF-16", EVENT.getBytes(StandardCharsets.UTF_16LE), "NOT_JSON"),
                        bad("invalid UTF-8", with("\u00e9").getBytes(StandardCharsets.ISO_8859_1), "NOT_UTF8"),
                        bad("lone surrogate", with("\\ud800"), "NOT_UTF8"),
                        bad("lone surrogate in a name", EVENT.replace("\"awsRegion\"", "\"\\udc00\""), "NOT_UTF8"),
                        bad("duplicate key", EVENT.replace("\"awsRegion\"", "\"eventID\""), "DUPLICATE_KEY"),
                        bad("second document", EVENT + EVENT, "TRAILING_CONTENT"),
                        bad("garbage after it", EVENT + "]", "TRAILING_CONTENT"),
                        bad("NaN", EVENT.replace("\"eu-west-1\"", "NaN"), "NOT_JSON"),
                        bad("a number beyond range", EVENT.replace("\"eu-west-1\"", "1e999999999"), "NUMBER_RANGE"),
                        bad(
                                "a number of many digits",
                                EVENT.replace("\"eu-west-1\"", "1" + "0".repeat(2_000)),
                                "NUMBER_RANGE"),
                        bad("10 MB string", with("x".repeat(10_000_000)), "TOO_LARGE"),
                        bad("depth 100,000", "[".repeat(100_000) + "]".repeat(100_000), "TOO_DEEP"),
                        bad("depth 65", "{\"a\":".repeat(65) + "1" + "}".repeat(65), "TOO_DEEP"),
                        bad("depth 5,000", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000), "TOO_DEEP"),
                        bad("1,000,000 keys", keys(1_000_000), "TOO_LARGE"),
                        bad("gzip", gzip.toByteArray(), "NOT_UTF8"),
                        bad("a number", "17", "WRONG_TYPE"),
                        bad("text", "\"x\"", "WRONG_TYPE"))
                .flatMap(each -> DIALECTS.stream()
                        .map(dialect -> Arguments.of(each.get()[0], dialect, each.get()[1], each.get()[2])));
    }

    private static String with(String userAgent) {
        return EVENT.replace("aws-cli", userAgent);
    }

    private static String keys(int count) {
        StringBuilder keys = new StringBuilder(count * 12).append('{');
        for (int i = 0; i < count; i++) {
            keys.append(i == 0 ? "\"k" : ",\"k").append(i).append("\":1");
        }
        return keys.append('}').toString();
    }

    private static Arguments bad(String name, String text, String reason) {
        return bad(name, text.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static Arguments bad(String name, byte @Nullable [] bytes, String reason) {
        return Arguments.of(name, bytes, reason);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badInputs")
    @Timeout(30)
    void shouldQuarantineBadInputOnceWithItsBytes(
            String name, Dialect dialect, byte @Nullable [] bytes, QuarantineReason reason) {
        TestingHandler read = TestingHandler.read(dialect, bytes, null);

        assertThat(read.calls).as(name).hasSize(1);
        assertThat(read.unreadable).hasSize(1);
        assertThat(read.unreadable.get(0).reason()).isEqualTo(reason);
        assertThat(read.unreadable.get(0).raw()).isEqualTo(bytes == null ? new byte[0] : bytes);
        assertThat(read.unreadable.get(0).detail()).isNotBlank().hasSizeLessThan(600);
    }

    static Stream<Arguments> badEvents() {
        return Stream.of(
                Arguments.of("\"eventTime\":\"2026-03-30T10:00:00Z\",", "", "MISSING_FIELD"),
                Arguments.of("\"eventTime\":\"2026-03-30T10:00:00Z\"", "\"eventTime\":null", "MISSING_FIELD"),
                Arguments.of("\"eventTime\":\"2026-03-30T10:00:00Z\"", "\"eventTime\":\"\"", "MISSING_FIELD"),
                Arguments.of("\"eventTime\":\"2026-03-30T10:00:00Z\"", "\"eventTime\":{\"a\":1}", "WRONG_TYPE"),
                Arguments.of("2026-03-30T10:00:00Z", "2026-03-30 10:00:00", "BAD_TIME"),
                Arguments.of("2026-03-30T10:00:00Z", "2026-02-30T10:00:00Z", "BAD_TIME"),
                Arguments.of("\"2026-03-30T10:00:00Z\"", "1774864800", "BAD_TIME"),
                Arguments.of("2026-03-30T10:00:00Z", "1970-01-01T00:00:00Z", "TIME_OUT_OF_RANGE"),
                Arguments.of("2026-03-30T10:00:00Z", "1970-01-21T12:47:44Z", "TIME_OUT_OF_RANGE"),
                Arguments.of("2026-03-30T10:00:00Z", "0001-03-30T10:00:00Z", "TIME_OUT_OF_RANGE"),
                Arguments.of("\"eventName\":\"ModifyDBInstance\"", "\"eventName\":[[\"x\"]]", "WRONG_TYPE"),
                Arguments.of(
                        "{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::1:user/ci\",\"accessKeyId\":\"AKIA1\"}",
                        "{}",
                        "MISSING_FIELD"),
                Arguments.of(
                        "{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::1:user/ci\",\"accessKeyId\":\"AKIA1\"}",
                        "\"root\"",
                        "MISSING_FIELD"),
                Arguments.of("\"arn\":\"arn:aws:iam::1:user/ci\"", "\"arn\":{\"x\":\"y\"}", "WRONG_TYPE"),
                Arguments.of(
                        "\"aws-cli\"",
                        "\"" + "x".repeat(200_000) + "\",\"a\":[" + "\"y\",".repeat(300_000) + "1]",
                        "TOO_LARGE"));
    }

    @ParameterizedTest
    @MethodSource("badEvents")
    void shouldQuarantineOnlyTheBadEventOfAFile(String good, String bad, QuarantineReason reason) {
        assertThat(EVENT).contains(good);
        String broken = EVENT.replace(good, bad);
        TestingHandler read =
                TestingHandler.read(CLOUDTRAIL, "{\"Records\":[" + EVENT + ", " + broken + " ," + EVENT + "]}");

        assertThat(read.calls).hasSize(3);
        assertThat(read.calls.get(0)).isEqualTo("action");
        assertThat(read.calls.get(1)).startsWith("unreadable " + reason);
        assertThat(read.calls.get(2)).isEqualTo("action");
        assertThat(new String(read.unreadable.get(0).raw(), StandardCharsets.UTF_8))
                .isEqualTo(broken);
    }

    @Test
    void shouldAcceptAFarFutureInABoundedRunAndRefuseItWhenStreaming() {
        byte[] event = EVENT.replace("2026-03-30", "9999-03-30").getBytes(StandardCharsets.UTF_8);

        assertThat(TestingHandler.read(CLOUDTRAIL, event, null).calls).containsExactly("action");
        assertThat(TestingHandler.read(
                                CLOUDTRAIL,
                                event,
                                Instant.parse("2026-03-30T10:00:00Z").toEpochMilli())
                        .calls)
                .singleElement()
                .asString()
                .startsWith("unreadable TIME_OUT_OF_RANGE");
    }

    @Test
    void shouldReadAFileThatIsLargerThanAnyRecordMayBe() {
        StringBuilder file = new StringBuilder("{\"Records\":[").append(EVENT);
        for (int i = 1; i < 9_000; i++) {
            file.append(',').append(EVENT);
        }
        assertThat(file.length()).isGreaterThan(3 * 1024 * 1024);

        assertThat(TestingHandler.read(CLOUDTRAIL, file.append("]}").toString()).actions)
                .hasSize(9_000);
    }

    @Test
    @Timeout(30)
    void shouldReadArraysOfManyValuesInLinearTime() {
        String many = "\"arn:x\",".repeat(120_000) + "\"arn:y\"";
        String event = EVENT.replace("{\"dBInstanceIdentifier\":\"gl\"}", "{\"name\":[" + many + "]}");

        assertThat(TestingHandler.read(CLOUDTRAIL, event).onlyAction().object()).isEqualTo("arn:x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\u0000\\u001b[2J\\r\\n",
                "\\u202egnp.exe",
                "\\u2066\\u2069",
                "<script>alert(1)</script>",
                "'; DROP TABLE gl; --",
                "${jndi:ldap://x/y}",
                "../../etc/passwd",
                "\\ud83d\\ude00"
            })
    void shouldReadTextThatActsOnTerminalsAndPagesAsTheTextItIs(String escaped) throws Exception {
        Action action = TestingHandler.read(CLOUDTRAIL, with(escaped)).onlyAction();

        assertThat(Objects.requireNonNull(action.origin()).agent())
                .isEqualTo(new ObjectMapper().readValue('"' + escaped + '"', String.class));
        assertThat(Codec.read(Codec.write(action))).isEqualTo(action);
    }

    @Test
    void shouldReadAHugeHeader() {
        assertThat(Objects.requireNonNull(TestingHandler.read(CLOUDTRAIL, with("x".repeat(250_000)))
                                .onlyAction()
                                .origin())
                        .agent())
                .hasSize(250_000);
    }

    @Test
    void shouldNotLetAnEscapeHideWhatAnEventIsAbout() {
        String escaped = EVENT.replace("\"dBInstanceIdentifier\":\"gl\"", "\"dBInstance\\u0049dentifier\":\"\\u0067l\"")
                .replace("\"eventName\"", "\"event\\u004eame\"");

        assertThat(TestingHandler.read(CLOUDTRAIL, escaped).onlyAction().object())
                .isEqualTo("gl");
    }

    @Test
    void shouldHashTheBytesOfAnEventThatHasNoId() {
        String anonymous = EVENT.replace("\"eventID\":\"e1\",", "");
        Action action = TestingHandler.read(CLOUDTRAIL, "{\"Records\":[ " + anonymous + "\n]}")
                .onlyAction();

        assertThat(action.id()).isEqualTo(Codec.sha256(anonymous.getBytes(StandardCharsets.UTF_8)));
        assertThat(Objects.requireNonNull(action.raw()).sha256()).isEqualTo(action.id());
        assertThat(action.raw().topic()).isEqualTo("topic");
        assertThat(action.raw().partition()).isEqualTo(3);
        assertThat(action.raw().offset()).isEqualTo(42);
    }
}
