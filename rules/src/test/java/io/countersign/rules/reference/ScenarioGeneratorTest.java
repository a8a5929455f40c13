package io.countersign.rules.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScenarioGeneratorTest {
    private static final int WORLDS = 300;
    private static final int SOME = 5;

    @Test
    void shouldReachEveryOutcomeReasonNoteAndTieOfThePage() {
        Map<String, Integer> reached = new TreeMap<>();
        for (long seed = 0; seed < WORLDS; seed++) {
            ExpectedWorld.of(seed).reached().forEach((what, times) -> reached.merge(what, times, Integer::sum));
        }
        assertThat(Reached.EVERYTHING)
                .allSatisfy(what ->
                        assertThat(reached.getOrDefault(what, 0)).as(what).isGreaterThanOrEqualTo(SOME));
    }

    @Test
    void shouldGiveTheSameScenarioForTheSameSeed() {
        assertThat(ScenarioGenerator.generate(7)).isEqualTo(ScenarioGenerator.generate(7));
    }
}
