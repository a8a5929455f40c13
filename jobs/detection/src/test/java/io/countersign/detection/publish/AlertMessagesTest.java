package io.countersign.detection.publish;

import static io.countersign.detection.publish.Findings.HOSTILE;
import static io.countersign.detection.publish.Findings.ID;
import static io.countersign.detection.publish.Findings.NOON;
import static io.countersign.detection.publish.Findings.action;
import static io.countersign.detection.publish.Findings.bareAction;
import static io.countersign.detection.publish.Findings.card;
import static io.countersign.detection.publish.Findings.finding;
import static io.countersign.detection.publish.Sent.headers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.detection.judge.Alert;
import io.countersign.detection.judge.Alert.Status;
import io.countersign.detection.judge.Finding;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertMessagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AlertMessages MESSAGES = new AlertMessages("alerts", "0.1.0");
    private static final String GROUP = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "PROVISIONAL,   EXCEPTION,     true,  1, 1,  New",
        "SETTLED,       EXCEPTION,     true,  1, 1,  New",
        "SETTLED,       EXCEPTION,     false, 2, 1,  New",
        "RATIFIED,      RATIFIED,      false, 3, 4,  Resolved",
        "RATIFIED,      RATIFIED,      true,  3, 4,  Resolved",
        "WITHDRAWN,     AUTHORISED,    false, 3, 4,  Resolved",
        "INDETERMINATE, INDETERMINATE, true,  1, 99, Indeterminate",
        "INDETERMINATE, INDETERMINATE, false, 2, 99, Indeterminate",
    })
    void shouldSayByOcsfsNumbersWhatBecameOfIt_E10(
            Status status, VerdictOutcome outcome, boolean first, int activity, int statusId, String name)
            throws IOException {
        ProducerRecord<byte[], byte[]> message = message(finding(outcome, 1, null), status, first);
        assertThat(Contract.objections("alert", message.value())).isEmpty();
        JsonNode value = JSON.readTree(message.value());
        assertThat(value.at("/activity_id").asInt()).isEqualTo(activity);
        assertThat(value.at("/type_uid").asInt()).isEqualTo(200_400 + activity);
        assertThat(value.at("/status_id").asInt()).isEqualTo(statusId);
        assertThat(value.at("/status").asText()).isEqualTo(name);
        assertThat(value.at("/finding_info/uid").asText()).isEqualTo(ID);
        assertThat(value.at("/unmapped/countersign/id").asText()).isEqualTo(ID);
        assertThat(value.at("/unmapped/countersign/outcome").asText()).isEqualTo(outcome.name());
        assertThat(value.at("/unmapped/countersign/alert_status").asText()).isEqualTo(status.wireName());
        assertThat(headers(message)).containsEntry("ce_type", "io.countersign.alert." + status.wireName());
    }

    @Test
    void shouldSayWhatItsGroupHasComeTo_E10() throws IOException {
        JsonNode value = JSON.readTree(message(finding(VerdictOutcome.EXCEPTION, 1, null), Status.SETTLED, true)
                .value());
        assertThat(value.at("/metadata/correlation_uid").asText()).isEqualTo(GROUP);
        assertThat(value.at("/unmapped/countersign/group_id").asText()).isEqualTo(GROUP);
        assertThat(value.at("/unmapped/countersign/group_count").asLong()).isEqualTo(37);
        assertThat(value.at("/unmapped/countersign/group_first_time").asText()).isEqualTo("2026-03-31T11:59:30.000Z");
        assertThat(value.at("/unmapped/countersign/group_last_time").asText()).isEqualTo("2026-03-31T12:00:00.000Z");
    }

    @Test
    void shouldBeACloudEventKeyedByItsGroupWhoseRepetitionHasTheSameId_E10() {
        ProducerRecord<byte[], byte[]> message =
                message(finding(VerdictOutcome.EXCEPTION, 1, null), Status.PROVISIONAL, true);
        assertThat(message.topic()).isEqualTo("alerts");
        assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo(GROUP);
        assertThat(message.timestamp()).isNull();
        assertThat(headers(message))
                .isEqualTo(Map.of(
                        "ce_id", ID + ".provisional",
                        "ce_source", "/countersign/controls/release-window",
                        "ce_specversion", "1.0",
                        "ce_subject", ID,
                        "ce_time", "2026-03-31T12:00:00.000Z",
                        "ce_type", "io.countersign.alert.provisional",
                        "content-type", "application/json"));
    }

    @Test
    void shouldObeyTheContractHoweverLittleIsKnownAndHoweverHostile_E10() {
        Finding bare = Findings.of(card("low", false), bareAction());
        assertThat(Contract.objections(
                        "alert", message(bare, Status.SETTLED, true).value()))
                .isEmpty();
        byte[] hostile = message(Findings.of(card("high", false), action(HOSTILE, HOSTILE)), Status.PROVISIONAL, true)
                .value();
        assertThat(Contract.objections("alert", hostile)).isEmpty();
        assertThat(new String(hostile, StandardCharsets.UTF_8).codePoints()).noneMatch(SentenceTest::acts);
    }

    private static ProducerRecord<byte[], byte[]> message(Finding finding, Status status, boolean first) {
        return Sent.by(
                MESSAGES,
                new GroupedAlert(
                        new Alert(finding, status, GROUP, first), new GroupTotal(37, NOON.minusSeconds(30), NOON, 5)));
    }
}
