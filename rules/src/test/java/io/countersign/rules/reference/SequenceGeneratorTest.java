package io.countersign.rules.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.ReferenceSequences.Advance;
import io.countersign.rules.reference.SequenceGenerator.Drawn;
import io.countersign.rules.reference.SequenceKey.Constant;
import io.countersign.rules.reference.SequenceKey.Either;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SequenceGeneratorTest {
    private static final int WORLDS = 300;
    private static final int SOME = 10;

    private static final List<Drawn> DRAWN =
            LongStream.range(0, WORLDS).mapToObj(SequenceGenerator::generate).toList();

    private static final Map<String, Predicate<SequenceSpec>> SORTS = Map.ofEntries(
            Map.entry("one step", spec -> spec.taken().size() == 1),
            Map.entry("two steps", spec -> spec.taken().size() == 2),
            Map.entry("three steps", spec -> spec.taken().size() == 3),
            Map.entry("four steps", spec -> spec.taken().size() == 4),
            Map.entry("no time", spec -> spec.within().isEmpty()),
            Map.entry("not at the end", SequenceSpec::endsInAbsence),
            Map.entry("not in the midst", SequenceGeneratorTest::forbidsInTheMidst),
            Map.entry(
                    "several nots",
                    spec -> spec.steps().stream().filter(Step::forbidden).count() > 1),
            Map.entry(
                    "two nots in a row",
                    spec -> spec.taken().stream()
                            .anyMatch(step -> spec.forbiddenAfter(step).size() > 1)),
            Map.entry(
                    "times n",
                    spec -> spec.steps().stream().anyMatch(step -> step.min() > 1 && step.min() == step.max())),
            Map.entry("times [n, m]", spec -> spec.steps().stream().anyMatch(step -> step.min() < step.max())),
            Map.entry("until", spec -> spec.until().isPresent()),
            Map.entry("until over a step", spec -> spec.until().stream().anyMatch(SequenceGeneratorTest::relates)),
            Map.entry("a step over a step", spec -> spec.taken().stream().anyMatch(step -> relates(step.expression()))),
            Map.entry(
                    "a not over a step",
                    spec -> spec.steps().stream().anyMatch(step -> step.forbidden() && relates(step.expression()))),
            Map.entry("two keys", spec -> spec.by().size() == 2),
            Map.entry("a key for changes", spec -> spec.by().get(0) instanceof Either),
            Map.entry("one key for all", spec -> spec.by().get(0) instanceof Constant),
            Map.entry("actions", spec -> !spec.waitsForRegister()),
            Map.entry("identity", spec -> spec.by().get(0).cel().equals("event.identity")),
            Map.entry("verdict", spec -> takes(spec, "'verdict'")),
            Map.entry("window.open", spec -> takes(spec, "'window.open'")),
            Map.entry("window.close", spec -> takes(spec, "'window.close'")),
            Map.entry("change", spec -> takes(spec, "'change'")),
            Map.entry("freeze", spec -> takes(spec, "'freeze'")),
            Map.entry("recording", spec -> takes(spec, "'recording'")),
            Map.entry("credential", spec -> takes(spec, "'credential'")));

    /** Each alters one part of a sequence. */
    private static final Map<String, UnaryOperator<SequenceSpec>> ALTERED = Map.of(
            "the first instant after the time", spec -> lengthened(spec, 1),
            "the last instant of the time", spec -> lengthened(spec, -1),
            "until", spec -> with(spec, spec.steps(), Optional.empty()),
            "not in the midst", spec -> with(spec, withoutNots(spec, true), spec.until()),
            "not at the end", spec -> with(spec, withoutNots(spec, false), spec.until()),
            "the least times", spec -> with(spec, times(spec, step -> 1, Step::max), spec.until()),
            "the most times", spec -> with(spec, times(spec, Step::min, Step::min), spec.until()));

    @Test
    void shouldMatchAThirdOfTheSequencesAndSomeOfEverySort() {
        Map<String, Integer> matched = new TreeMap<>();
        int sequences = 0;
        int matching = 0;
        for (Drawn drawn : DRAWN) {
            Set<String> ids = drawn.matches().stream()
                    .map(match -> Fields.required(match, "sequence"))
                    .collect(Collectors.toSet());
            sequences += drawn.sequences().size();
            matching += ids.size();
            for (SequenceSpec spec : drawn.sequences()) {
                SORTS.forEach((sort, has) -> {
                    if (ids.contains(spec.id()) && has.test(spec)) {
                        matched.merge(sort, 1, Integer::sum);
                    }
                });
            }
        }
        assertThat(matching).isGreaterThan(sequences / 3);
        assertOften(SORTS.keySet(), matched);
    }

    @Test
    void shouldDependOnEveryPartOfTheSequences() {
        Map<String, Integer> mattered = new TreeMap<>();
        for (Drawn drawn : DRAWN) {
            ALTERED.forEach((part, altered) -> {
                List<SequenceSpec> others =
                        drawn.sequences().stream().map(altered).toList();
                if (!events(drawn.reference().matches(others)).equals(events(drawn.matches()))) {
                    mattered.merge(part, 1, Integer::sum);
                }
            });
        }
        assertOften(ALTERED.keySet(), mattered);
    }

    @Test
    void shouldDependOnHowFarTheRegisterIsComplete() {
        Map<String, Integer> mattered = new TreeMap<>();
        for (Drawn drawn : DRAWN) {
            List<ObjectNode> toTheEnd =
                    ReferenceSequences.of(drawn.world(), Advance.TO_THE_END).matches(drawn.sequences());
            if (!toTheEnd.equals(drawn.matches())) {
                mattered.merge("marks", 1, Integer::sum);
            }
        }
        assertOften(Set.of("marks"), mattered);
    }

    @Test
    void shouldGiveTheSameScenarioForTheSameSeed() {
        assertThat(SequenceScenario.generate(7)).isEqualTo(SequenceScenario.generate(7));
    }

    private static void assertOften(Collection<String> all, Map<String, Integer> times) {
        assertThat(all)
                .allSatisfy(
                        each -> assertThat(times.getOrDefault(each, 0)).as(each).isGreaterThanOrEqualTo(SOME));
    }

    private static boolean forbidsInTheMidst(SequenceSpec spec) {
        return withoutNots(spec, true).size() < spec.steps().size();
    }

    private static boolean takes(SequenceSpec spec, String text) {
        return spec.taken().stream().anyMatch(step -> step.expression().cel().contains(text));
    }

    private static boolean relates(SequenceExpression expression) {
        return expression.cel().matches(".*\\b(first|second|third|fourth)\\..*");
    }

    /** Without times, which an absence takes from the end of its own. */
    private static List<List<String>> events(List<ObjectNode> matches) {
        return matches.stream()
                .map(match -> List.of(
                        Fields.required(match, "sequence"),
                        Fields.required(match, "key"),
                        Fields.at(match, "events").toString()))
                .sorted(Comparator.comparing(List::toString))
                .toList();
    }

    private static SequenceSpec with(SequenceSpec spec, List<Step> steps, Optional<SequenceExpression> until) {
        return new SequenceSpec(spec.id(), spec.by(), spec.within(), steps, until);
    }

    private static SequenceSpec lengthened(SequenceSpec spec, int millis) {
        Optional<Duration> within = spec.within().map(each -> each.plusMillis(millis));
        return new SequenceSpec(spec.id(), spec.by(), within, spec.steps(), spec.until());
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
