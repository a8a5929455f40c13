package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.Countersign;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes of a rule {@code countersign rules mutate} says that no case notices. */
class RulesMutateCommandTest {

    private static final Path FIXTURES = Path.of("src/test/resources/mutate");
    private static final Path WEAK = FIXTURES.resolve("weak");
    private static final Path STRONG = FIXTURES.resolve("strong");
    private static final String LIST = "logged-in/equivalents.yaml";

    /** What one firing and one silent case do not notice. */
    private static final List<String> SURVIVORS = List.of(
            "6: by: event.actor.principal -> gone",
            "6: by: event.asset.system -> gone",
            "7: within: PT1H -> PT1H0.001S",
            "7: within: PT1H -> PT59M59.999S",
            "10: review: event.operation == 'login' -> event.operation != 'login'",
            "10: steps: not review -> gone",
            "10: steps: review, use -> use, review",
            "13: use: event.operation in ['write', 'export'] && event.outcome != 'failure'"
                    + " -> event.operation in ['write', 'export'] || event.outcome != 'failure'",
            "12: use: event.operation in ['write', 'export'] -> gone",
            "12: use: event.operation in [… 'export' …] -> gone",
            "13: use: event.outcome != 'failure' -> gone",
            "14: until -> gone");

    @TempDir
    Path directory;

    /** What a run said. */
    private record Run(int exit, String out, String err) {}

    @Test
    void shouldNameEveryChangeThatWeakCasesDoNotNotice() throws IOException {
        Run run = run("--json", WEAK.toString());

        assertThat(run.exit).isEqualTo(1);
        List<String> survived = new ArrayList<>();
        List<String> killed = new ArrayList<>();
        for (JsonNode mutant :
                new ObjectMapper().readTree(run.out).path("rules").path(0).path("mutants")) {
            boolean isKilled = mutant.path("outcome").asText().equals("killed");
            (isKilled ? killed : survived)
                    .add(mutant.path("line").asText() + ": "
                            + mutant.path("mutant").asText());
            assertThat(mutant.path("killed_by").isNull()).isEqualTo(!isKilled);
        }
        assertThat(survived).containsExactlyInAnyOrderElementsOf(SURVIVORS);
        assertThat(killed)
                .contains(
                        "9: grant: event.operation == 'grant' -> event.operation != 'grant'",
                        "12: steps: use -> not use");
    }

    @Test
    void shouldFindNothingThatStrongCasesDoNotNotice() throws IOException {
        Run run = run(STRONG.toString());

        assertThat(run.err).isEmpty();
        assertThat(run.out.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("ok   logged-in: 5 mutants, 5 killed, 0 equivalent, 0 survived, "),
                        line -> assertThat(line).startsWith("1 rules, 5 mutants, 0 survived, "));
        assertThat(run.exit).isZero();
    }

    @Test
    void shouldTakeWhatIsListedForEquivalentAndTellWhatNeedNotBe() throws IOException {
        copy(STRONG);
        Files.delete(directory.resolve("logged-in/cases/silent-when-refused.yaml"));
        Files.writeString(directory.resolve(LIST), """
                - mutant: "login: event.outcome != 'failure' -> gone"
                  because: nobody is refused here
                - mutant: "login: event.operation == 'login' -> gone"
                  because: nothing else is ever done
                - mutant: "login: event.operation == 'logout' -> gone"
                  because: the rule was another once
                """);

        Run run = run("--rule", "logged-in", directory.toString());

        assertThat(run.exit).isEqualTo(1);
        assertThat(run.out.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("WEAK logged-in: 5 mutants, 4 killed, 1 equivalent, 0 survived, "),
                        line -> assertThat(line)
                                .isEqualTo("  " + LIST + ":3: login: event.operation == 'login' -> gone: no longer"
                                        + " needed, logged-in/cases/silent-when-written.yaml notices it"),
                        line -> assertThat(line)
                                .isEqualTo("  " + LIST + ":5: login: event.operation == 'logout' -> gone: no longer"
                                        + " needed, the rule has no such mutant"),
                        line -> assertThat(line).startsWith("1 rules, 5 mutants, 0 survived, "));
        assertThat(Countersign.run(
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(new StringWriter()),
                        "rules",
                        "lint",
                        directory.toString()))
                .as("the list is no rule")
                .isZero();
    }

    @Test
    void shouldRefuseAListThatDoesNotSayWhy() throws IOException {
        copy(STRONG);
        Files.writeString(directory.resolve(LIST), "- mutant: \"login: x -> gone\"\n");

        Run run = run(directory.toString());

        assertThat(run.exit).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run.err).startsWith(LIST + ":1: expected 'mutant', as 'rules mutate' names it, and 'because'");
        assertThat(run("nowhere").exit).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run("--rule", "logged-out", STRONG.toString()).err)
                .contains("no rule is named 'logged-out', expected one of [logged-in]");
    }

    @Test
    void shouldRefuseCasesThatTheRuleItselfDoesNotPass() throws IOException {
        copy(STRONG);
        Path written = directory.resolve("logged-in/cases/silent-when-written.yaml");
        Files.writeString(written, Files.readString(written).replace("operation: write", "operation: login"));

        Run run = run(directory.toString());

        assertThat(run.exit).isEqualTo(Countersign.EXIT_USAGE);
        assertThat(run.err)
                .startsWith("logged-in/cases/silent-when-written.yaml:1: the rule itself does not come to what this"
                        + " case says");
    }

    private void copy(Path fixture) throws IOException {
        try (Stream<Path> files = Files.walk(fixture)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(fixture.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all =
                Stream.concat(Stream.of("rules", "mutate"), Stream.of(args)).toArray(String[]::new);
        int exit = Countersign.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return new Run(exit, out.toString(), err.toString());
    }
}
