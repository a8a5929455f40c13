package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One bad event of a message is quarantined with its very bytes; those before and after it are read. */
class EventIsolationTest {

    private static final String EVENT = """
            {"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/ci"},"eventTime":"2026-03-30T10:00:00Z",\
            "eventSource":"rds.amazonaws.com","eventName":"ModifyDBInstance","requestParameters":{"a":[{"b":1}]},\
            "eventID":"e1"}""";

    private static final Dialect CLOUDTRAIL = TestingHandler.dialect("aws.cloudtrail", TestingHandler.EVERYTHING);

    static Stream<Arguments> badMembers() {
        return Stream.of(
                Arguments.of("\"eventID\":\"e1\",\"eventID\":\"e1\"", "DUPLICATE_KEY"),
                Arguments.of("\"eventID\":\"e1\",\"event\\u0049D\":\"e2\"", "DUPLICATE_KEY"),
                Arguments.of("\"x\":{\"y\":[{\"k\":1,\"l\":2,\"m\":3,\"k\":4}]}", "DUPLICATE_KEY"),
                Arguments.of("\"userAgent\":\"" + "x".repeat(StrictJson.MAX_STRING + 1) + "\"", "TOO_LARGE"),
                Arguments.of("\"x\":\"" + "\\\"".repeat(StrictJson.MAX_STRING + 1) + "\"", "TOO_LARGE"),
                Arguments.of("\"" + "x".repeat(StrictJson.MAX_STRING + 1) + "\":1", "TOO_LARGE"),
                Arguments.of("\"x\":" + "1".repeat(1_001), "NUMBER_RANGE"),
                Arguments.of("\"x\":0." + "1".repeat(1_001), "NUMBER_RANGE"),
                Arguments.of("\"x\":1e400", "NUMBER_RANGE"),
                Arguments.of("\"x\":" + "[".repeat(64) + "]".repeat(64), "TOO_DEEP"),
                Arguments.of("\"x\":" + "[".repeat(5_000) + "]".repeat(5_000), "TOO_DEEP"),
                Arguments.of("\"requestParameters\":" + "{\"a\":".repeat(64) + "1" + "}".repeat(64), "TOO_DEEP"),
                Arguments.of("\"x\":\"\\ud800\"", "NOT_UTF8"));
    }

    @ParameterizedTest
    @MethodSource("badMembers")
    @Timeout(30)
    void shouldQuarantineOnlyTheEventThatHoldsWhatNoReaderShouldTrust(String member, QuarantineReason reason) {
        String bad = "{" + member + "," + EVENT.substring(1).replace(",\"eventID\":\"e1\"", "");
        bad = member.contains("requestParameters") ? "{" + member + "}" : bad;
        TestingHandler read =
                TestingHandler.read(CLOUDTRAIL, "{\"Records\":[" + EVENT + ",\n" + bad + "\t, " + EVENT + "]}");

        assertThat(read.calls).hasSize(3);
        assertThat(read.actions).hasSize(2);
        assertThat(read.unreadable.get(0).reason()).isEqualTo(reason);
        assertThat(new String(read.unreadable.get(0).raw(), StandardCharsets.UTF_8))
                .isEqualTo(bad);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"eventID\":}', NOT_JSON",
        "'{\"eventID\":\"\u0007\"}', NOT_JSON",
        "'{\"eventID\":NaN}', NOT_JSON",
        "'{\"eventID\":\"\\x\"}', NOT_JSON",
        "'{\"\\udc00\":1}', NOT_UTF8"
    })
    void shouldStillCountTheEventsBeforeADamageThatNoReaderCanPass(String damaged, QuarantineReason reason) {
        TestingHandler read = TestingHandler.read(
                CLOUDTRAIL, "{\"Records\":[" + EVENT + "," + EVENT + "," + damaged + "," + EVENT + "]}");

        assertThat(read.calls).hasSize(3);
        assertThat(read.calls.subList(0, 2)).containsExactly("action", "action");
        assertThat(read.unreadable.get(0).reason()).isEqualTo(reason);
        assertThat(new String(read.unreadable.get(0).raw(), StandardCharsets.UTF_8))
                .isEqualTo("," + damaged + "," + EVENT + "]}");
    }

    @Test
    void shouldSetTheSameLimitOfDepthForAnEventHoweverItComes() {
        String deepest = "{\"x\":" + "[".repeat(63) + "]".repeat(63) + "," + EVENT.substring(1);
        String deeper = "{\"x\":" + "[".repeat(64) + "]".repeat(64) + "," + EVENT.substring(1);

        for (String envelope : List.of("%s", "[%s]", "{\"Records\":[%s]}", "[{\"detail\":%s}]")) {
            assertThat(TestingHandler.read(CLOUDTRAIL, envelope.replace("%s", deepest)).calls)
                    .as(envelope)
                    .containsExactly("action");
            assertThat(TestingHandler.read(CLOUDTRAIL, envelope.replace("%s", deeper)).calls)
                    .as(envelope)
                    .singleElement()
                    .asString()
                    .startsWith("unreadable TOO_DEEP");
        }
    }

    @Test
    void shouldReadTheEventsBeforeBytesThatAreNoText() {
        byte[] bytes = ("{\"Records\":[" + EVENT + "," + EVENT + ",{\"userAgent\":\"\u00e9\"}," + EVENT + "]}")
                .getBytes(StandardCharsets.ISO_8859_1);
        TestingHandler read = TestingHandler.read(CLOUDTRAIL, bytes, null);

        assertThat(read.calls).hasSize(3);
        assertThat(read.actions).hasSize(2);
        assertThat(read.unreadable.get(0).reason()).isEqualTo(QuarantineReason.NOT_UTF8);
        assertThat(new String(read.unreadable.get(0).raw(), StandardCharsets.ISO_8859_1))
                .isEqualTo(",{\"userAgent\":\"\u00e9\"}," + EVENT + "]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\u00e9", "[%s]\u00e9", " \u00e9", "{\"Records\":[%s]\u00e9}", "[17,%s,\u00e9"})
    void shouldNotOverlookBytesThatAreNoTextBesideEvents(String message) {
        byte[] bytes = message.replace("%s", EVENT).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(TestingHandler.read(CLOUDTRAIL, bytes, null).unreadable)
                .last()
                .extracting(TestingHandler.Unreadable::reason)
                .isEqualTo(QuarantineReason.NOT_UTF8);
    }

    @Test
    void shouldLoseNoEventOfAnEnvelopeThatHoldsSeveral() {
        String other = EVENT.replace("\"e1\"", "\"e2\"");
        TestingHandler read = TestingHandler.read(CLOUDTRAIL, "{\"detail\":" + EVENT + ",\"records\":" + other + "}");

        assertThat(read.actions).extracting(Action::id).containsExactly("e1", "e2");
    }

    @Test
    void shouldLoseNoEventThatPretendsToBeAnEnvelope() {
        String pretending = "{\"records\":[]," + EVENT.substring(1);
        TestingHandler read = TestingHandler.read(CLOUDTRAIL, pretending);

        assertThat(read.calls).singleElement().asString().startsWith("unreadable WRONG_TYPE");
        assertThat(new String(read.unreadable.get(0).raw(), StandardCharsets.UTF_8))
                .isEqualTo(pretending);
        assertThat(TestingHandler.read(CLOUDTRAIL, "{\"detail\":" + EVENT + "," + EVENT.substring(1)).calls)
                .hasSize(2)
                .first()
                .isEqualTo("action");
    }

    @Test
    void shouldQuarantineEachElementThatIsNoEventWithItsBytes() {
        TestingHandler read = TestingHandler.read(
                CLOUDTRAIL, "{\"Records\":[17 , \"a\\\"b\",null,[[]],true,-1.5e3,\"\"," + EVENT + "]}");

        assertThat(read.unreadable)
                .extracting(each -> new String(each.raw(), StandardCharsets.UTF_8))
                .containsExactly("17", "\"a\\\"b\"", "null", "[[]]", "true", "-1.5e3", "\"\"");
        assertThat(read.unreadable).extracting(each -> each.reason()).containsOnly(QuarantineReason.WRONG_TYPE);
        assertThat(read.actions).hasSize(1);

        String deep = "[".repeat(65) + "]".repeat(65);
        assertThat(TestingHandler.read(CLOUDTRAIL, "[" + deep + "," + EVENT + "]").calls)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("unreadable TOO_DEEP");
    }

    @Test
    @Timeout(60)
    void shouldReadOnAfterAnEventLargerThanAnyMayBe() {
        StringBuilder keys = new StringBuilder("{");
        for (int i = 0; i < 1_000_000; i++) {
            keys.append("\"k").append(i).append("\":1,");
        }
        String huge = keys.append(EVENT.substring(1)).toString();
        TestingHandler read = TestingHandler.read(CLOUDTRAIL, "[" + EVENT + "," + huge + "," + EVENT + "]");

        assertThat(read.calls).hasSize(3);
        assertThat(read.actions).hasSize(2);
        assertThat(read.unreadable.get(0).reason()).isEqualTo(QuarantineReason.TOO_LARGE);
        assertThat(read.unreadable.get(0).raw()).hasSize(huge.length());
    }

    @Test
    void shouldNotTakeALargePollForALargeEvent() {
        String poll = "{\"records\":[" + EVENT + ("," + EVENT).repeat(9_999) + "],\"page\":[1" + ",1".repeat(1_000)
                + "],\"complete_through\":\"2026-03-30T10:00:00Z\"}";
        assertThat(poll.length()).isGreaterThan(StrictJson.MAX_RECORD_BYTES);
        TestingHandler read = TestingHandler.read(CLOUDTRAIL, poll);

        assertThat(read.actions).hasSize(10_000);
        assertThat(read.calls).hasSize(10_001).last().isEqualTo("mark");
    }

    @Test
    @Timeout(60)
    void shouldReadFilesOfAHundredThousandEvents() {
        StringBuilder file = new StringBuilder("{\"Records\":[").append(EVENT);
        for (int i = 1; i < 100_000; i++) {
            file.append(',').append(EVENT);
        }
        byte[] bytes = file.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        Counting counting = new Counting();
        CLOUDTRAIL.read(new Message("t", 0, 1, null, bytes), counting);

        assertThat(counting.actions).isEqualTo(100_000);
        assertThat(counting.others).isZero();
    }

    /** A piece of a file, and how it must end. */
    private record Piece(String json, String disposition) {}

    @Provide
    Arbitrary<List<Piece>> pieces() {
        Arbitrary<Piece> good = Arbitraries.of("\u00e9", "\ud83d\ude00", "\\ud83d\\ude00", "\\u0000", "]}", "\\\"", "")
                .map(text -> new Piece(
                        EVENT.replace("\"eventID\"", "\"userAgent\":\"" + text + "\",\"eventID\""), "action"));
        Arbitrary<Piece> bad = Arbitraries.of(
                new Piece(EVENT.replace("{\"b\":1}", "{\"b\":1,\"b\":2}"), "unreadable DUPLICATE_KEY"),
                new Piece(EVENT.replace("{\"b\":1}", "\"\\udead\""), "unreadable NOT_UTF8"),
                new Piece(EVENT.replace("{\"b\":1}", "1e9999"), "unreadable NUMBER_RANGE"),
                new Piece(EVENT.replace("\"eventName\":\"ModifyDBInstance\",", ""), "unreadable MISSING_FIELD"),
                new Piece(EVENT.replace("10:00:00Z", "25:00:00Z"), "unreadable BAD_TIME"),
                new Piece("[]", "unreadable WRONG_TYPE"),
                new Piece("null", "unreadable WRONG_TYPE"),
                new Piece("{\"digestStartTime\":\"x\",\"digestEndTime\":\"y\"}", "noAction DIGEST"));
        Arbitrary<String> space = Arbitraries.of("", " ", "\n", "\r\n\t ");
        return Arbitraries.frequencyOf(Tuple.of(2, good), Tuple.of(1, bad))
                .flatMap(piece -> space.map(blank -> new Piece(blank + piece.json() + blank, piece.disposition())))
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 500)
    void shouldEndEveryEventOfAFileInOneWayAndHashExactlyItsBytes(@ForAll("pieces") List<Piece> pieces) {
        List<String> json = pieces.stream().map(Piece::json).toList();
        TestingHandler read = TestingHandler.read(CLOUDTRAIL, "{\"Records\":[" + String.join(",", json) + "]}");

        assertThat(read.calls).hasSameSizeAs(pieces);
        List<String> hashed = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            assertThat(read.calls.get(i)).startsWith(pieces.get(i).disposition());
            String bytes = json.get(i).strip();
            if (pieces.get(i).disposition().equals("action")) {
                hashed.add(Codec.sha256(bytes.getBytes(StandardCharsets.UTF_8)));
            } else if (pieces.get(i).disposition().startsWith("unreadable")) {
                kept.add(bytes);
            }
        }
        assertThat(read.actions)
                .extracting(action -> Objects.requireNonNull(action.raw()).sha256())
                .isEqualTo(hashed);
        assertThat(read.unreadable)
                .extracting(each -> new String(each.raw(), StandardCharsets.UTF_8))
                .isEqualTo(kept);
    }

    @Property(tries = 300)
    void shouldKeepEveryByteOfAFileThatBreaksOff(
            @ForAll("pieces") List<Piece> pieces, @ForAll @IntRange(max = 10_000) int cut) {
        String file = "{\"Records\":["
                + String.join(",", pieces.stream().map(Piece::json).toList()) + "]}";
        byte[] whole = file.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(whole, Math.min(cut % whole.length + 1, whole.length - 1));
        TestingHandler read = TestingHandler.read(CLOUDTRAIL, bytes, null);

        // What was read before the break, and the rest in one piece, which ends where the file does.
        assertThat(read.calls).last().asString().startsWith("unreadable");
        byte[] rest = read.unreadable.get(read.unreadable.size() - 1).raw();
        assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, bytes.length - rest.length, bytes.length));
        assertThat(read.calls.size() - 1).isLessThanOrEqualTo(pieces.size());
    }

    @Property(tries = 300)
    void shouldReadTheSameEventHoweverItsTextIsEscaped(@ForAll Random random) {
        StringBuilder escaped = new StringBuilder();
        boolean text = false;
        for (int i = 0; i < EVENT.length(); i++) {
            char c = EVENT.charAt(i);
            text ^= c == '"';
            if (text && c != '"' && random.nextInt(3) == 0) {
                String hex = String.format(random.nextBoolean() ? "%04x" : "%04X", (int) c);
                escaped.append("\\u").append(hex);
            } else {
                escaped.append(c);
                if (!text && random.nextInt(4) == 0) {
                    escaped.append(List.of(" ", "\t", "\r\n").get(random.nextInt(3)));
                }
            }
        }
        Action plain = TestingHandler.read(CLOUDTRAIL, EVENT).onlyAction();
        Action read = TestingHandler.read(CLOUDTRAIL, escaped.toString()).onlyAction();

        assertThat(Codec.contentSha256(read)).isEqualTo(Codec.contentSha256(plain));
    }

    /** Counts without keeping. */
    private static final class Counting implements EventHandler {

        private int actions;
        private int others;

        @Override
        public void action(Action action) {
            actions++;
        }

        @Override
        public void register(RegisterRecord registerRecord) {
            others++;
        }

        @Override
        public void mark(Mark mark) {
            others++;
        }

        @Override
        public void outOfScope(String source, String reason) {
            others++;
        }

        @Override
        public void noAction(String source, String reason) {
            others++;
        }

        @Override
        public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {
            others++;
        }
    }
}
