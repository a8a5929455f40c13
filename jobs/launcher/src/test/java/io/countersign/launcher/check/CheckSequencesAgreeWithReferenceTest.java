package io.countersign.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.Seeds;
import io.countersign.rules.reference.Scenario;
import io.countersign.rules.reference.SequenceScenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code countersign check} against the brute force of the reference, over generated worlds with sequences. Each is
 * delivered in three ways, to 1, 2 and 4 subtasks: the matches are the same bytes (S7, S8).
 */
class CheckSequencesAgreeWithReferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Integer> PARALLELISM = List.of(1, 2, 4);

    @TempDir
    Path directory;

    static LongStream seeds() {
        return Seeds.of(5, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindWhatTheReferenceFindsHoweverTheWorldIsDelivered(long seed) throws Exception {
        SequenceScenario world = SequenceScenario.generate(seed);

        for (int parallelism : PARALLELISM) {
            Path run = directory.resolve("parallelism-" + parallelism);
            Delivery.write(asScenario(world), run, new Random(31 * seed + parallelism));

            assertThat(Delivery.check(run, parallelism)).isBetween(0, 1);

            assertThat(Files.readAllLines(run.resolve("out/matches.jsonl")))
                    .as("world %d", seed)
                    .isEqualTo(world.expectedMatches());
        }
    }

    private static Scenario asScenario(SequenceScenario world) throws Exception {
        List<ObjectNode> records = new ArrayList<>();
        for (String each : world.records()) {
            records.add((ObjectNode) JSON.readTree(each));
        }
        List<Scenario.ControlYaml> rules = new ArrayList<>();
        world.ruleFiles().forEach((name, yaml) -> rules.add(new Scenario.ControlYaml(name.replace(".yaml", ""), yaml)));
        return new Scenario(records, List.of(), world.completeness(), rules);
    }
}
