package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesDiffCommandTest {

    private static final String CONTROL = """
            kind: control
            id: releases
            title: A title
            severity: high
            owner: somebody
            select: action.operation in ['write', 'define']
            require:
              change: { sources: [servicenow] }
            """;

    private static final String SEQUENCE = """
            kind: sequence
            id: grants
            title: A title
            severity: high
            owner: somebody
            by: [event.source]
            steps:
              - grant: event.type == 'action' && event.operation == 'grant'
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void writeRulesAndInput() throws Exception {
        rule("a/releases.yaml", CONTROL);
        rule("b/releases.yaml", CONTROL);
        List<String> records = new ArrayList<>();
        for (int i = 10; i < 40; i++) {
            records.add(action("w-" + i, "2026-06-30T09:" + i + ":00Z", "write"));
        }
        records.add(action("d-1", "2026-06-30T09:30:00Z", "define"));
        records.add(action("g-1", "2026-06-30T09:50:00Z", "grant"));
        records.add("""
                {"type":"change","id":"CHG1","version":1,"recorded_at":"2026-06-29T12:00:00Z","source":"servicenow",\
                "kind":"normal","state":"approved","window":{"start":"2026-06-30T09:00:00Z","end":"2026-06-30T10:00:00Z"},\
                "scope":{"systems":["gl"],"environments":["prod"],"identities":["ci"]},"approvals":[{"by":"ann",\
                "at":"2026-06-29T11:00:00Z","decision":"approved"}]}""");
        Files.createDirectories(directory.resolve("input"));
        Files.write(directory.resolve("input/records.jsonl"), records);
    }

    @Test
    void shouldTellThatNothingChangesWhereOnlyWordsDo() throws Exception {
        rule("b/releases.yaml", CONTROL.replace("A title", "Another title"));

        CommandRun run = diff();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).isEqualToNormalizingNewlines("no verdict and no match changes\n");
    }

    @Test
    void shouldCountWhatBecomesOfWhatAndShowSomeOfIt() throws Exception {
        rule(
                "b/releases.yaml",
                CONTROL.replace("'define'", "'read'").replace("[servicenow]", "[servicenow], min_approvers: 2"));
        rule("b/grants.yaml", SEQUENCE);

        CommandRun run = diff();

        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        assertThat(run.out().lines())
                .contains(
                        "grants: 1 x nothing -> match",
                        "  2026-06-30T09:50:00.000Z  key cloudtrail  events g-1",
                        "releases: 1 x AUTHORISED -> nothing",
                        "  2026-06-30T09:30:00.000Z  action d-1  by ci  change CHG1",
                        "releases: 30 x AUTHORISED -> EXCEPTION NOT_APPROVED",
                        "  2026-06-30T09:10:00.000Z  action w-10  by ci  nearest CHG1",
                        "  and 10 more, which --all shows")
                .hasSize(3 + 1 + 1 + 20 + 1);
        assertThat(diff("--all").out().lines()).hasSize(3 + 1 + 1 + 30);
    }

    @Test
    void shouldTellWhereAVerdictStaysAndSomethingElseInItDoesNot() throws Exception {
        rule("b/releases.yaml", CONTROL.replace("[servicenow]", "[servicenow, silent]"));
        rule("a/releases.yaml", CONTROL.replace("[servicenow]", "[servicenow, quiet]"));

        assertThat(diff().out().lines()).contains("releases: 31 x INDETERMINATE SOURCE_INCOMPLETE, with other notes");
    }

    @Test
    void shouldTellWhereNobodyHearsOfAVerdictAnyMore() throws Exception {
        rule("b/releases.yaml", CONTROL + "status: shadow\n");

        CommandRun run = diff();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out().lines()).contains("releases: 31 x AUTHORISED -> AUTHORISED in shadow");
    }

    @Test
    void shouldTellTheSameToPrograms() throws Exception {
        rule("b/releases.yaml", CONTROL.replace("'define'", "'read'"));

        JsonNode json = new ObjectMapper().readTree(diff("--json").out());

        assertThat(json.path("changes")).hasSize(1);
        JsonNode change = json.path("changes").path(0);
        assertThat(change.path("rule").asText()).isEqualTo("releases");
        assertThat(change.path("from").asText()).isEqualTo("AUTHORISED");
        assertThat(change.path("to").asText()).isEqualTo("nothing");
        assertThat(change.path("count").asInt()).isEqualTo(1);
        assertThat(change.path("examples").path(0).path("action_id").asText()).isEqualTo("d-1");
    }

    @Test
    void shouldRefuseWhatIsNoDirectoryAndRulesThatAreWrong() throws Exception {
        assertThat(CommandRun.of("rules", "diff", path("a"), path("nowhere"), "--input", path("input")))
                .satisfies(run -> assertThat(run.exit()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("nowhere is no directory"));
        rule("b/releases.yaml", CONTROL.replace("'define'", "'defnie'"));
        assertThat(diff().exit()).isEqualTo(2);
        assertThat(diff().err()).contains("'operation' is never 'defnie'");
    }

    private CommandRun diff(String... options) {
        List<String> args = new ArrayList<>(List.of("rules", "diff", path("a"), path("b"), "--input", path("input")));
        args.addAll(List.of(options));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void rule(String name, String text) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String action(String id, String time, String operation) {
        return """
                {"type":"action","id":"%s","time":"%s","source":"cloudtrail","actor":{"principal":"ci","kind":"machine"},\
                "operation":"%s","outcome":"success","asset":{"id":"gl","system":"gl","environment":"prod","class":"ledger"}}""".formatted(id, time, operation);
    }
}
