package io.countersign.detection.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.judge.Fed;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.expression.Members;
import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.SequenceEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A sequence of a single event (S7). */
class SingleEventTest {

    private static final RuleFile EXPORTS = new RuleFile("exports.yaml", """
            kind: sequence
            id: exports
            title: t
            severity: low
            owner: o
            by: [event.actor.principal]
            steps:
              - exported: event.operation == 'export'
            until: event.outcome == 'success'
            """.getBytes(StandardCharsets.UTF_8));

    @Test
    void shouldMatchWhateverWouldHaveEndedABeginning() throws Exception {
        assertThat(matches("export", "success", false)).containsExactly("a-1");
        assertThat(matches("read", "success", false)).isEmpty();
    }

    @Test
    void shouldSeeAnEventHoweverLateItComes() throws Exception {
        assertThat(matches("export", "failure", true)).containsExactly("a-1");
    }

    private static List<String> matches(String operation, String outcome, boolean late) throws Exception {
        Instant time = Instant.parse("2026-06-30T09:00:00Z");
        String json = """
                {"type":"action","id":"a-1","time":"%s","source":"log","actor":{"principal":"svc","kind":"machine"},\
                "operation":"%s","outcome":"%s"}""".formatted(time, operation, outcome);
        Candidate candidate = CompiledSequence.of(EXPORTS)
                .orElseThrow()
                .candidate(
                        new SequenceEvent("action", "a-1", time.toEpochMilli(), "log", "0".repeat(64), json),
                        Members.of(json));
        try (SequenceStand stand = SequenceStand.of(EXPORTS)) {
            long through = time.toEpochMilli() + (late ? 1 : -1);
            stand.feed(List.of(new Fed(null, through), new Fed(Objects.requireNonNull(candidate), null)));
            return stand.found().stream()
                    .flatMap(found -> found.match().events().stream())
                    .toList();
        }
    }
}
