package io.countersign.detection.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.judge.Fed;
import io.countersign.detection.judge.JudgeSettings;
import io.countersign.detection.judge.JudgeStand;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.reference.SequenceScenario;
import io.countersign.rules.register.Completeness;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Judge and flink-cep over generated worlds, delivered in any order, against a reference that follows each beginning by
 * itself (S7).
 */
class SequencesAgreeWithReferenceTest {

    private static final int WORLDS = 260;
    private static final int STREAMED_WORLDS = 120;
    private static final Instant AFTER_ALL = Instant.parse("2090-01-01T00:00:00Z");

    private record World(
            SequenceScenario scenario,
            List<CanonicalRecord> records,
            Map<String, Completeness.Mode> modes,
            List<RuleFile> rules) {

        static World of(long seed) throws Exception {
            SequenceScenario scenario = SequenceScenario.generate(seed);
            List<CanonicalRecord> records = new ArrayList<>();
            for (String each : scenario.records()) {
                records.add(Codec.read(each.getBytes(StandardCharsets.UTF_8)));
            }
            Map<String, Completeness.Mode> modes = new TreeMap<>();
            scenario.completeness()
                    .forEach((source, mode) ->
                            modes.put(source, Completeness.Mode.valueOf(mode.toUpperCase(Locale.ROOT))));
            List<RuleFile> rules = new ArrayList<>();
            new TreeMap<>(scenario.ruleFiles())
                    .forEach((name, yaml) -> rules.add(new RuleFile(name, yaml.getBytes(StandardCharsets.UTF_8))));
            return new World(scenario, records, modes, rules);
        }
    }

    /** All sequences of a world, each behind the slowest of the judge's subtasks. */
    private static final class Stands implements AutoCloseable {

        private final Map<WaitsFor, List<SequenceStand>> stands = new TreeMap<>();
        private final Map<String, Long> progress = new HashMap<>();

        Stands(World world, boolean onRocksDb) throws Exception {
            for (RuleFile rule : world.rules()) {
                CompiledSequence sequence = CompiledSequence.of(rule).orElse(null);
                if (sequence != null) {
                    stands.computeIfAbsent(sequence.waitsFor(), unused -> new ArrayList<>())
                            .add(onRocksDb ? SequenceStand.onRocksDb(rule) : SequenceStand.of(rule));
                }
            }
        }

        int size() {
            return stands.values().stream().mapToInt(List::size).sum();
        }

        void feedFrom(JudgeStand judge) throws Exception {
            for (Map.Entry<WaitsFor, List<SequenceStand>> each : stands.entrySet()) {
                List<Fed> feed = new ArrayList<>();
                long slowest = Long.MAX_VALUE;
                int subtask = 0;
                for (List<Fed> fed : judge.fed(each.getKey())) {
                    String from = each.getKey() + "/" + subtask++;
                    for (Fed one : fed) {
                        if (one.throughMillis() != null) {
                            progress.put(from, one.throughMillis());
                        } else {
                            feed.add(one);
                        }
                    }
                    slowest = Math.min(slowest, progress.getOrDefault(from, Long.MIN_VALUE));
                }
                if (slowest > Long.MIN_VALUE) {
                    feed.add(new Fed(null, slowest));
                }
                for (SequenceStand stand : each.getValue()) {
                    stand.feed(feed);
                }
            }
        }

        void restore() throws Exception {
            for (List<SequenceStand> each : stands.values()) {
                for (SequenceStand stand : each) {
                    stand.restore();
                }
            }
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            stands.values().forEach(each -> each.forEach(stand -> lines.addAll(stand.lines())));
            Collections.sort(lines);
            return lines;
        }

        List<String> late() {
            List<String> late = new ArrayList<>();
            stands.values().forEach(each -> each.forEach(stand -> late.addAll(stand.late())));
            return late;
        }

        @Override
        public void close() {
            stands.values().forEach(each -> each.forEach(SequenceStand::close));
        }
    }

    @Test
    void shouldFindInABoundedRunWhatTheReferenceFindsInAnyOrderTwiceDelivered_S7() throws Exception {
        int sequences = 0;
        int matches = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            World world = World.of(seed);
            Random random = new Random(seed);
            List<CanonicalRecord> deliveries = new ArrayList<>(world.records());
            deliveries.addAll(world.records());
            Collections.shuffle(deliveries, random);
            try (JudgeStand judge = JudgeStand.of(
                            JudgeStand.Backend.HEAP,
                            1 + random.nextInt(3),
                            JudgeSettings.bounded(world.modes()),
                            world.rules());
                    Stands stands = new Stands(world, seed % 20 == 0)) {
                for (CanonicalRecord each : deliveries) {
                    judge.deliver(each);
                }
                judge.endInput();
                stands.feedFrom(judge);
                assertThat(stands.lines()).as("world %d", seed).isEqualTo(expected(world));
                sequences += stands.size();
                matches += stands.lines().size();
            }
        }
        assertThat(sequences).isGreaterThan(1_000);
        assertThat(matches).isGreaterThan(500);
    }

    @Test
    void shouldFindTheSameAsAStreamOverAnyRestore_S7() throws Exception {
        for (long seed = 0; seed < STREAMED_WORLDS; seed++) {
            World world = World.of(seed);
            Random random = new Random(seed);
            int subtasks = 1 + random.nextInt(3);
            try (JudgeStand judge = JudgeStand.of(JudgeStand.Backend.HEAP, subtasks, streaming(world), world.rules());
                    Stands stands = new Stands(world, seed % 20 == 0)) {
                List<CanonicalRecord> deliveries = interleaved(world, random);
                for (int i = 0; i < deliveries.size(); i++) {
                    judge.deliver(deliveries.get(i));
                    if (random.nextInt(4) == 0) {
                        judge.watermark(earliestAction(deliveries.subList(i + 1, deliveries.size()))
                                .minusMillis(1));
                        stands.feedFrom(judge);
                    }
                    if (random.nextInt(deliveries.size()) < 2) {
                        stands.feedFrom(judge);
                        judge.restore(subtasks);
                        stands.restore();
                    }
                }
                judge.watermark(AFTER_ALL).clock(Duration.ofSeconds(1)).clock(Duration.ofDays(30_000));
                stands.feedFrom(judge);
                assertThat(stands.late()).as("world %d", seed).isEmpty();
                assertThat(stands.lines()).as("world %d", seed).isEqualTo(expected(world));
            }
        }
    }

    private static List<String> expected(World world) {
        return world.scenario().expectedMatches().stream().sorted().toList();
    }

    private static JudgeSettings streaming(World world) {
        Map<String, Completeness.Mode> modes = new TreeMap<>();
        for (CanonicalRecord each : world.records()) {
            if (!(each instanceof Action)) {
                modes.put(each.source(), world.modes().getOrDefault(each.source(), Completeness.Mode.ASSUMED));
            }
        }
        return new JudgeSettings(
                modes,
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofDays(36_000),
                Duration.ofDays(36_000),
                Duration.ofMinutes(1),
                false,
                Set.of());
    }

    /** The records in any order in which marks come after what they cover, and actions not much too late. */
    private static List<CanonicalRecord> interleaved(World world, Random random) {
        Map<CanonicalRecord, Double> place = new HashMap<>();
        List<CanonicalRecord> records = new ArrayList<>(world.records());
        Collections.shuffle(records, random);
        for (CanonicalRecord each : records) {
            place.put(each, each instanceof Mark ? 1 + random.nextDouble() / 2 : random.nextDouble() * 1.5);
            if (!(each instanceof Mark) && !(each instanceof Action)) {
                place.put(each, random.nextDouble());
            }
        }
        records.sort(Comparator.comparing(place::get));
        return records;
    }

    private static Instant earliestAction(List<CanonicalRecord> records) {
        return records.stream()
                .filter(Action.class::isInstance)
                .map(each -> ((Action) each).time())
                .min(Comparator.naturalOrder())
                .orElse(AFTER_ALL);
    }
}
