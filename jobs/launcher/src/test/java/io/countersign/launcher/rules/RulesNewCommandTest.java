package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.CommandRun;
import io.countersign.rules.catalog.RuleLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class RulesNewCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void shouldWriteAControlThatPassesLintAndItsTestsAsItIs() {
        assertThat(create("ledger-writes", "control").exit()).isZero();

        CommandRun lint = CommandRun.of("rules", "lint", directory.toString());
        CommandRun test = CommandRun.of("rules", "test", directory.toString());

        assertThat(lint.out()).startsWith("1 rules, 2 cases: nothing is wrong");
        assertThat(test.exit()).as(test.out()).isZero();
        assertThat(test.out()).contains("2 cases, 0 failed");
    }

    @Test
    void shouldWriteASequenceWhoseCasesComeToWhatTheySay() throws Exception {
        assertThat(create("short-lived-grant", "sequence").exit()).isZero();
        Path folder = directory.resolve("short-lived-grant");

        List<Path> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("cases"))) {
            files.forEach(cases::add);
        }
        assertThat(cases).hasSize(2);
        for (Path each : cases) {
            JsonNode written = JSON.valueToTree(
                    new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(Files.readString(each)));
            assertThat(matches(folder, written)).isEqualTo(written.path("expect"));
            assertThat(written.path("expect").isEmpty())
                    .isEqualTo(each.getFileName().toString().startsWith("silent-"));
        }
    }

    private JsonNode matches(Path rules, JsonNode written) throws Exception {
        Path input = Files.createTempDirectory(directory, "input");
        List<String> lines = new ArrayList<>();
        written.path("given").forEach(record -> lines.add(record.toString()));
        Files.write(input.resolve("records.jsonl"), lines);
        Files.writeString(input.resolve("sources.yaml"), "sources: { inventory: { completeness: marks } }\n");
        Path only = Files.createTempDirectory(directory, "rules");
        Files.copy(rules.resolve("short-lived-grant.yaml"), only.resolve("short-lived-grant.yaml"));
        Path out = input.resolve("out");
        CommandRun run = CommandRun.of("check", "--input", "" + input, "--rules", "" + only, "--out", out.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        List<JsonNode> matches = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("matches.jsonl"))) {
            JsonNode match = JSON.readTree(line);
            matches.add(JSON.createObjectNode()
                    .<ObjectNode>set("events", match.path("events"))
                    .put("time", match.path("time").asText())
                    .put("key", match.path("key").asText()));
        }
        return JSON.valueToTree(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"control", "sequence"})
    void shouldNameTheSchemaThatEditorsCompleteWith(String kind) throws Exception {
        create("a-rule", kind);

        Path rule = directory.resolve("a-rule/a-rule.yaml");
        String first = Files.readAllLines(rule).get(0);
        assertThat(first).startsWith("# yaml-language-server: $schema=");
        assertThat(directory.resolve("a-rule").resolve(first.substring(first.indexOf('=') + 1)))
                .hasSameTextualContentAs(Path.of("../../rules/rule.schema.json"));
    }

    @Test
    void shouldAddTheRuleToALockThatIsKept() throws Exception {
        create("one", "control");
        assertThat(CommandRun.of("rules", "lint", "--lock", directory.toString())
                        .exit())
                .isZero();

        create("two", "control");

        assertThat(Files.readString(directory.resolve(RuleLock.FILE))).contains("\none 1 ", "\ntwo 1 ");
        assertThat(CommandRun.of("rules", "lint", directory.toString()).err()).isEmpty();
    }

    @Test
    void shouldRefuseAnIdThatIsNoneOrThatIsTaken() throws Exception {
        assertThat(create("ledger writes", "control").err())
                .startsWith("'ledger writes' is no id, expected letters, digits, '-' and '_'");
        assertThat(create("../escape", "control").exit()).isEqualTo(2);
        create("one", "control");
        assertThat(create("one", "sequence").err()).contains("one is there already; choose another id");
        Files.move(directory.resolve("one"), directory.resolve("elsewhere"));
        assertThat(create("one", "control").err())
                .startsWith("rule 'one' is there already, in elsewhere/one.yaml; choose another id");
        assertThat(directory.resolve("one")).doesNotExist();
        assertThat(create("two", "contrl").exit()).isEqualTo(2);
    }

    private CommandRun create(String id, String kind) {
        return CommandRun.of("rules", "new", id, "--kind", kind, "--dir", directory.toString());
    }
}
