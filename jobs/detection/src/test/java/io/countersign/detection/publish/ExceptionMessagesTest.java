package io.countersign.detection.publish;

import static io.countersign.detection.publish.Findings.HOSTILE;
import static io.countersign.detection.publish.Findings.ID;
import static io.countersign.detection.publish.Findings.action;
import static io.countersign.detection.publish.Findings.bareAction;
import static io.countersign.detection.publish.Findings.card;
import static io.countersign.detection.publish.Findings.exception;
import static io.countersign.detection.publish.Findings.finding;
import static io.countersign.detection.publish.Sent.headers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.detection.judge.Finding;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.catalog.Severity;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExceptionMessagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ExceptionMessages MESSAGES = new ExceptionMessages("exceptions", "0.1.0");

    /** The members that the class requires, as https://schema.ocsf.io/1.8.0/classes/detection_finding lists them. */
    private static final List<String> REQUIRED = List.of(
            "/activity_id",
            "/category_uid",
            "/class_uid",
            "/finding_info/title",
            "/finding_info/uid",
            "/metadata/product",
            "/metadata/version",
            "/severity_id",
            "/time",
            "/type_uid");

    @ParameterizedTest
    @EnumSource(
            names = {"SOURCE_INCOMPLETE", "BEFORE_RETENTION"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldObeyTheContractWhateverTheReason_E10(Reason reason) throws IOException {
        ProducerRecord<byte[], byte[]> message = message(exception(reason));
        assertThat(Contract.objections("exception", message.value())).isEmpty();
        JsonNode value = JSON.readTree(message.value());
        assertThat(REQUIRED).noneMatch(member -> value.at(member).isMissingNode());
        assertThat(value.at("/message").asText())
                .isNotBlank()
                .isEqualTo(value.at("/finding_info/title").asText());
    }

    @Test
    void shouldObeyTheContractHoweverLittleIsKnown_E10() {
        Finding bare = Findings.of(card("low", false), bareAction());
        assertThat(Contract.objections("exception", message(bare).value())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"low, 2", "medium, 3", "high, 4", "critical, 5"})
    void shouldSayHowSevereByOcsfsNumbers_E10(String severity, int id) throws IOException {
        Finding finding = Findings.of(card(severity, false), action("ci-gl", "gl.journal"));
        JsonNode value = JSON.readTree(message(finding).value());
        assertThat(value.at("/severity_id").asInt()).isEqualTo(id);
        assertThat(Contract.objections("exception", message(finding).value())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MACHINE, 4", "HUMAN, 1", "UNKNOWN, 0"})
    void shouldSayWhoActedByOcsfsNumbers_E10(ActorKind kind, int id) throws IOException {
        Finding finding =
                Findings.of(card("high", false), action("x", "y", kind, Operation.WRITE, ActionOutcome.SUCCESS));
        JsonNode evidence = JSON.readTree(message(finding).value()).at("/evidences/0");
        assertThat(evidence.at("/actor/user/type_id").asInt()).isEqualTo(id);
        assertThat(evidence.at("/actor/user/name").asText()).isEqualTo("x");
        assertThat(evidence.at("/actor/session/uid").asText()).isEqualTo("s-1");
        assertThat(evidence.at("/api/operation").asText()).isEqualTo("write");
        assertThat(evidence.at("/src_endpoint/ip").asText()).isEqualTo("10.20.0.7");
        assertThat(evidence.at("/resources/0/uid").asText()).isEqualTo("gl-db");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "EXCEPTION,  1, -,             1, 1, created",
                "EXCEPTION,  2, INDETERMINATE, 1, 1, created",
                "EXCEPTION,  2, EXCEPTION,     2, 1, updated",
                "RATIFIED,   2, EXCEPTION,     3, 4, closed",
                "RATIFIED,   3, EXCEPTION,     3, 4, closed",
                "AUTHORISED, 2, EXCEPTION,     3, 4, closed",
            })
    void shouldSayWhatBecameOfTheFinding_E10(
            VerdictOutcome outcome, int revision, VerdictOutcome previous, int activity, int status, String verb)
            throws IOException {
        Finding finding = finding(outcome, revision, previous);
        assertThat(ExceptionMessages.isPublished(finding)).isTrue();
        ProducerRecord<byte[], byte[]> message = message(finding);
        assertThat(Contract.objections("exception", message.value())).isEmpty();
        JsonNode value = JSON.readTree(message.value());
        assertThat(value.at("/activity_id").asInt()).isEqualTo(activity);
        assertThat(value.at("/type_uid").asInt()).isEqualTo(200_400 + activity);
        assertThat(value.at("/status_id").asInt()).isEqualTo(status);
        assertThat(value.at("/metadata/uid").asText()).isEqualTo(ID + "." + revision);
        assertThat(value.at("/unmapped/countersign/revision").asInt()).isEqualTo(revision);
        assertThat(headers(message))
                .containsEntry("ce_id", ID + "." + revision)
                .containsEntry("ce_type", "io.countersign.exception." + verb);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "AUTHORISED,    -",
                "AUTHORISED,    INDETERMINATE",
                "INDETERMINATE, -",
            })
    void shouldPublishNothingThatIsNoExceptionAndNeverWasOne_E10(VerdictOutcome outcome, VerdictOutcome previous) {
        assertThat(ExceptionMessages.isPublished(finding(outcome, 1, previous))).isFalse();
    }

    @Test
    void shouldNeverPublishAnExceptionOfAControlInShadow_S7() {
        assertThat(ExceptionMessages.isPublished(Findings.of(card("critical", true), action("ci-gl", "gl.journal"))))
                .isFalse();
    }

    @Test
    void shouldBeACloudEventInBinaryModeKeyedByTheVerdict_E10() {
        ProducerRecord<byte[], byte[]> message = message(exception(Reason.AFTER_END));
        assertThat(message.topic()).isEqualTo("exceptions");
        assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo(ID);
        assertThat(message.timestamp())
                .as("the broker's, since retention counts from it")
                .isNull();
        assertThat(headers(message))
                .isEqualTo(Map.of(
                        "ce_id", ID + ".1",
                        "ce_source", "/countersign/controls/release-window",
                        "ce_specversion", "1.0",
                        "ce_subject", ID,
                        "ce_time", "2026-03-31T12:00:00.000Z",
                        "ce_type", "io.countersign.exception.created",
                        "content-type", "application/json"));
    }

    @Test
    void shouldNameTheGroupOfControlIdentityNearestChangeAndSystem_E10() throws IOException {
        String group = Codec.sha256("release-window\nci-gl\nCHG0030192\nledger".getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
        JsonNode value = JSON.readTree(message(exception(Reason.AFTER_END)).value());
        assertThat(value.at("/unmapped/countersign/group_id").asText()).isEqualTo(group);
        assertThat(value.at("/metadata/correlation_uid").asText()).isEqualTo(group);
        String bare = Codec.sha256("release-window\n\nCHG0030192\n".getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
        assertThat(JSON.readTree(message(Findings.of(card("low", false), bareAction()))
                                .value())
                        .at("/unmapped/countersign/group_id")
                        .asText())
                .isEqualTo(bare);
    }

    @Test
    void shouldNameItsSourceByAReferenceWhateverTheControlIsCalled_E10() {
        Finding finding = Findings.of(
                new RuleCard("Größe 1?#\n", "t", Severity.HIGH, "o", false, 1, null), action("ci-gl", "gl.journal"));
        String source = headers(message(finding)).getOrDefault("ce_source", "");
        assertThat(source).isEqualTo("/countersign/controls/Gr%C3%B6%C3%9Fe%201%3F%23%0A");
        assertThat(URI.create(source).getPath()).isEqualTo("/countersign/controls/Größe 1?#\n");
    }

    @Test
    void shouldCarryHostileTextUnchangedInEvidenceAndHarmlessToLookAt_E10() throws IOException {
        ProducerRecord<byte[], byte[]> message = message(Findings.of(card("high", false), action(HOSTILE, HOSTILE)));
        assertThat(Contract.objections("exception", message.value())).isEmpty();
        JsonNode value = JSON.readTree(message.value());
        assertThat(value.at("/evidences/0/actor/user/name").asText()).isEqualTo(HOSTILE);
        assertThat(value.at("/unmapped/countersign/identity").asText()).isEqualTo(HOSTILE);
        assertThat(value.at("/message").asText()).startsWith("'=cmd|").doesNotContain("\u202e", "\u001b", "\n");
        String bytes = new String(message.value(), StandardCharsets.UTF_8);
        assertThat(bytes.codePoints()).noneMatch(SentenceTest::acts);
        assertThat(headers(message).values())
                .allSatisfy(header -> assertThat(header.codePoints()).noneMatch(SentenceTest::acts));
    }

    @Test
    void shouldBeTheSameBytesForTheSameFinding_S1_5() {
        assertThat(message(exception(Reason.FROZEN)).value())
                .isEqualTo(message(exception(Reason.FROZEN)).value());
    }

    private static ProducerRecord<byte[], byte[]> message(Finding finding) {
        return Sent.by(MESSAGES, finding);
    }
}
