package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.launcher.Countersign;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code countersign rules} tells those who write rules. */
class RulesCommandTest {

    private static final Path CATALOG = Path.of("../../rules/catalog");
    private static final String RULE = "release-window/release-window.yaml";
    private static final String CASE = "release-window/cases/fires-at-the-end.yaml";

    @TempDir
    Path directory;

    /** What a run said. */
    private record Run(int exit, String out, String err) {

        List<String> problems() {
            return err.lines().toList();
        }
    }

    @BeforeEach
    void copyTheCatalog() throws IOException {
        try (Stream<Path> files = Files.walk(CATALOG)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(CATALOG.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void shouldFindNothingWrongWithTheCatalogThatShips() {
        Run run = run("lint", CATALOG.toString());

        assertThat(run.exit).isZero();
        assertThat(run.out).matches("(?s)\\d+ rules, \\d+ cases: nothing is wrong\\R");
    }

    @Test
    void shouldTellAllThatIsWrongWithRulesAndCasesAtOnce() throws IOException {
        change(RULE, "severity: high", "severity: hihg");
        change(CASE, "outcome: EXCEPTION, reason: AFTER_END", "outcome: EXCEPTON, reason: AFTER_THE_END");
        change(CASE, "operation: write", "operation: wriite");
        Files.move(
                directory.resolve("release-window/cases/fires-during-a-freeze.yaml"),
                directory.resolve("release-window/cases/during-a-freeze.yaml"));
        Files.createDirectories(directory.resolve("gone/cases"));
        Files.copy(directory.resolve(CASE), directory.resolve("gone/cases/silent-x.yaml"));

        Run run = run("lint", directory.toString());

        assertThat(run.exit).isEqualTo(Countersign.EXIT_USAGE);
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
        keepCases("fires-at-the-end.yaml");

        assertThat(run("lint", directory.toString()).problems())
                .singleElement()
                .asString()
                .startsWith(RULE + ":1: no case says when the rule stays silent");
    }

    @Test
    void shouldComeToWhatTheCasesSayWhateverTheOrder() throws IOException {
        keepCases("fires-at-the-end.yaml", "silent-when-ratified.yaml");

        Run run = run("test", directory.toString());

        assertThat(run.out.lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("ok   " + CASE + ": The end itself is outside"),
                        line -> assertThat(line).startsWith("ok   release-window/cases/silent-when-ratified.yaml: "),
                        line -> assertThat(line).isEqualTo("2 cases, 0 failed"));
        assertThat(run.exit).isZero();
    }

    @Test
    void shouldShowWhatCameOutWhereACaseSaysSomethingElse() throws IOException {
        keepCases("fires-at-the-end.yaml", "silent-when-ratified.yaml", "silent-for-a-person.yaml");
        change(CASE, "reason: AFTER_END", "reason: FROZEN");
        Files.move(
                directory.resolve("release-window/cases/silent-for-a-person.yaml"),
                directory.resolve("release-window/cases/fires-for-a-person.yaml"));

        Run run = run("test", "--rule", "release-window", directory.toString());

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.out)
                .contains(
                        "FAIL " + CASE + ", as it is written: The end itself is outside",
                        "  expected  action_id a-1, outcome EXCEPTION, reason FROZEN, change null, nearest CHG1",
                        "  came out  action_id a-1, outcome EXCEPTION, reason AFTER_END, change null, nearest CHG1",
                        "fires-for-a-person.yaml, as it is written: its name says that the rule fires, and it does not",
                        "3 cases, 2 failed");
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

        Run run = run("explain", action.toString(), "--register", register);

        assertThat(run.exit).isZero();
        assertThat(run.out.lines())
                .contains(
                        "release-window: EXCEPTION, AFTER_END",
                        "  action                   a-1 at 2026-06-30T10:04:00Z, write of gl.journal",
                        "  identity                 ci-gl, known as ci-gl",
                        "  nearest                  CHG1",
                        "  CHG1                     10 window        AFTER_END          PT4M",
                        "  CHG2                     7 state          NOT_APPROVED       ");
        Files.writeString(action, Files.readString(action).replace("\"write\"", "\"read\""));
        assertThat(run("explain", action.toString(), "--register", register).out)
                .isEqualToNormalizingNewlines("release-window: does not select this action\n");
        Files.writeString(action, "{}");
        assertThat(run("explain", action.toString(), "--register", register).err)
                .contains("action.json: MISSING_FIELD, 'type' is absent");
    }

    @Test
    void shouldRefuseWhatIsNoDirectoryOrNoRule() {
        assertThat(run("lint", "nowhere").exit).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run("test", "nowhere").exit).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run("test", "--rule", "release-widow", CATALOG.toString()).err)
                .contains("no rule is named 'release-widow', expected one of [release-window]");
    }

    private void change(String file, String from, String to) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(directory.resolve(file), text.replace(from, to));
    }

    private void keepCases(String... names) throws IOException {
        List<String> kept = List.of(names);
        try (Stream<Path> cases = Files.list(directory.resolve("release-window/cases"))) {
            cases.filter(file -> !kept.contains(file.getFileName().toString())).forEach(RulesCommandTest::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = Stream.concat(Stream.of("rules"), Stream.of(args)).toArray(String[]::new);
        int exit = Countersign.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return new Run(exit, out.toString(), err.toString());
    }
}
