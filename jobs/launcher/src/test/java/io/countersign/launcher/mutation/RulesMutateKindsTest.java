package io.countersign.launcher.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is changed in a rule to make mutants of it. */
class RulesMutateKindsTest {

    private static final String CONTROL = """
            kind: control
            id: r
            title: A control
            severity: low
            owner: tests
            select: >
              action.operation == 'write'
              && (action.interactive || action.actor.kind in ["machine", 'unknown'])
            require:
              change: { sources: [servicenow, inventory], min_approvers: 2, ratify_within: PT24H }
            """;

    private static final String SEQUENCE = """
            kind: sequence
            id: r
            title: A sequence
            severity: low
            owner: tests
            by: ["event.type == 'action' ? event.actor.principal : event.id", event.source]
            within: P1D
            steps:
              - one: event.type == 'action' && event.operation == 'grant'
                times: [2, 3]
              - not: { two: "event.type == 'identity' && event.state == 'active'" }
              - not: { three: event.operation == 'login' }
              - four: >
                  event.time - one.time >= duration('1h30m')
                  || !has(event.object)
                times: 2
            until: event.operation == 'revoke'
            """;

    @Test
    void shouldChangeWhatAControlSelectsAndRequires() {
        assertThat(names(CONTROL))
                .contains(
                        "select: action.operation == 'write' -> action.operation != 'write'",
                        "select: action.operation == 'write' -> gone",
                        "select: (action.interactive || action.actor.kind in [\"machine\", 'unknown'])"
                                + " -> !(action.interactive || action.actor.kind in [\"machine\", 'unknown'])",
                        "select: action.interactive || action.actor.kind in [\"machine\", 'unknown']"
                                + " -> action.interactive && action.actor.kind in [\"machine\", 'unknown']",
                        "select: action.interactive -> !(action.interactive)",
                        "select: action.actor.kind in [… \"machine\" …] -> gone",
                        "sources: servicenow -> gone",
                        "min_approvers: 2 -> 1",
                        "min_approvers: 2 -> 3",
                        "ratify_within: PT24H -> PT23H59M59.999S",
                        "ratify_within: PT24H -> PT24H0.001S");
    }

    @Test
    void shouldChangeTheStepsAndBoundsOfASequence() {
        assertThat(names(SEQUENCE))
                .contains(
                        "by: event.type == 'action' ? event.actor.principal : event.id -> event.id",
                        "by: event.source -> gone",
                        "within: P1D -> PT23H59M59.999S",
                        "within: P1D -> PT24H0.001S",
                        "one: times [2, 3] -> [1, 3]",
                        "one: times [2, 3] -> [2, 4]",
                        "four: times 2 -> 1",
                        "steps: not two -> gone",
                        "steps: four -> gone",
                        "steps: three, four -> four, three",
                        "four: event.time - one.time >= duration('1h30m') -> event.time - one.time > duration('1h30m')",
                        "four: duration('1h30m') -> duration('5399999ms')",
                        "four: !has(event.object) -> has(event.object)",
                        "until: event.operation == 'revoke' -> event.operation != 'revoke'",
                        "until -> gone");
    }

    @Test
    void shouldLeaveOutWhatDoesNotLoadAndWhatMeansTheSame() {
        assertThat(names(SEQUENCE))
                .as("a step that another refers to; the order of what must not happen; a type that only one has anyway")
                .doesNotContain(
                        "steps: one -> gone",
                        "steps: one -> not one",
                        "steps: two, three -> three, two",
                        "one: event.type == 'action' -> gone")
                .as("credentials have a state, too")
                .contains("two: event.type == 'identity' -> gone");
    }

    @Test
    void shouldMakeEveryKindOfMutant() {
        Set<MutantKind> kinds = EnumSet.noneOf(MutantKind.class);
        for (String rule : List.of(CONTROL, SEQUENCE, SEQUENCE.replace("one.time", "event.time"))) {
            mutants(rule).forEach(mutant -> kinds.add(mutant.kind()));
        }
        // A constant that the contract does not have would be no rule: a source may be called anything.
        mutants(CONTROL.replace("action.operation == 'write'", "action.source == 'cloudtrail'"))
                .forEach(mutant -> kinds.add(mutant.kind()));
        // What a step that repeats is turned into would be no rule: one that does not is.
        mutants(SEQUENCE.replace("    times: 2\n", "")).forEach(mutant -> kinds.add(mutant.kind()));

        assertThat(kinds).containsExactlyInAnyOrder(MutantKind.values());
    }

    @Test
    void shouldTellTheLineOfWhatIsChangedInATextOfManyLines() {
        assertThat(mutants(CONTROL))
                .filteredOn(mutant -> mutant.name().startsWith("select: action.interactive ->"))
                .extracting(Mutant::line)
                .containsOnly(8);
        assertThat(mutants(SEQUENCE))
                .filteredOn(mutant -> mutant.name().startsWith("four: !has("))
                .extracting(Mutant::line)
                .containsOnly(15);
    }

    @Test
    void shouldTakeEveryExpressionOfTheCatalogApart() {
        for (RuleFile file : Catalog.files(Path.of("../../rules/catalog"))) {
            if (file.text().startsWith("kind:")) {
                List<Mutant> mutants = RuleMutants.of(file);
                assertThat(mutants).as(file.name()).isNotEmpty();
                assertThat(mutants).extracting(Mutant::name).doesNotHaveDuplicates();
            }
        }
    }

    private static List<Mutant> mutants(String rule) {
        return RuleMutants.of(new RuleFile("r.yaml", rule.getBytes(StandardCharsets.UTF_8)));
    }

    private static Set<String> names(String rule) {
        return mutants(rule).stream().map(Mutant::name).collect(Collectors.toSet());
    }
}
