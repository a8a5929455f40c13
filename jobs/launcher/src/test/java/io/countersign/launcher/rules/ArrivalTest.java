package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.launcher.trial.Script;
import io.countersign.launcher.trial.Step;
import io.countersign.rules.register.Completeness.Mode;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The orders in which the records of a case arrive: that they are others, and none that a source may not bring. */
class ArrivalTest {

    private static final Map<String, Mode> MODES = Map.of("tickets", Mode.MARKS, "sessions", Mode.ASSUMED);

    private static final List<String> GIVEN = List.of(
            action("a-1", "2026-06-30T09:00:00Z"),
            action("a-2", "2026-06-30T12:00:00Z"),
            action("a-3", "2026-06-29T09:00:00Z"),
            mark("tickets", "2026-06-30T09:30:00Z"),
            recording("r-3", "tickets", "2026-06-30T11:00:00Z"),
            recording("r-2", "tickets", "2026-06-30T09:30:00Z"),
            recording("r-1", "tickets", "2026-06-30T08:00:00Z"),
            mark("tickets", "2026-07-01T00:00:00Z"),
            recording("s-2", "sessions", "2026-06-30T10:00:00Z"),
            recording("s-1", "sessions", "2026-06-30T08:00:00Z"),
            mark("silent", "2026-07-01T00:00:00Z"));

    private static String action(String id, String time) {
        return """
                {"type":"action","id":"%s","time":"%s","source":"cloudtrail","actor":{"principal":"p","kind":"machine"},\
                "operation":"write","outcome":"success"}""".formatted(id, time);
    }

    private static String mark(String source, String through) {
        return "{\"type\":\"mark\",\"source\":\"%s\",\"complete_through\":\"%s\"}".formatted(source, through);
    }

    private static String recording(String id, String source, String recordedAt) {
        return """
                {"type":"recording","id":"%s","version":1,"recorded_at":"%s","source":"%s","session":"s","state":"started"}""".formatted(id, recordedAt, source);
    }

    private static Arrival arrival() {
        return new Arrival(GIVEN, MODES);
    }

    private static CanonicalRecord read(String json) {
        try {
            return Codec.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    /** All that a phase delivers, lane after lane. */
    private static List<String> delivered(List<Script> scripts, int phase) {
        List<String> delivered = new ArrayList<>();
        for (Script script : scripts) {
            script.lanes().forEach(lane -> lane.get(phase).forEach(step -> add(delivered, step)));
        }
        return delivered;
    }

    private static void add(List<String> delivered, Step step) {
        if (step.json() != null) {
            delivered.add(step.json());
        }
    }

    private static List<String> withoutLast(List<String> delivered) {
        return delivered.stream()
                .filter(each -> !each.contains(Arrival.LAST_RECORD))
                .toList();
    }

    @Test
    void shouldDeliverACaseAsItIsWritten() {
        assertThat(delivered(arrival().asWritten(), 0)).isEqualTo(GIVEN);
    }

    @Test
    void shouldDeliverEveryRecordTwiceInAnotherOrderFromTwoFiles() {
        List<Script> scripts = arrival().twice(new Random(1));

        List<String> twice = new ArrayList<>(GIVEN);
        twice.addAll(GIVEN);
        assertThat(scripts)
                .singleElement()
                .satisfies(script -> assertThat(script.lanes()).hasSize(2));
        assertThat(delivered(scripts, 0)).containsExactlyInAnyOrderElementsOf(twice);
        Set<List<String>> orders = new HashSet<>();
        LongStream.range(0, 20).forEach(seed -> orders.add(delivered(arrival().twice(new Random(seed)), 0)));
        assertThat(orders).hasSize(20).doesNotContain(twice);
        assertThat(delivered(arrival().twice(new Random(1)), 0)).isEqualTo(delivered(scripts, 0));
    }

    @Test
    void shouldDeliverTheRegisterAfterAllActions() {
        for (long seed = 0; seed < 50; seed++) {
            List<Script> scripts = arrival().delayed(new Random(seed));

            assertThat(delivered(scripts, 0))
                    .containsExactlyInAnyOrderElementsOf(GIVEN.stream()
                            .filter(each -> read(each) instanceof Action)
                            .toList());
            assertThat(withoutLast(delivered(scripts, 1)))
                    .containsExactlyInAnyOrderElementsOf(GIVEN.stream()
                            .filter(each -> !(read(each) instanceof Action))
                            .toList());
            assertThat(delivered(scripts, 2)).isEmpty();
            shouldKeepWhatIsPromisedOfItsSources(scripts);
        }
    }

    @Test
    void shouldDeliverHalfBeforeTheRestartAndTheOtherHalfAfterIt() {
        Set<List<String>> halves = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            List<Script> scripts = arrival().interrupted(new Random(seed));

            List<String> first = delivered(scripts, 0);
            List<String> second = delivered(scripts, 1);
            assertThat(first).hasSize((GIVEN.size() + 1) / 2);
            assertThat(delivered(scripts, 2)).isEmpty();
            List<String> all = new ArrayList<>(first);
            all.addAll(second);
            assertThat(withoutLast(all)).containsExactlyInAnyOrderElementsOf(GIVEN);
            shouldKeepWhatIsPromisedOfItsSources(scripts);
            halves.add(first);
        }
        assertThat(halves).hasSizeGreaterThan(40);
    }

    private static void shouldKeepWhatIsPromisedOfItsSources(List<Script> scripts) {
        assertThat(scripts).extracting(Script::input).containsExactly("actions", "register");
        shouldNeverPassAnActionThatIsStillToCome(scripts.get(0));
        Map<String, List<CanonicalRecord>> deliveries = new TreeMap<>();
        Map<String, Set<Integer>> lanesOf = new TreeMap<>();
        List<List<List<Step>>> lanes = scripts.get(1).lanes();
        for (int lane = 0; lane < lanes.size(); lane++) {
            List<String> own = new ArrayList<>();
            lanes.get(lane).forEach(phase -> phase.forEach(step -> add(own, step)));
            for (String json : own) {
                CanonicalRecord each = read(json);
                deliveries
                        .computeIfAbsent(each.source(), unused -> new ArrayList<>())
                        .add(each);
                lanesOf.computeIfAbsent(each.source(), unused -> new HashSet<>())
                        .add(lane);
            }
        }
        assertThat(lanesOf).allSatisfy((source, own) -> assertThat(own).hasSize(1));
        shouldDeliverEachRecordBeforeTheMarkThatCoversIt(deliveries.getOrDefault("tickets", List.of()));
        assertThat(deliveries.getOrDefault("sessions", List.of()))
                .extracting(each -> ((RegisterRecord) each).id())
                .containsExactly("s-1", "s-2", Arrival.LAST_RECORD + " sessions");
        assertThat(deliveries.get("silent")).hasSize(1);
    }

    private static void shouldDeliverEachRecordBeforeTheMarkThatCoversIt(List<CanonicalRecord> delivery) {
        Instant through = Instant.MIN;
        for (CanonicalRecord each : delivery) {
            if (each instanceof Mark mark) {
                assertThat(mark.completeThrough()).isAfter(through);
                through = mark.completeThrough();
            } else {
                assertThat(((RegisterRecord) each).recordedAt()).isAfter(through);
            }
        }
        assertThat(delivery).hasSize(5);
    }

    /** Nothing is known of how far other lanes are in the same phase: they may not have begun, or be at its end. */
    private static void shouldNeverPassAnActionThatIsStillToCome(Script actions) {
        long passed = Long.MIN_VALUE;
        int phases = actions.lanes().get(0).size();
        for (int phase = 0; phase < phases; phase++) {
            long passedInPhase = passed;
            for (List<List<Step>> lane : actions.lanes()) {
                long watermark = passed;
                for (Step step : lane.get(phase)) {
                    if (step.json() != null) {
                        assertThat(timeOf(step)).isGreaterThan(watermark);
                    }
                    watermark = step.watermark() == null ? watermark : Math.max(watermark, step.watermark());
                }
                for (List<List<Step>> other : actions.lanes()) {
                    for (Step step : other.get(phase)) {
                        assertThat(other == lane || step.json() == null || timeOf(step) > watermark)
                                .isTrue();
                    }
                }
                passedInPhase = Math.max(passedInPhase, watermark);
            }
            passed = passedInPhase;
        }
        Instant last = Instant.parse("2026-07-01T00:00:00Z").plus(Arrival.RETENTION);
        assertThat(passed).isGreaterThan(last.toEpochMilli());
    }

    private static long timeOf(Step step) {
        return ((Action) read(String.valueOf(step.json()))).time().toEpochMilli();
    }
}
