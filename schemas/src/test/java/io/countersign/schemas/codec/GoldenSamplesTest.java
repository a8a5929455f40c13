package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.RecordType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file under {@code good} and {@code bad} is an example; the name of its directory says what it is one of. */
class GoldenSamplesTest {

    /** Types that only flow out, and so have a contract but no reader. */
    private static final Set<String> OUTPUTS = Set.of("verdict", "match", "exception", "population");

    /** Contracts cannot say these: integer tokens, numbers in members they do not name, years after the offset. */
    private static final Set<String> BEYOND_CONTRACTS = Set.of(
            "WRONG_TYPE/version-1.0.json",
            "WRONG_TYPE/version-1e3.json",
            "NUMBER_RANGE/unknown-member-a-thousand-and-one-digits.json",
            "NUMBER_RANGE/unknown-member-huge-exponent.json",
            "NUMBER_RANGE/unknown-member-huge-integer.json",
            "NUMBER_RANGE/unknown-member-huge-negative.json",
            "BAD_TIME/year-10000-by-offset.json",
            "BAD_TIME/year-before-0-by-offset.json");

    private static final Set<QuarantineReason> IN_CONTRACTS = Set.of(
            QuarantineReason.MISSING_FIELD,
            QuarantineReason.WRONG_TYPE,
            QuarantineReason.UNKNOWN_TYPE,
            QuarantineReason.BAD_TIME,
            QuarantineReason.NUMBER_RANGE);

    static List<Path> good() {
        return Samples.below("good").stream()
                .filter(file -> file.toString().endsWith(".json"))
                .toList();
    }

    static Stream<Path> goodRecords() {
        return good().stream().filter(file -> !OUTPUTS.contains(Samples.expectation(file)));
    }

    static List<Path> bad() {
        return Samples.below("bad");
    }

    @Test
    void everyTypeAndEveryReasonHasASample() {
        assertThat(Samples.directories("bad"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(QuarantineReason.values()).map(Enum::name).toList());
        assertThat(Samples.directories("good"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(RecordType.values()).map(RecordType::wireName),
                                Stream.of("exception", "population"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("good")
    void aGoodSampleObeysItsContract(Path file) {
        assertThat(Contracts.objections(Samples.expectation(file), Samples.bytes(file)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("goodRecords")
    void aGoodRecordIsReadAndReadsTheSameAfterWriting(Path file) {
        CanonicalRecord read = Attempt.of(Samples.bytes(file)).orThrow();

        assertThat(read.type().wireName()).isEqualTo(Samples.expectation(file));
        assertThat(Attempt.of(Codec.write(read)).orThrow()).isEqualTo(read);
        assertThat(Contracts.objections(read.type().wireName(), Codec.write(read)))
                .isEmpty();
    }

    /** The hashes were computed by a program of its own, from the page alone (S6.1). */
    @Test
    void everyGoodRecordHasThePinnedContentHash() {
        List<String> computed = goodRecords()
                .map(file ->
                        Codec.contentSha256(Attempt.of(Samples.bytes(file)).orThrow()) + "  " + Samples.shortName(file))
                .toList();

        assertThat(new String(Samples.bytes("good/content.sha256"), StandardCharsets.UTF_8).lines())
                .containsExactlyInAnyOrderElementsOf(computed);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadSampleIsRefusedForTheReasonItLiesUnder(Path file) {
        assertThat(Attempt.of(Samples.bytes(file)).reason())
                .isEqualTo(QuarantineReason.valueOf(Samples.expectation(file)));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aRefusalSaysWhatWasGivenAndExpectedWithoutCharactersThatAct(Path file) {
        String detail = Attempt.of(Samples.bytes(file)).detail();

        assertThat(detail).isNotBlank().hasSizeLessThan(500);
        assertThat(detail.codePoints().map(Character::getType).toArray())
                .doesNotContain(
                        Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadSampleBreaksEveryContractWhereContractsCanSay(Path file) {
        QuarantineReason reason = QuarantineReason.valueOf(Samples.expectation(file));
        if (!IN_CONTRACTS.contains(reason) || BEYOND_CONTRACTS.contains(Samples.shortName(file))) {
            return;
        }
        for (String name : Contracts.names()) {
            if (!OUTPUTS.contains(name) && !name.equals("common")) {
                assertThat(Contracts.objections(name, Samples.bytes(file)))
                        .as(name)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void whatContractsCannotSayIsStillASample() {
        assertThat(bad().stream().map(Samples::shortName)).containsAll(BEYOND_CONTRACTS);
    }
}
