package io.countersign.detection.publish;

import static io.countersign.detection.publish.Findings.HOSTILE;
import static io.countersign.detection.publish.Findings.action;
import static io.countersign.detection.publish.Findings.bareAction;
import static io.countersign.detection.publish.Findings.card;
import static io.countersign.detection.publish.Findings.exception;
import static io.countersign.detection.publish.Findings.exceptionWithoutChange;
import static io.countersign.detection.publish.Findings.finding;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceTest {

    @Test
    void shouldTellWhoDidWhatAndWhatWasWrong() {
        assertThat(Sentence.of(exception(Reason.AFTER_END)))
                .isEqualTo("ci-gl wrote gl.journal 14 min after CHG0030192 ended");
        assertThat(Sentence.of(finding(VerdictOutcome.RATIFIED, 2, VerdictOutcome.EXCEPTION)))
                .isEqualTo("ci-gl wrote gl.journal 14 min after CHG0030192 ended; ratified by CHG0030193 41 min later");
        assertThat(Sentence.of(finding(VerdictOutcome.AUTHORISED, 1, null)))
                .isEqualTo("ci-gl wrote gl.journal under CHG0030193");
        assertThat(Sentence.of(finding(VerdictOutcome.INDETERMINATE, 1, null)))
                .isEqualTo("ci-gl wrote gl.journal and a source has not said whether it was approved");
    }

    @Test
    void shouldHaveWordsOfItsOwnForEveryReason() {
        Set<String> sentences = new TreeSet<>();
        for (Reason reason : Reason.values()) {
            sentences.add(Sentence.of(exception(reason)));
        }
        assertThat(sentences).hasSize(Reason.values().length);
    }

    @Test
    void shouldTellOfEntitlementsWhereThereIsNoChange() {
        assertThat(Sentence.of(exceptionWithoutChange(Reason.WRONG_OPERATION)))
                .isEqualTo("ci-gl wrote gl.journal but its entitlement does not allow write");
        assertThat(Sentence.of(exceptionWithoutChange(Reason.WRONG_ENVIRONMENT)))
                .isEqualTo("ci-gl wrote gl.journal but its entitlement does not name environment production");
        assertThat(Sentence.of(exceptionWithoutChange(Reason.SELF_APPROVED)))
                .isEqualTo("ci-gl wrote gl.journal under an entitlement that it approved itself");
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellADeedFromAnAttempt(Operation operation) {
        String deed = sentence(operation, ActionOutcome.SUCCESS);
        assertThat(deed).doesNotContain("tried");
        assertThat(sentence(operation, ActionOutcome.PARTIAL)).isEqualTo(deed);
        assertThat(sentence(operation, ActionOutcome.FAILURE)).startsWith("ci-gl tried to ");
    }

    private static String sentence(Operation operation, ActionOutcome outcome) {
        return Sentence.of(
                Findings.of(card("high", false), action("ci-gl", "gl.journal", ActorKind.MACHINE, operation, outcome)));
    }

    @Test
    void shouldTellOfAnActionOfWhichNothingIsKnown() {
        assertThat(Sentence.of(Findings.of(card("high", false), bareAction())))
                .isEqualTo(" tried to act on something 14 min after CHG0030192 ended");
    }

    @Test
    void shouldNeutraliseWhatALogSays() {
        String sentence = Sentence.of(Findings.of(card("high", false), action(HOSTILE, HOSTILE)));
        assertThat(sentence.codePoints()).noneMatch(SentenceTest::acts);
        assertThat(sentence).startsWith("'=cmd|").contains("\\u001b[31m\\u000d\\u000aINFO ok\\u202e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"})
    void shouldBeNoFormula(String principal) {
        assertThat(Sentence.of(Findings.of(card("high", false), action(principal, "gl.journal"))))
                .startsWith("'" + principal);
    }

    @Test
    void shouldStayShortHoweverLongTheNamesAre() {
        String sentence =
                Sentence.of(Findings.of(card("high", false), action("p".repeat(200_000), "o".repeat(200_000))));
        assertThat(sentence).hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.001S, 1 ms",
        "PT0.999S, 999 ms",
        "PT1S, 1 s",
        "PT59.999S, 59 s",
        "PT1M, 1 min",
        "PT59M59S, 59 min",
        "PT1H, 1 h",
        "PT2H5M, 2 h 5 min",
        "P1D, 1 d",
        "P3DT4H, 3 d 4 h",
        "P400D, 400 d",
    })
    void shouldGiveSpansInTheirLargestUnits(Duration span, String text) {
        assertThat(Sentence.span(span)).isEqualTo(text);
    }

    /** Whether a character acts on a terminal or on the text around it. */
    static boolean acts(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED;
    }
}
