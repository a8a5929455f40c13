package io.countersign.rules.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.SequenceGenerator.Drawn;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SequenceGeneratorTest {
    private static final int WORLDS = 300;
    private static final int SOME = 5;

    @Test
    void shouldMatchAThirdOfTheSequencesAndSomeOfEverySort() {
        Map<String, Integer> matched = new TreeMap<>();
        int sequences = 0;
        int matching = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            Drawn drawn = SequenceGenerator.generate(seed);
            Set<String> ids = drawn.matches().stream()
                    .map(match -> Fields.required(match, "sequence"))
                    .collect(Collectors.toSet());
            sequences += drawn.sequences().size();
            matching += ids.size();
            drawn.sequences().stream()
                    .filter(spec -> ids.contains(spec.id()))
                    .flatMap(spec -> features(spec).stream())
                    .forEach(feature -> matched.merge(feature, 1, Integer::sum));
        }
        System.out.println(matching + "/" + sequences + " " + matched);
        assertThat(matching).isGreaterThan(sequences / 3).isLessThan(sequences);
    }

    @Test
    void shouldDependOnEveryPartOfTheSequences() {
        Map<String, Function<SequenceSpec, SequenceSpec>> without = Map.of(
                "the end of the time",
                spec -> with(spec, spec.within().map(within -> within.plusMillis(1)), spec.steps(), spec.until()),
                "the last millisecond of the time",
                spec -> with(spec, spec.within().map(within -> within.minusMillis(1)), spec.steps(), spec.until()),
                "until",
                spec -> with(spec, spec.within(), spec.steps(), Optional.empty()),
                "not in the midst",
                spec -> with(spec, spec.within(), withoutNots(spec, true), spec.until()),
                "not at the end",
                spec -> with(spec, spec.within(), withoutNots(spec, false), spec.until()),
                "the least times",
                spec -> with(spec, spec.within(), times(spec, step -> 1, Step::max), spec.until()),
                "the most times",
                spec -> with(spec, spec.within(), times(spec, Step::min, Step::min), spec.until()));
        Map<String, Integer> mattered = new TreeMap<>();
        for (long seed = 0; seed < WORLDS; seed++) {
            Drawn drawn = SequenceGenerator.generate(seed);
            List<ObjectNode> matches = drawn.matches();
            without.forEach((part, change) -> {
                List<SequenceSpec> changed =
                        drawn.sequences().stream().map(change).toList();
                if (!new Drawn(drawn.world(), changed).matches().equals(matches)) {
                    mattered.merge(part, 1, Integer::sum);
                }
            });
        }
        System.out.println(mattered);
        assertThat(without.keySet())
                .allSatisfy(part ->
                        assertThat(mattered.getOrDefault(part, 0)).as(part).isGreaterThanOrEqualTo(SOME));
    }

    @Test
    void shouldGiveTheSameScenarioForTheSameSeed() {
        assertThat(SequenceScenario.generate(7)).isEqualTo(SequenceScenario.generate(7));
    }

    private static Set<String> features(SequenceSpec spec) {
        Set<String> features = new HashSet<>();
        features.add("steps " + spec.taken().size());
        return features;
    }

    private static SequenceSpec with(
            SequenceSpec spec, Optional<Duration> within, List<Step> steps, Optional<SequenceExpression> until) {
        return new SequenceSpec(spec.id(), spec.by(), within, steps, until);
    }

    private static List<Step> withoutNots(SequenceSpec spec, boolean inTheMidst) {
        Step lastTaken = spec.taken().get(spec.taken().size() - 1);
        int end = spec.steps().indexOf(lastTaken);
        List<Step> kept = new ArrayList<>();
        for (int place = 0; place < spec.steps().size(); place++) {
            Step step = spec.steps().get(place);
            if (!step.forbidden() || inTheMidst == (place > end)) {
                kept.add(step);
            }
        }
        return kept;
    }

    private static List<Step> times(SequenceSpec spec, Function<Step, Integer> min, Function<Step, Integer> max) {
        return spec.steps().stream()
                .map(step ->
                        new Step(step.name(), step.expression(), min.apply(step), max.apply(step), step.forbidden()))
                .toList();
    }
}
