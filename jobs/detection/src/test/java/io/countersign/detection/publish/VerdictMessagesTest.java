package io.countersign.detection.publish;

import static io.countersign.detection.publish.Findings.HOSTILE;
import static io.countersign.detection.publish.Findings.ID;
import static io.countersign.detection.publish.Findings.action;
import static io.countersign.detection.publish.Findings.card;
import static io.countersign.detection.publish.Findings.finding;
import static io.countersign.detection.publish.Sent.headers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.detection.judge.Finding;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictMessagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VerdictMessages VERDICTS = new VerdictMessages("verdicts");

    @ParameterizedTest
    @EnumSource
    void shouldCarryEveryOutcomeByItsContract_E10(VerdictOutcome outcome) {
        ProducerRecord<byte[], byte[]> message = Sent.by(VERDICTS, finding(outcome, 3, null));
        assertThat(Contract.objections("verdict", message.value())).isEmpty();
        assertThat(message.topic()).isEqualTo("verdicts");
        assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo(ID);
        assertThat(headers(message)).isEqualTo(Map.of("content-type", "application/json"));
    }

    @Test
    void shouldCarryTheVerdictsOfControlsInShadowToo_S7() {
        Finding shadow = Findings.of(card("high", true), action("ci-gl", "gl.journal"));
        assertThat(Contract.objections("verdict", Sent.by(VERDICTS, shadow).value()))
                .isEmpty();
    }

    @Test
    void shouldBeHarmlessToLookAtAndTheSameTextToRead_E10() throws IOException {
        byte[] value = Sent.by(VERDICTS, Findings.of(card("high", false), action(HOSTILE, HOSTILE)))
                .value();
        assertThat(new String(value, StandardCharsets.UTF_8).codePoints()).noneMatch(SentenceTest::acts);
        JsonNode verdict = JSON.readTree(value);
        assertThat(verdict.get("identity").asText()).isEqualTo(HOSTILE);
    }

    @Test
    void shouldCarryTheSumsOfASourceOrControlByTheirContract_S6_3() throws IOException {
        PopulationTotal total =
                new PopulationTotal("source", HOSTILE, Map.of("read", 3L, "quarantined/NOT_JSON", 1L, "selected", 2L));
        ProducerRecord<byte[], byte[]> message = Sent.by(new PopulationMessages("population"), total);
        assertThat(Contract.objections("population", message.value())).isEmpty();
        assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo("source/" + HOSTILE);
        assertThat(JSON.readTree(message.value()).at("/terms/read").asLong()).isEqualTo(3);
        assertThat(new String(message.value(), StandardCharsets.UTF_8).codePoints())
                .noneMatch(SentenceTest::acts);
    }
}
