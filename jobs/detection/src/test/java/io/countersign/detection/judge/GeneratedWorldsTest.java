package io.countersign.detection.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.bounded.BoundedJudgement;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.judge.Population;
import io.countersign.rules.reference.ReferenceJudge;
import io.countersign.rules.reference.Scenario;
import io.countersign.rules.reference.ScenarioGenerator;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The judge over generated worlds, delivered in any order, against the bounded judgement of the same records. */
class GeneratedWorldsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WORLDS = 60;
    private static final Instant AFTER_ALL = Instant.parse("2090-01-01T00:00:00Z");

    /** Everything a world consists of, as the judge gets it. */
    private record World(
            Scenario scenario,
            List<CanonicalRecord> records,
            Map<String, Completeness.Mode> modes,
            List<RuleFile> rules) {

        static World of(long seed) throws Exception {
            Scenario scenario = ScenarioGenerator.generate(seed);
            List<CanonicalRecord> records = new ArrayList<>();
            for (ObjectNode each : scenario.records()) {
                records.add(Codec.read(each.toString().getBytes(StandardCharsets.UTF_8)));
            }
            Map<String, Completeness.Mode> modes = new TreeMap<>();
            scenario.completeness()
                    .forEach((source, mode) ->
                            modes.put(source, Completeness.Mode.valueOf(mode.toUpperCase(Locale.ROOT))));
            List<RuleFile> rules = scenario.controls().stream()
                    .map(control ->
                            new RuleFile(control.id() + ".yaml", control.yaml().getBytes(StandardCharsets.UTF_8)))
                    .toList();
            return new World(scenario, records, modes, rules);
        }

        JudgeSettings settings(Duration retention) {
            return new JudgeSettings(
                    modes,
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    retention,
                    Duration.ofDays(20_000),
                    Duration.ofMinutes(1),
                    false,
                    Set.of());
        }

        Map<String, Verdict> bounded() throws Exception {
            return withoutRevisions(BoundedJudgement.of(records, modes, Catalog.of(rules)));
        }

        List<Action> actions() {
            List<Action> actions = new ArrayList<>();
            records.forEach(each -> {
                if (each instanceof Action action) {
                    actions.add(action);
                }
            });
            return actions;
        }
    }

    private static Map<String, Verdict> withoutRevisions(Map<String, Verdict> verdicts) {
        Map<String, Verdict> plain = new TreeMap<>();
        verdicts.forEach((id, verdict) -> plain.put(id, verdict.withRevision(1)));
        return plain;
    }

    @Test
    void shouldSettleToTheBoundedVerdictsInAnyOrderOverAnyRestore_S1_5() throws Exception {
        for (long seed = 0; seed < WORLDS; seed++) {
            World world = World.of(seed);
            Random random = new Random(seed);
            JudgeStand.Backend backend = seed % 10 == 0 ? JudgeStand.Backend.ROCKSDB : JudgeStand.Backend.HEAP;
            try (JudgeStand judge = JudgeStand.of(
                    backend, parallelism(random), world.settings(Duration.ofDays(20_000)), world.rules())) {
                List<CanonicalRecord> deliveries = interleaved(world, random);
                long watermark = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
                for (CanonicalRecord each : deliveries) {
                    judge.deliver(each);
                    if (random.nextInt(10) == 0) {
                        watermark += random.nextLong(Duration.ofDays(20).toMillis());
                        judge.watermark(watermark);
                    }
                    if (random.nextInt(20) == 0) {
                        judge.clock(Duration.ofSeconds(1));
                    }
                    if (random.nextInt(deliveries.size()) < 2) {
                        judge.restore(parallelism(random));
                    }
                }
                judge.clock(Duration.ofSeconds(1)).clock(Duration.ofDays(2_000));
                end(judge);
                assertThat(differences(world.bounded(), withoutRevisions(judge.lastVerdicts())))
                        .as("world %d", seed)
                        .isEmpty();
                assertRevisionsAreDense(judge, seed);
                assertPopulationIsExact(world, judge, seed);
                assertThat(judge.waiting()).as("world %d", seed).isZero();
                assertThat(judge.keyedEntries()).as("world %d", seed).isZero();
                assertThat(judge.stateTimers()).isZero();
            }
        }
    }

    /**
     * With actions in their order, a tight watermark and a retention that ends many times over while the world goes on:
     * what was forgotten was not needed.
     */
    @Test
    void shouldNotNeedWhatItHasForgotten_S3_7() throws Exception {
        int forgotten = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            World world = World.of(seed);
            Random random = new Random(seed);
            JudgeSettings settings = world.settings(Duration.ofHours(25 + random.nextInt(48)));
            try (JudgeStand judge =
                    JudgeStand.of(JudgeStand.Backend.HEAP, parallelism(random), settings, world.rules())) {
                for (CanonicalRecord each : interleaved(world, random)) {
                    if (!(each instanceof Action)) {
                        judge.deliver(each);
                    }
                }
                judge.clock(Duration.ofSeconds(1)).clock(Duration.ofDays(2_000));
                int delivered = judge.operatorEntries().getOrDefault("register-versions", 0);
                List<Action> actions = world.actions();
                actions.sort(Comparator.comparing(Action::time));
                for (Action action : actions) {
                    judge.watermark(action.time()).deliver(action);
                    if (random.nextInt(actions.size()) < 2) {
                        judge.restore(parallelism(random));
                    }
                }
                forgotten += delivered - judge.operatorEntries().getOrDefault("register-versions", 0);
                end(judge);
                assertThat(differences(
                                withoutWhatRecordingsLack(world.bounded()),
                                withoutWhatRecordingsLack(withoutRevisions(judge.lastVerdicts()))))
                        .as("world %d", seed)
                        .isEmpty();
                assertRevisionsAreDense(judge, seed);
                assertThat(judge.population().imbalances()).as("world %d", seed).isEmpty();
            }
        }
        assertThat(forgotten).as("versions forgotten before their world's end").isGreaterThan(10 * WORLDS);
    }

    private static List<String> differences(Map<String, Verdict> expected, Map<String, Verdict> settled) {
        List<String> differences = new ArrayList<>();
        expected.forEach((id, verdict) -> {
            if (!verdict.equals(settled.get(id))) {
                differences.add("\nexpected " + verdict + "\n but was " + settled.get(id));
            }
        });
        settled.forEach((id, verdict) -> {
            if (!expected.containsKey(id)) {
                differences.add("\nnot expected " + verdict);
            }
        });
        return differences;
    }

    private static int parallelism(Random random) {
        return List.of(1, 1, 2, 4).get(random.nextInt(4));
    }

    private static void end(JudgeStand judge) throws Exception {
        for (int i = 0; i < 40; i++) {
            judge.watermark(AFTER_ALL.plusSeconds(i));
        }
    }

    /**
     * The records in any order in which each mark comes after what it covers, and assumed sources deliver nothing later
     * than is assumed of them.
     */
    private static List<CanonicalRecord> interleaved(World world, Random random) {
        Map<String, List<CanonicalRecord>> lanes = new TreeMap<>();
        for (CanonicalRecord each : world.records()) {
            String lane = each instanceof Action ? "actions" : "register of " + each.source();
            lanes.computeIfAbsent(lane, unused -> new ArrayList<>()).add(each);
        }
        List<Iterator<CanonicalRecord>> turns = new ArrayList<>();
        for (Map.Entry<String, List<CanonicalRecord>> lane : lanes.entrySet()) {
            List<CanonicalRecord> records = lane.getValue();
            Collections.shuffle(records, random);
            String source = records.get(0).source();
            if (world.modes().get(source) == Completeness.Mode.MARKS) {
                records.sort(Comparator.comparing(each -> each instanceof Mark));
                IntStream.range(0, records.size())
                        .filter(i -> records.get(i) instanceof Mark)
                        .forEach(i -> moveForward(records, i, random));
            } else if (!lane.getKey().equals("actions")) {
                records.sort(Comparator.comparing(
                        each -> each instanceof RegisterRecord version ? version.recordedAt() : Instant.MIN));
            }
            turns.addAll(Collections.nCopies(records.size(), records.iterator()));
        }
        Collections.shuffle(turns, random);
        List<CanonicalRecord> interleaved = new ArrayList<>();
        turns.forEach(turn -> interleaved.add(turn.next()));
        return interleaved;
    }

    /** Moves a mark to some place that is not before what it covers. */
    private static void moveForward(List<CanonicalRecord> records, int from, Random random) {
        Mark mark = (Mark) records.get(from);
        int earliest = from;
        while (earliest > 0
                && (records.get(earliest - 1) instanceof Mark
                        || (records.get(earliest - 1) instanceof RegisterRecord version
                                && version.recordedAt().isAfter(mark.completeThrough())))) {
            earliest--;
        }
        records.remove(from);
        records.add(earliest + random.nextInt(from - earliest + 1), mark);
    }

    private static void assertRevisionsAreDense(JudgeStand judge, long seed) {
        judge.revisions()
                .forEach((id, numbers) -> assertThat(numbers)
                        .as("world %d, verdict %s", seed, id)
                        .isEqualTo(
                                IntStream.rangeClosed(1, numbers.size()).boxed().toList()));
    }

    private static void assertPopulationIsExact(World world, JudgeStand judge, long seed) throws Exception {
        Population population = judge.population();
        assertThat(population.imbalances()).as("world %d", seed).isEmpty();
        JsonNode expected = JSON.readTree(
                new ReferenceJudge(world.scenario()).population(Map.of()).toString());
        expected.get("controls")
                .properties()
                .forEach(control -> control.getValue()
                        .properties()
                        .forEach(term -> assertThat(population.ofControl(control.getKey(), term.getKey()))
                                .as("world %d, %s of control %s", seed, term.getKey(), control.getKey())
                                .isEqualTo(term.getValue().asLong())));
        expected.get("sources")
                .properties()
                .forEach(source -> source.getValue()
                        .properties()
                        .forEach(term -> assertThat(population.ofSource(source.getKey(), term.getKey()))
                                .as("world %d, %s of source %s", seed, term.getKey(), source.getKey())
                                .isEqualTo(sum(term.getValue()))));
    }

    private static long sum(JsonNode term) {
        return term.isObject() ? term.valueStream().mapToLong(JsonNode::asLong).sum() : term.asLong();
    }

    /** A session whose recordings are forgotten was not recorded, whatever was wrong with them. */
    private static Map<String, Verdict> withoutWhatRecordingsLack(Map<String, Verdict> verdicts) {
        Map<String, Verdict> plain = new TreeMap<>();
        EnumSet<Reason> lacking = EnumSet.of(Reason.RECORDING_GAP, Reason.RECORDING_FAILED, Reason.NOT_RECORDED);
        verdicts.forEach((id, verdict) -> plain.put(
                id, verdict.reason() != null && lacking.contains(verdict.reason()) ? notRecorded(verdict) : verdict));
        return plain;
    }

    private static Verdict notRecorded(Verdict verdict) {
        return new Verdict(
                verdict.id(),
                verdict.control(),
                verdict.time(),
                verdict.source(),
                verdict.actionId(),
                verdict.identity(),
                verdict.outcome(),
                Reason.NOT_RECORDED,
                null,
                null,
                null,
                null,
                1,
                List.of(),
                List.of(),
                verdict.rulesDigest());
    }
}
