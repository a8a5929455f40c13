package io.countersign.detection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.detection.correlate.MatchFinding;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.catalog.Severity;
import io.countersign.rules.sequence.SequenceEvent;
import io.countersign.schemas.record.Match;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the matches topic says, and in which words. */
class MatchMessagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2026-06-30T09:00:00Z");

    private static MatchFinding found(String key, boolean shadow) {
        return new MatchFinding(
                new Match("0123456789abcdef0123456789abcdef", "grant-use-revoke", TIME, key, List.of("a-1", "a-2")),
                new RuleCard(
                        "grant-use-revoke",
                        "Privilege granted, used and removed",
                        Severity.CRITICAL,
                        "security",
                        shadow,
                        1,
                        null),
                List.of(event("a-1"), event("a-2")));
    }

    private static SequenceEvent event(String id) {
        return new SequenceEvent("action", id, TIME.toEpochMilli(), "cloudtrail", "0".repeat(64), "{}");
    }

    private static ProducerRecord<byte[], byte[]> message(MatchFinding found) {
        return Sent.by(new MatchMessages("matches", "0.1.0"), found);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldObeyItsContractAndSayWhetherItIsInShadow(boolean shadow) throws Exception {
        ProducerRecord<byte[], byte[]> message = message(found("svc-gl", shadow));

        assertThat(Contract.objections("match_finding", message.value())).isEmpty();
        JsonNode value = JSON.readTree(message.value());
        assertThat(value.at("/status_id").asInt()).isEqualTo(shadow ? 3 : 1);
        assertThat(value.at("/severity_id").asInt()).isEqualTo(5);
        assertThat(value.at("/message").asText()).isEqualTo("Privilege granted, used and removed: svc-gl");
        assertThat(value.at("/unmapped/countersign/events/1").asText()).isEqualTo("a-2");
        assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo("0123456789abcdef0123456789abcdef");
    }

    @Test
    void shouldCarryNothingThatActsOnATerminalOrASpreadsheet() throws Exception {
        ProducerRecord<byte[], byte[]> message = message(found("=HYPERLINK(\"x\")\u001b[31m\u202e", false));

        assertThat(Contract.objections("match_finding", message.value())).isEmpty();
        assertThat(new String(message.value(), StandardCharsets.UTF_8)).doesNotContain("\u001b", "\u202e");
        message.headers()
                .forEach(header -> assertThat(new String(header.value(), StandardCharsets.UTF_8))
                        .doesNotContain("\u001b", "\n"));
    }
}
