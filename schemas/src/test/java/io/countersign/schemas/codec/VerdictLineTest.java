package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.Candidate;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Verdicts as the line of S8. */
class VerdictLineTest {

    private static final Candidate LATE = new Candidate("CHG0030192", 10, Reason.AFTER_END, 843_127L);

    @Test
    void anExceptionNamesWhatCameNearest() {
        Verdict verdict = verdict(
                VerdictOutcome.EXCEPTION,
                Reason.AFTER_END,
                null,
                "CHG0030192",
                843_127L,
                null,
                1,
                List.of("ASSUMED_COMPLETE", "ATTEMPT"),
                List.of(LATE, new Candidate("CHG0030193", 2, Reason.WRONG_ENVIRONMENT, null)));

        assertWritten(verdict, "exception");
    }

    @Test
    void aRatificationNamesTheRatifyingChangeAndKeepsTheReason() {
        Verdict verdict = verdict(
                VerdictOutcome.RATIFIED,
                Reason.AFTER_END,
                "CHG0030200",
                "CHG0030192",
                843_127L,
                Instant.parse("2026-03-26T13:00:00Z"),
                2,
                List.of("ASSUMED_COMPLETE", "ATTEMPT"),
                List.of(LATE, new Candidate("CHG0030193", 2, Reason.WRONG_ENVIRONMENT, null)));

        assertWritten(verdict, "ratified");
    }

    @Test
    void absentValuesAreNullAndEmptyListsStay() {
        assertWritten(
                verdict(
                        VerdictOutcome.AUTHORISED,
                        null,
                        "CHG0030192",
                        null,
                        null,
                        null,
                        1,
                        List.of(),
                        List.of(new Candidate("CHG0030192", null, null, null))),
                "authorised");
        assertWritten(
                verdict(
                        VerdictOutcome.INDETERMINATE,
                        Reason.SOURCE_INCOMPLETE,
                        null,
                        null,
                        null,
                        null,
                        1,
                        List.of("SOURCE_INCOMPLETE:servicenow"),
                        List.of()),
                "indeterminate");
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "1, PT0.001S",
        "1000, PT1S",
        "60000, PT1M",
        "3600000, PT1H",
        "90061001, PT25H1M1.001S",
        "2678400000, PT744H"
    })
    void offByIsWrittenAsJavaWritesDurations(long millis, String text) {
        Verdict verdict =
                verdict(VerdictOutcome.EXCEPTION, Reason.AFTER_END, null, "C", millis, null, 1, List.of(), List.of());

        assertThat(JsonTrees.parse(Codec.write(verdict)).path("off_by").asText())
                .isEqualTo(text);
        assertThat(Contracts.objections("verdict", Codec.write(verdict))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonObeysTheContract(Reason reason) {
        Verdict verdict = verdict(VerdictOutcome.EXCEPTION, reason, null, null, null, null, 7, List.of(), List.of());

        assertThat(Contracts.objections("verdict", Codec.write(verdict))).isEmpty();
    }

    @Test
    void theContractRefusesWhatCannotBeTrue() {
        String authorised = new String(Samples.bytes("good/verdict/authorised.json"), StandardCharsets.UTF_8);
        String exception = new String(Samples.bytes("good/verdict/exception.json"), StandardCharsets.UTF_8);

        assertRefused(authorised.replace("\"reason\":null,\"change\"", "\"reason\":\"NO_CHANGE\",\"change\""));
        assertRefused(exception.replace("\"change\":null", "\"change\":\"CHG1\""));
        assertRefused(exception.replace("\"off_by\":\"PT14M3.127S\"", "\"off_by\":843127"));
        assertRefused(exception.replace("\"off_by\":\"PT14M3.127S\"", "\"off_by\":\"PT\""));
        assertRefused(exception.replace("\"revision\":1", "\"revision\":0"));
        assertRefused(exception.replace(".127Z", ".12Z"));
        assertRefused(exception.replace(",\"ratified_at\":null", ""));
    }

    private static void assertRefused(String json) {
        assertThat(Contracts.objections("verdict", json.getBytes(StandardCharsets.UTF_8)))
                .as(json)
                .isNotEmpty();
    }

    private static void assertWritten(Verdict verdict, String sample) {
        assertThat(new String(Codec.write(verdict), StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines(
                        new String(Samples.bytes("good/verdict/" + sample + ".json"), StandardCharsets.UTF_8).strip());
    }

    private static Verdict verdict(
            VerdictOutcome outcome,
            @Nullable Reason reason,
            @Nullable String change,
            @Nullable String nearest,
            @Nullable Long offByMillis,
            @Nullable Instant ratifiedAt,
            int revision,
            List<String> notes,
            List<Candidate> candidates) {
        return new Verdict(
                "200ca2ddea0404da22fe0001898a8417",
                "release-window",
                Instant.parse("2026-03-26T11:14:03.127Z"),
                "pgaudit",
                "evt-000035",
                "ci-gl",
                outcome,
                reason,
                change,
                nearest,
                offByMillis,
                ratifiedAt,
                revision,
                notes,
                candidates,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    }
}
