package io.countersign.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.rules.reference.ExpectedWorld;
import io.countersign.rules.reference.Reached;
import io.countersign.rules.reference.ReferenceJudge;
import io.countersign.rules.reference.Scenario;
import io.countersign.rules.reference.ScenarioGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * {@code countersign check} against the brute force of the reference, over generated worlds. Each is delivered in three
 * ways, to 1, 2 and 4 subtasks: the verdicts are the same bytes. What was quarantined and counted differs between them
 * only by what was delivered more than once and by the files it was in, and is what the reference says of each.
 */
class CheckAgreesWithReferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Integer> PARALLELISM = List.of(1, 2, 4);

    /** Few that meet, together, all that {@link Reached} lists. */
    static final List<Long> SEEDS = List.of(35L, 136L, 156L, 160L, 342L, 381L);

    @TempDir
    Path directory;

    @Test
    void shouldMeetEveryOutcomeReasonNoteAndTieOfThePage() {
        Set<String> reached = new HashSet<>();
        SEEDS.forEach(seed -> reached.addAll(ExpectedWorld.of(seed).reached().keySet()));

        assertThat(reached).containsAll(Reached.EVERYTHING);
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void shouldSayWhatTheReferenceSaysHoweverTheWorldIsDelivered(long seed) throws IOException {
        Scenario scenario = ScenarioGenerator.generate(seed);
        String expected = String.join("\n", ExpectedWorld.of(seed).verdicts()) + "\n";

        for (int parallelism : PARALLELISM) {
            Path run = directory.resolve("parallelism-" + parallelism);
            Delivery delivery = Delivery.write(scenario, run, new Random(31 * seed + parallelism));

            assertThat(Delivery.check(run, parallelism)).isEqualTo(exitOf(expected));

            assertThat(Files.readString(run.resolve("out/verdicts.jsonl"))).isEqualTo(expected);
            assertThat(quarantine(run)).containsExactlyElementsOf(delivery.quarantine());
            assertThat(JSON.readTree(run.resolve("out/population.json").toFile()))
                    .isEqualTo(population(scenario, delivery));
        }
    }

    private static int exitOf(String verdicts) {
        boolean toActOn =
                verdicts.contains("\"outcome\":\"EXCEPTION\"") || verdicts.contains("\"outcome\":\"INDETERMINATE\"");
        return toActOn ? 1 : 0;
    }

    private static List<Delivery.Quarantined> quarantine(Path run) throws IOException {
        List<Delivery.Quarantined> quarantine = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("out/quarantine.jsonl"))) {
            JsonNode each = JSON.readTree(line);
            assertThat(each.get("detail").asText()).isNotBlank();
            quarantine.add(new Delivery.Quarantined(
                    each.get("file").asText(),
                    each.get("line").asLong(),
                    each.get("reason").asText(),
                    each.get("raw_base64").asText()));
        }
        return quarantine;
    }

    private static JsonNode population(Scenario scenario, Delivery delivery) throws IOException {
        Scenario delivered =
                new Scenario(delivery.records(), scenario.unreadable(), scenario.completeness(), scenario.controls());
        return JSON.readTree(
                new ReferenceJudge(delivered).population(delivery.unreadable()).toString());
    }
}
