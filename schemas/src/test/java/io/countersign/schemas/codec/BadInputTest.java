package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input too big or too many for a file of samples; the rest lies under {@code bad}. */
class BadInputTest {

    private static final String MARK =
            "\"type\":\"mark\",\"source\":\"servicenow\",\"complete_through\":\"2026-03-26T12:00:00Z\"";

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("a 10 MB string", markWith("\"" + "x".repeat(10_000_000) + "\""), "TOO_LARGE"),
                Arguments.of("1,000,000 keys", markWith(keys(1_000_000)), "TOO_LARGE"),
                Arguments.of("depth 100,000", markWith("[".repeat(100_000) + "]".repeat(100_000)), "TOO_DEEP"),
                Arguments.of("objects 40,000 deep", markWith("{\"a\":".repeat(40_000)), "TOO_DEEP"),
                Arguments.of("a number of 200,000 digits", markWith("9".repeat(200_000)), "NUMBER_RANGE"),
                Arguments.of("a fraction of 200,000 digits", markWith("0." + "3".repeat(200_000)), "NUMBER_RANGE"),
                Arguments.of("an exponent of 200,000 digits", markWith("1e" + "9".repeat(200_000)), "NUMBER_RANGE"),
                Arguments.of("1e999999999", markWith("1e999999999"), "NUMBER_RANGE"),
                Arguments.of("-1e999999999", markWith("-1e999999999"), "NUMBER_RANGE"),
                Arguments.of(
                        "as type 250,000 characters", "{\"type\":\"" + "x".repeat(250_000) + "\"}", "UNKNOWN_TYPE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileInputIsRefusedAtOnce(String name, String json, QuarantineReason reason) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        Attempt attempt = assertTimeout(Duration.ofSeconds(5), () -> Attempt.of(bytes));

        assertThat(attempt.reason()).isEqualTo(reason);
        assertThat(attempt.detail()).hasSizeLessThan(500);
    }

    @Test
    void manyDistinctUnknownMembersAreNoFault() {
        assertThat(Attempt.of(markWith(keys(18_000))).orThrow())
                .isEqualTo(Attempt.of("{" + MARK + "}").orThrow());
    }

    @Test
    void aNumberAsSmallAsFloatsGoIsNoFault() {
        Attempt.of(markWith("[1e-999999999, 1.7976931348623157e308, -0.0, 123456789012345678901234567890]"))
                .orThrow();
    }

    @Test
    void aRecordOfExactly256KiBIsRead() {
        String start = "{" + MARK + ",\"x\":\"";
        String fits = start + "x".repeat(StrictJson.MAX_CANONICAL_BYTES - start.length() - 2) + "\"}";

        Attempt.of(fits).orThrow();
        assertThat(Attempt.of(fits + " ").reason()).isEqualTo(QuarantineReason.TOO_LARGE);
    }

    @Test
    void noValueAtAllIsEmpty() {
        try {
            Codec.read(null);
            throw new AssertionError("null was read");
        } catch (UnreadableException e) {
            assertThat(e.reason()).isEqualTo(QuarantineReason.EMPTY);
        }
    }

    @Test
    void everyPrefixOfARecordIsRefused() {
        byte[] whole = Samples.bytes("good/action/characters-that-act.json");
        int end = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf('}');
        for (int length = 0; length <= end; length++) {
            Attempt attempt = Attempt.of(Arrays.copyOf(whole, length));
            assertThat(attempt.reason())
                    .as("first %d bytes", length)
                    .isIn(QuarantineReason.EMPTY, QuarantineReason.NOT_JSON, QuarantineReason.NOT_UTF8);
        }
    }

    @Test
    void aFaultAfterTheLastNeededMemberIsStillAFault() {
        assertThat(Attempt.of("{" + MARK + ",\"x\":{\"y\":1,\"y\":2}}").reason())
                .isEqualTo(QuarantineReason.DUPLICATE_KEY);
        assertThat(Attempt.of("{" + MARK + ",\"x\":tru}").reason()).isEqualTo(QuarantineReason.NOT_JSON);
        assertThat(Attempt.of("{" + MARK + "}{}").reason()).isEqualTo(QuarantineReason.TRAILING_CONTENT);
    }

    @Test
    void theSourceOfWhatCannotBeReadIsStillCounted() {
        assertThat(sourceOf("{\"source\":\"servicenow\"}")).isEqualTo("servicenow");
        assertThat(sourceOf("{\"type\":\"ticket\",\"source\":\"servicenow\",\"time\":7}"))
                .isEqualTo("servicenow");
        assertThat(sourceOf("{\"x\":{\"source\":\"inner\"}}")).isNull();
        assertThat(sourceOf("{\"source\":7}")).isNull();
        assertThat(sourceOf("{\"source\":null}")).isNull();
        assertThat(sourceOf("[{\"source\":\"servicenow\"}]")).isNull();
        assertThat(sourceOf("{\"source\":\"servicenow\"")).isNull();
        assertThat(sourceOf("{\"source\":\"a\",\"source\":\"b\"}")).isNull();
        assertThat(sourceOf("")).isNull();
        assertThat(Codec.sourceOf(null)).isNull();
    }

    private static @Nullable String sourceOf(String json) {
        return Codec.sourceOf(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String markWith(String value) {
        return "{" + MARK + ",\"x\":" + value + "}";
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":" + i % 10)
                .collect(Collectors.joining(",", "{", "}"));
    }
}
