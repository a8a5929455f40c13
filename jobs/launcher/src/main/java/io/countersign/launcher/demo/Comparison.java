package io.countersign.launcher.demo;

import io.countersign.launcher.scenario.Truth;
import io.countersign.rules.judge.Population;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What was found, beside what was planted. */
record Comparison(Truth truth, Observed observed, List<String> differences) {

    private static final String ROW = "%-54s %8s %8s";

    static Comparison of(Truth truth, Observed observed) {
        return new Comparison(truth, observed, observed.differences(truth));
    }

    /** Whether everything planted was found, and nothing else. */
    boolean isExact() {
        return differences.isEmpty();
    }

    void show(Screen screen) {
        screen.heading("Planted and found");
        Map<String, Integer> planted = truth.byReason();
        Map<String, Integer> found = observed.byReason();
        TreeSet<String> reasons = new TreeSet<>(planted.keySet());
        reasons.addAll(found.keySet());
        screen.say(ROW.formatted("", "planted", "found"));
        for (UseCase useCase : UseCase.ALL) {
            screen.say(useCase.title());
            for (String rule : useCase.rules()) {
                reasons.stream()
                        .filter(reason -> reason.startsWith(rule + " "))
                        .forEach(reason -> screen.say(ROW.formatted(
                                "  " + reason, planted.getOrDefault(reason, 0), found.getOrDefault(reason, 0))));
            }
        }
        screen.say(ROW.formatted(
                "could not be read (quarantined)",
                truth.quarantinedEvents(),
                observed.quarantineByReason().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum()));
        differences.forEach(difference -> screen.say(screen.verdict(false, "differs: ") + difference));
        screen.say(
                isExact()
                        ? screen.verdict(true, "Found = planted, action by action and match by match.")
                        : screen.verdict(false, differences.size() + " differences."));
        equation(screen);
    }

    private void equation(Screen screen) {
        screen.heading("Every event accounted for");
        Population population = observed.population();
        for (String source : observed.sources()) {
            screen.say(
                    "%-14s %d read = %d selected + %d out of scope + %d no action + %d register + %d marks + %d quarantined + %d duplicates"
                            .formatted(
                                    source,
                                    population.ofSource(source, "read"),
                                    population.ofSource(source, "selected"),
                                    population.ofSource(source, "out_of_scope"),
                                    population.ofSource(source, "no_action"),
                                    population.ofSource(source, "register"),
                                    population.ofSource(source, "marks"),
                                    population.ofSource(source, "quarantined"),
                                    population.ofSource(source, "duplicates")));
        }
        List<String> imbalances = population.imbalances();
        imbalances.forEach(imbalance -> screen.say(screen.verdict(false, "not accounted for: ") + imbalance));
    }
}
