package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.CommandRun;
import io.countersign.rules.catalog.RuleLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lint says of versions, and to programs. */
class RulesLintCommandTest {

    @TempDir
    Path directory;

    private Path rule;

    @BeforeEach
    void writeARule() {
        CommandRun.of("rules", "new", "one", "--kind", "control", "--dir", directory.toString());
        rule = directory.resolve("one/one.yaml");
    }

    @Test
    void shouldSayThatNothingTiesVersionsWhereThereIsNoLock() {
        CommandRun run = lint();

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("there is no rules.lock", "--lock writes it");
    }

    @Test
    void shouldRefuseAChangeOfTheLogicUntilTheVersionIsRaisedAndTheLockWritten() throws IOException {
        assertThat(lint("--lock").exit()).isZero();
        assertThat(lint().exit()).isZero();
        change("'ledger'", "'payroll'");

        assertThat(lint().err())
                .startsWith("one/one.yaml:14: what rule 'one' judges has changed, and its version is still 1;"
                        + " write 'version: 2'");
        assertThat(lint("--lock").exit()).isEqualTo(2);
        assertThat(lint().exit()).isEqualTo(2);

        change("version: 1", "version: 2");
        assertThat(lint().err()).startsWith("rules.lock:2: rule 'one' is locked at version 1 and is at version 2 now");
        assertThat(lint("--lock").exit()).isZero();
        assertThat(lint().exit()).isZero();

        change("version: 2", "version: 1");
        assertThat(lint().err()).contains("versions never go down");
        assertThat(lint("--lock").err()).contains("versions never go down");
    }

    @Test
    void shouldNotMindAnotherTitle() throws IOException {
        lint("--lock");
        change("title: Machine identities", "title: All machine identities");

        assertThat(lint().exit()).isZero();
    }

    @Test
    void shouldWriteTheSameLockAgainAndAgain() throws IOException {
        lint("--lock");
        String first = Files.readString(directory.resolve(RuleLock.FILE));
        lint("--lock");

        assertThat(Files.readString(directory.resolve(RuleLock.FILE))).isEqualTo(first);
    }

    @Test
    void shouldNotLockWhatIsWrong() throws IOException {
        change("'write'", "'wirte'");

        assertThat(lint("--lock").exit()).isEqualTo(2);
        assertThat(directory.resolve(RuleLock.FILE)).doesNotExist();
    }

    @Test
    void shouldRefuseARuleThatHasLostItsKindAndSoItsForce() throws IOException {
        change("kind: control", "Kind: control");

        assertThat(lint().exit()).isEqualTo(2);
        assertThat(lint().err()).contains("one/one.yaml:1: it has no 'kind', so that it is no rule and judges nothing");
    }

    @Test
    void shouldNotLetAFileActOnTheTerminal() throws IOException {
        change("severity: medium", "severity: medium\n\"\\e[31m\\u202ex\": 1");

        assertThat(lint().err()).contains("\\u001b[31m\\u202ex").doesNotContain("\033[31m", "\u202e");
    }

    @Test
    void shouldTellProgramsWhatIsWrongAndWhere() throws IOException {
        JsonNode well = new ObjectMapper().readTree(lint("--json").out());
        assertThat(well.toString()).isEqualTo("{\"rules\":1,\"cases\":2,\"locked\":false,\"problems\":[]}");

        change("severity: medium", "severity: meduim");
        CommandRun run = lint("--json");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).isEmpty();
        JsonNode problem =
                new ObjectMapper().readTree(run.out()).path("problems").path(0);
        assertThat(problem.path("file").asText()).isEqualTo("one/one.yaml");
        assertThat(problem.path("line").asInt()).isEqualTo(8);
        assertThat(problem.path("message").asText())
                .isEqualTo("'severity' is 'meduim', expected one of [low, medium, high, critical]. Did you mean"
                        + " 'medium'?");
    }

    private CommandRun lint(String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "rules";
        args[1] = "lint";
        System.arraycopy(options, 0, args, 2, options.length);
        args[args.length - 1] = directory.toString();
        return CommandRun.of(args);
    }

    private void change(String from, String to) throws IOException {
        String text = Files.readString(rule);
        assertThat(text).contains(from);
        Files.writeString(rule, text.replace(from, to));
    }
}
