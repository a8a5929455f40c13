package io.countersign.rules.reference;

import io.countersign.rules.reference.Scenario.ControlYaml;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A generated scenario and what the reference makes of it, as text.
 *
 * @param seed what it was generated from
 * @param records one JSON object each
 * @param verdicts the lines of {@code verdicts.jsonl} (S8)
 * @param reached see {@link Reached}
 */
public record ExpectedWorld(
        long seed,
        List<String> records,
        List<UnreadableLine> unreadable,
        Map<String, String> completeness,
        List<ControlYaml> controls,
        List<String> verdicts,
        Map<String, Integer> reached) {

    private static final Map<Long, ExpectedWorld> COMPUTED = new ConcurrentHashMap<>();

    /** The world of a seed, computed once. */
    public static ExpectedWorld of(long seed) {
        return COMPUTED.computeIfAbsent(seed, ExpectedWorld::compute);
    }

    private static ExpectedWorld compute(long seed) {
        Scenario scenario = ScenarioGenerator.generate(seed);
        Reached reached = Reached.by(scenario);
        return new ExpectedWorld(
                seed,
                texts(scenario.records()),
                scenario.unreadable(),
                scenario.completeness(),
                scenario.controls(),
                texts(reached.verdicts()),
                reached.times());
    }

    private static List<String> texts(List<?> nodes) {
        return nodes.stream().map(Object::toString).toList();
    }
}
