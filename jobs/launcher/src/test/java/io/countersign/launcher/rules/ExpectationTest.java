package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.rules.CaseReport.Attempt;
import io.countersign.launcher.trial.Settled;
import io.countersign.schemas.yaml.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts and matches beside what a case expects of them. */
class ExpectationTest {

    private static final String GIVEN = """
            completeness: {}
            given:
              - { type: mark, source: tickets, complete_through: "2026-07-05T00:00:00.000Z" }
            """;

    private static RuleCase read(String name, String expect, Problems problems) {
        return RuleCase.read("grant-use/cases/" + name, "title: A title\n" + GIVEN + expect, problems);
    }

    private static JsonNode match(String key, String... events) throws Exception {
        return new ObjectMapper().readTree("""
                        {"type":"match","id":"%3$s","sequence":"grant-use","time":"2026-06-30T09:00:00.000Z","key":"%1$s",\
                        "events":["%2$s"]}""".formatted(key, String.join("\",\"", events), key + List.of(events)));
    }

    private static JsonNode verdict(String control, String outcome) throws Exception {
        return new ObjectMapper().readTree("""
                        {"type":"verdict","id":"%1$s","control":"%1$s","action_id":"a-1","outcome":"%2$s","reason":"NO_CHANGE",\
                        "change":null,"nearest":null}""".formatted(control, outcome));
    }

    private static Attempt attempt(String name, String expect, List<JsonNode> verdicts, List<JsonNode> matches) {
        Problems problems = new Problems();
        RuleCase tested = read(name, expect, problems);
        assertThat(problems.found()).isEmpty();
        return Attempt.of(Perturbation.AS_WRITTEN, tested, new Settled(verdicts, matches));
    }

    @Test
    void shouldCompareTheMatchesOfACasesOwnSequence() throws Exception {
        String expect = """
                expect:
                  - { events: [a-1, a-2] }
                  - { events: [a-1, a-2], key: ci, time: 2026-06-30T09:00:00Z }
                """;
        List<JsonNode> matches = List.of(match("ci", "a-1", "a-2"), match("other", "a-1", "a-2"));

        assertThat(attempt("fires-x.yaml", expect, List.of(), matches).passes()).isTrue();
        Attempt attempt = attempt(
                "fires-x.yaml", expect, List.of(), List.of(match("ci", "a-2", "a-1"), match("o", "a-1", "a-2")));
        assertThat(attempt.passes()).isFalse();
        assertThat(attempt.expected())
                .containsExactly("sequence grant-use, events [a-1, a-2], time 2026-06-30T09:00:00Z, key ci");
        assertThat(attempt.cameOut())
                .containsExactly("sequence grant-use, events [a-2, a-1], time 2026-06-30T09:00:00Z, key ci");
    }

    @Test
    void shouldTakeAMatchForFiring() throws Exception {
        List<JsonNode> matches = List.of(match("ci", "a-1"));
        String expect = "expect: [{ events: [a-1] }]\n";

        assertThat(attempt("fires-x.yaml", expect, List.of(), matches).problem())
                .isNull();
        assertThat(attempt("silent-x.yaml", expect, List.of(), matches).problem())
                .isEqualTo("its name says that the rule stays silent, and it does not");
    }

    @Test
    void shouldCompareWhatComesOfOtherRulesOnlyWhereTheCaseListsThem() throws Exception {
        List<JsonNode> verdicts = List.of(verdict("release-window", "EXCEPTION"));
        String with = "with: release-window\n";

        assertThat(attempt("silent-x.yaml", with + "expect: []\n", verdicts, List.of())
                        .passes())
                .isTrue();
        String expect =
                with + "expect: [{ control: release-window, action_id: a-1, outcome: AUTHORISED, change: CHG1 }]\n";
        Attempt attempt = attempt("silent-x.yaml", expect, verdicts, List.of());
        assertThat(attempt.expected())
                .containsExactly("control release-window, action_id a-1, outcome AUTHORISED, reason null, change CHG1,"
                        + " nearest null");
        assertThat(attempt.cameOut())
                .containsExactly("control release-window, action_id a-1, outcome EXCEPTION, reason NO_CHANGE, change"
                        + " null, nearest null");
    }

    @Test
    void shouldNotCompareMatchesOfTheRecordThatOnlyEndsAStream() throws Exception {
        List<JsonNode> matches = List.of(match("x", Arrival.LAST_RECORD + " tickets"));

        assertThat(attempt("silent-x.yaml", "expect: []\n", List.of(), matches).passes())
                .isTrue();
    }

    @Test
    void shouldTellWhatIsWrongWithAnExpectation() {
        Problems problems = new Problems();
        read("fires-x.yaml", """
                with: [release-window]
                expect:
                  - { sequence: grant-uze, events: [a-1], time: noon }
                  - { action_id: a-1, outcome: EXCEPTION, control: release-windw }
                  - { action_id: a-1, events: [a-1] }
                """, problems);

        assertThat(problems.found())
                .anySatisfy(line -> assertThat(line)
                        .contains(":7: 'sequence' is 'grant-uze'")
                        .contains("Did you mean 'grant-use'?"))
                .anySatisfy(line -> assertThat(line).contains(":7: 'time' is 'noon', expected an instant"))
                .anySatisfy(line -> assertThat(line).contains("'release-windw'").contains("'release-window'?"))
                .anySatisfy(line -> assertThat(line).contains(":9: unknown key 'action_id'"))
                .hasSize(4);
    }
}
