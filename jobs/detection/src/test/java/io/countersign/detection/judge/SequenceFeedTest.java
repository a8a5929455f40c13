package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.TICKETS;
import static io.countersign.detection.judge.Given.action;
import static io.countersign.detection.judge.Given.mark;
import static io.countersign.detection.judge.Given.minutes;
import static io.countersign.detection.judge.Given.releaseWindow;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.register.Completeness;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far sequences are told that time has come (S7). */
class SequenceFeedTest {

    private static final RuleFile RECORDED = rule("recorded", """
            kind: control
            id: recorded
            title: t
            severity: low
            owner: o
            select: action.operation == 'grant'
            require:
              recording: { sources: [servicenow], within: PT15M }
            """);

    private static final RuleFile EXCEPTIONS = rule("exceptions", """
            kind: sequence
            id: exceptions
            title: t
            severity: low
            owner: o
            by: [event.identity]
            within: PT1M
            steps:
              - exception: event.type == 'verdict' && event.outcome == 'EXCEPTION'
                times: 2
            """);

    @Test
    void shouldComeThroughTheRegisterInABoundedRunHoweverLongAControlWaitsForRecordings() throws Exception {
        assertThat(through(releaseWindow(), EXCEPTIONS)).isEqualTo(minutes(5).toEpochMilli());
        assertThat(through(releaseWindow(), RECORDED, EXCEPTIONS))
                .isEqualTo(minutes(5).toEpochMilli());
    }

    private static long through(RuleFile... rules) throws Exception {
        try (JudgeStand judge = JudgeStand.of(JudgeSettings.bounded(Map.of(TICKETS, Completeness.Mode.MARKS)), rules)) {
            judge.deliver(action("a", NOON), mark(minutes(5)));
            judge.endInput();
            List<Fed> fed = judge.fed(WaitsFor.VERDICTS).get(0);
            assertThat(fed).anyMatch(each -> each.candidate() != null);
            Long last = fed.get(fed.size() - 1).throughMillis();
            return last == null ? Long.MIN_VALUE : last;
        }
    }

    private static RuleFile rule(String id, String yaml) {
        return new RuleFile(id + ".yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }
}
