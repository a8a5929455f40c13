package io.countersign.launcher.rules;

import static io.countersign.launcher.rules.RuleCatalogCopy.CASE;
import static io.countersign.launcher.rules.RuleCatalogCopy.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.rules.RuleCatalogCopy.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code countersign rules test} makes of cases. */
class RulesTestCommandTest {

    @TempDir
    Path directory;

    private RuleCatalogCopy catalog;

    @BeforeEach
    void copy() throws IOException {
        catalog = new RuleCatalogCopy(directory);
    }

    @Test
    void shouldComeToWhatTheCasesSayWhateverTheOrder() throws IOException {
        catalog.keepCases("fires-at-the-end.yaml", "silent-when-ratified.yaml");

        Run run = run("test", directory.toString());

        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("ok   " + CASE + ": The end itself is outside"),
                        line -> assertThat(line).startsWith("ok   release-window/cases/silent-when-ratified.yaml: "),
                        line -> assertThat(line).matches("2 cases, 0 failed, \\d+\\.\\d s"));
        assertThat(run.exit()).isZero();
    }

    @Test
    void shouldShowWhatCameOutWhereACaseSaysSomethingElse() throws IOException {
        catalog.keepCases("fires-at-the-end.yaml", "silent-when-ratified.yaml", "silent-for-a-person.yaml");
        catalog.change(CASE, "reason: AFTER_END", "reason: FROZEN");
        Files.move(
                directory.resolve("release-window/cases/silent-for-a-person.yaml"),
                directory.resolve("release-window/cases/fires-for-a-person.yaml"));

        Run run = run("test", "--rule", "release-window", directory.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "FAIL " + CASE + ", as it is written: The end itself is outside",
                        "  expected  action_id a-1, outcome EXCEPTION, reason FROZEN, change null, nearest CHG1",
                        "  came out  action_id a-1, outcome EXCEPTION, reason AFTER_END, change null, nearest CHG1",
                        "fires-for-a-person.yaml, as it is written: its name says that the rule fires, and it does not",
                        "3 cases, 2 failed");
    }

    /**
     * Where a stream and a bounded run take different ways: assumed sources, whose end only a bounded run knows; sources
     * that fall silent before an action, or before it could no longer be ratified; marks before what they cover.
     */
    @Test
    void shouldComeToTheSameInAStreamWhateverTheSourcesAre() throws IOException {
        catalog.keepCases("silent-when-ratified.yaml", "fires-during-a-freeze.yaml");
        String ratified = "release-window/cases/silent-when-ratified.yaml";
        String marks = "{ servicenow: marks, inventory: marks }";
        String ticketsEnd = "source: servicenow, complete_through: \"2026-07-05T00:00:00.000Z\"";
        String verdict = "outcome: RATIFIED, reason: RAISED_AFTER, change: CHG1, nearest: CHG1";
        catalog.copyCase(ratified, "silent-assumed", marks, "{}");
        catalog.copyCase(ratified, "silent-mark-first", "given:\n", "given:\n  - { type: mark, " + ticketsEnd + " }\n");
        catalog.copyCase(ratified, "silent-ends", ticketsEnd, ticketsEnd.replace("07-05T00", "06-30T12"));
        String lagging = ticketsEnd.replace("07-05T00", "06-30T10");
        catalog.copyCase(ratified, "fires-ends", ticketsEnd, lagging, verdict, "outcome: EXCEPTION, reason: NO_CHANGE");
        String before = ticketsEnd.replace("07-05T00", "06-30T09");
        String unknowable = "outcome: INDETERMINATE, reason: SOURCE_INCOMPLETE";
        catalog.copyCase(ratified, "fires-lags", ticketsEnd, before, verdict, unknowable);
        catalog.copyCase(
                ratified, "fires-nothing", marks, "{}", "source: inventory", "source: other", verdict, unknowable);

        Run run = run("test", directory.toString());

        assertThat(run.out()).contains("8 cases, 0 failed");
    }

    @Test
    void shouldTellWhatEachCaseCameToAsOneDocument() throws IOException {
        catalog.keepCases("fires-at-the-end.yaml", "silent-for-a-person.yaml");
        catalog.change(CASE, "reason: AFTER_END", "reason: FROZEN");

        Run run = run("test", "--json", "--seed", "7", directory.toString());

        assertThat(run.exit()).isEqualTo(1);
        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(document.path("passed").asInt()).isEqualTo(1);
        assertThat(document.path("failed").asInt()).isEqualTo(1);
        assertThat(document.path("seed").asInt()).isEqualTo(7);
        JsonNode failed = document.path("cases").path(0);
        assertThat(failed.path("case").asText()).isEqualTo(CASE);
        assertThat(failed.path("rule").asText()).isEqualTo("release-window");
        assertThat(failed.path("outcome").asText()).isEqualTo("failed");
        assertThat(failed.path("attempts"))
                .extracting(each -> each.path("how").asText())
                .containsExactly(
                        "as it is written",
                        "in another order, with every record twice, by two subtasks",
                        "in a stream, with the register after the actions",
                        "in a stream, with a restart in the middle");
        assertThat(failed.path("attempts")).allSatisfy(attempt -> {
            assertThat(attempt.path("outcome").asText()).isEqualTo("failed");
            assertThat(attempt.path("differences").path("came_out").path(0).asText())
                    .isEqualTo("action_id a-1, outcome EXCEPTION, reason AFTER_END, change null, nearest CHG1");
        });
        assertThat(document.path("cases").path(1).path("outcome").asText()).isEqualTo("passed");
    }

    @Test
    void shouldJudgeACaseBesideTheOtherRulesThatItAsksFor() throws IOException {
        catalog.keepCases("fires-at-the-end.yaml", "silent-for-a-person.yaml");
        catalog.copyRule("other-window", "release-window");
        String expected = "  - { action_id: a-1, outcome: EXCEPTION";
        catalog.change(CASE, "given:", "with: other-window\ngiven:");
        catalog.change(CASE, expected, expected.replace("{ ", "{ control: other-window, ") + " }\n" + expected);
        String typo = "release-window/cases/silent-for-a-person.yaml";
        catalog.change(typo, "given:", "with: [other-windw]\ngiven:");

        assertThat(run("lint", directory.toString()).problems())
                .singleElement()
                .asString()
                .startsWith(typo + ":1: 'with' names 'other-windw'")
                .contains("Did you mean 'other-window'?");
        catalog.change(typo, "other-windw", "other-window");
        Run run = run("test", "--rule", "release-window", directory.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "FAIL " + CASE + ", as it is written: The end itself is outside",
                        "  expected  control other-window, action_id a-1, outcome EXCEPTION, reason null, change null,"
                                + " nearest null",
                        "  came out  control other-window, action_id a-1, outcome EXCEPTION, reason AFTER_END, change"
                                + " null, nearest CHG1",
                        "ok   " + typo);
    }

    /** Trials of many cases share a job; one that fails must not be taken for a failure of the others. */
    @Test
    void shouldTellWhichCaseMakesTheJobFail() throws Exception {
        catalog.keepCases("fires-at-the-end.yaml", "silent-for-a-person.yaml");
        catalog.copyRule("too-patient", "release-window");
        catalog.change("too-patient/too-patient.yaml", "ratify_within: PT24H", "ratify_within: P36525D");

        Run run = run("test", directory.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "ok   " + CASE,
                        "FAIL too-patient/cases/fires-at-the-end.yaml, in a stream, with the register after the actions:"
                                + " the job failed: ",
                        "retention is PT876000H, expected at least PT876601H",
                        "FAIL too-patient/cases/fires-at-the-end.yaml, in a stream, with a restart in the middle: the",
                        "4 cases, 2 failed")
                .doesNotContain("too-patient/cases/fires-at-the-end.yaml, as it is written");
    }
}
