package io.countersign.launcher.rules;

import static io.countersign.launcher.rules.RuleCatalogCopy.CASE;
import static io.countersign.launcher.rules.RuleCatalogCopy.CATALOG;
import static io.countersign.launcher.rules.RuleCatalogCopy.RULE;
import static io.countersign.launcher.rules.RuleCatalogCopy.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.launcher.Countersign;
import io.countersign.launcher.rules.RuleCatalogCopy.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code countersign rules} tells those who write rules. */
class RulesCommandTest {

    @TempDir
    Path directory;

    private RuleCatalogCopy catalog;

    @BeforeEach
    void copy() throws IOException {
        catalog = new RuleCatalogCopy(directory);
    }

    @Test
    void shouldFindNothingWrongWithTheCatalogThatShips() {
        Run run = run("lint", CATALOG.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).matches("(?s)\\d+ rules, \\d+ cases: nothing is wrong\\R");
    }

    @Test
    void shouldTellAllThatIsWrongWithRulesAndCasesAtOnce() throws IOException {
        catalog.change(RULE, "severity: high", "severity: hihg");
        catalog.change(CASE, "outcome: EXCEPTION, reason: AFTER_END", "outcome: EXCEPTON, reason: AFTER_THE_END");
        catalog.change(CASE, "operation: write", "operation: wriite");
        Files.move(
                directory.resolve("release-window/cases/fires-during-a-freeze.yaml"),
                directory.resolve("release-window/cases/during-a-freeze.yaml"));
        Files.createDirectories(directory.resolve("gone/cases"));
        Files.copy(directory.resolve(CASE), directory.resolve("gone/cases/silent-x.yaml"));

        Run run = run("lint", directory.toString());

        assertThat(run.exit()).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run.problems())
                .anySatisfy(line -> assertThat(line)
                        .startsWith(RULE + ":4: 'severity' is 'hihg'")
                        .contains("Did you mean 'high'?"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith(CASE + ":10: 'outcome' is 'EXCEPTON'")
                        .contains("Did you mean 'EXCEPTION'?"))
                .anySatisfy(line -> assertThat(line).startsWith(CASE + ":10: 'reason' is 'AFTER_THE_END'"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith(CASE + ":4: no canonical record: WRONG_TYPE")
                        .contains("wriite"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith(
                                "release-window/cases/during-a-freeze.yaml:1: a case is named after what it comes to"))
                .anySatisfy(line -> assertThat(line).startsWith("gone/cases/:1: there is no rule gone/gone.yaml"));
    }

    @Test
    void shouldTellOfARuleThatIsNotInAFolderOfItsOwn() throws IOException {
        Files.move(directory.resolve("release-window"), directory.resolve("releases"));

        assertThat(run("lint", directory.toString()).problems())
                .singleElement()
                .asString()
                .startsWith("releases/release-window.yaml:2: rule 'release-window' is in the folder 'releases'");
    }

    @Test
    void shouldMissCasesThatFireAndCasesThatStaySilent() throws IOException {
        catalog.keepCases("fires-at-the-end.yaml");

        assertThat(run("lint", directory.toString()).problems())
                .singleElement()
                .asString()
                .startsWith(RULE + ":1: no case says when the rule stays silent");
    }

    @Test
    void shouldExplainHowFarEachChangeWasFromCoveringAnAction() throws IOException {
        Path action = Files.writeString(directory.resolve("action.json"), """
                {"type":"action","id":"a-1","time":"2026-06-30T10:04:00Z","source":"cloudtrail",
                "actor":{"principal":"ci-gl","kind":"machine"},"operation":"write","object":"gl.journal","outcome":"success",
                "asset":{"id":"gl","system":"general-ledger","environment":"production","class":"ledger"}}""");
        String change = """
                {"type":"change","id":"%s","version":1,"recorded_at":"2026-06-29T12:00:00Z","source":"servicenow","kind":"normal",\
                "state":"%s","window":{"start":"2026-06-30T09:00:00Z","end":"2026-06-30T10:00:00Z"},"scope":{"systems":\
                ["general-ledger"],"environments":["production"],"identities":["ci-gl"]},"approvals":[{"by":"ann",\
                "at":"2026-06-29T11:00:00Z","decision":"approved"}]}
                """;
        Files.createDirectories(directory.resolve("register"));
        Files.writeString(
                directory.resolve("register/changes.jsonl"),
                change.formatted("CHG1", "approved") + change.formatted("CHG2", "draft"));
        Files.writeString(directory.resolve("register/identities.jsonl"), """
                {"type":"identity","id":"ci-gl","version":1,"recorded_at":"2026-06-01T00:00:00Z","source":"inventory",\
                "kind":"machine","aliases":[],"owner":"bob","state":"active","entitlements":[]}
                """);
        String register = directory.resolve("register").toString();
        String rules = directory.resolve("release-window").toString();

        Run run = run("explain", action.toString(), "--register", register, "--rules", rules);

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "release-window: EXCEPTION, AFTER_END",
                        "  action                   a-1 at 2026-06-30T10:04:00Z, write of gl.journal",
                        "  identity                 ci-gl, known as ci-gl",
                        "  nearest                  CHG1",
                        "  CHG1                     10 window        AFTER_END          PT4M",
                        "  CHG2                     7 state          NOT_APPROVED       ");
        Files.writeString(action, Files.readString(action).replace("\"write\"", "\"read\""));
        assertThat(run("explain", action.toString(), "--register", register, "--rules", rules)
                        .out())
                .isEqualToNormalizingNewlines("release-window: does not select this action\n");
        Files.writeString(action, "{}");
        assertThat(run("explain", action.toString(), "--register", register, "--rules", rules)
                        .err())
                .contains("action.json: MISSING_FIELD, 'type' is absent");
    }

    @Test
    void shouldRefuseWhatIsNoDirectoryOrNoRule() {
        assertThat(run("lint", "nowhere").exit()).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run("test", "nowhere").exit()).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run("test", "--rule", "release-widow", directory.toString()).err())
                .contains("no rule is named 'release-widow', expected one of [release-window]");
    }
}
