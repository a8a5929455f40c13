package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.launcher.trial.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a case came to.
 *
 * @param attempts one for each perturbation
 */
record CaseReport(RuleCase tested, List<Attempt> attempts) {

    private static final Set<String> FIRING = Set.of("EXCEPTION", "INDETERMINATE");

    CaseReport {
        attempts = List.copyOf(attempts);
    }

    boolean passes() {
        return attempts.stream().allMatch(Attempt::passes);
    }

    /**
     * What a case came to in one way.
     *
     * @param expected what the case expects that did not come out, a line each
     * @param cameOut what came out that the case does not expect, a line each
     * @param problem what else is wrong; null if nothing is
     */
    record Attempt(
            Perturbation perturbation,
            List<String> expected,
            List<String> cameOut,
            @Nullable String problem) {

        Attempt {
            expected = List.copyOf(expected);
            cameOut = List.copyOf(cameOut);
        }

        boolean passes() {
            return expected.isEmpty() && cameOut.isEmpty() && problem == null;
        }

        /** Of a run that failed. */
        static Attempt failed(Perturbation perturbation, String why) {
            return new Attempt(perturbation, List.of(), List.of(), "the job failed: " + why);
        }

        /** What came out beside what was expected. */
        static Attempt of(Perturbation perturbation, RuleCase tested, Settled settled) {
            Set<String> compared = new HashSet<>(Set.of(tested.rule()));
            tested.expected().forEach(each -> compared.add(each.rule()));
            List<Expectation> found = Stream.concat(
                            settled.verdicts().stream(),
                            settled.matches().stream().filter(each -> !isOfArrival(each)))
                    .map(Expectation::of)
                    .filter(each -> compared.contains(each.rule()))
                    .toList();
            List<Expectation> unexpected = new ArrayList<>(found);
            List<Expectation> missing = new ArrayList<>();
            // Who asks for more chooses first, or a match could be taken by one that any would do for.
            tested.expected().stream()
                    .sorted(Comparator.comparing(each -> -each.members().size()))
                    .forEach(each -> unexpected.stream()
                            .filter(each::isMetBy)
                            .findFirst()
                            .ifPresentOrElse(unexpected::remove, () -> missing.add(each)));
            boolean fires = found.stream()
                    .filter(each -> each.rule().equals(tested.rule()))
                    .anyMatch(each ->
                            each.isMatch() || FIRING.contains(each.members().getOrDefault("outcome", "")));
            boolean agrees = missing.isEmpty() && unexpected.isEmpty();
            return new Attempt(
                    perturbation,
                    lines(missing, tested),
                    lines(unexpected, tested),
                    agrees && fires != tested.fires()
                            ? "its name says that the rule " + (tested.fires() ? "fires" : "stays silent")
                                    + ", and it does not"
                            : null);
        }

        private static List<String> lines(List<Expectation> expectations, RuleCase tested) {
            return expectations.stream()
                    .map(each -> each.line(tested.rule()))
                    .sorted()
                    .toList();
        }

        /** Whether a match is of a record that the case does not give. */
        private static boolean isOfArrival(JsonNode match) {
            for (JsonNode event : match.path("events")) {
                if (event.asText().startsWith(Arrival.LAST_RECORD)) {
                    return true;
                }
            }
            return false;
        }
    }
}
