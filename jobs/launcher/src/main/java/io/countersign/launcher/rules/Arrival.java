package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.trial.Script;
import io.countersign.launcher.trial.Step;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RegisterRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The orders in which the records of a case may arrive.
 *
 * <p>Files have no order. A stream keeps what is promised of its sources (S2, S4.6): a mark comes after all that it
 * covers, an assumed source is at most {@code max_delay} late, and the time of actions never passes one that is still to
 * come. An assumed source that has delivered anything is complete wholly at the end of a bounded run; in a stream it
 * becomes so as its feed goes on, which a last record stands for, a long time afterwards and of a session nobody knows.
 */
final class Arrival {

    /** What the ids of the last records of assumed sources start with. */
    static final String LAST_RECORD = "countersign-rules-test";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How late an assumed source may be. */
    static final Duration MAX_DELAY = Duration.ofMinutes(5);

    /** Longer than any case is: nothing is forgotten before the watermark's last step. */
    static final Duration RETENTION = Duration.ofDays(36_500);

    private static final Duration AFTERWARDS = Duration.ofDays(1_000);

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Completeness.Mode> completeness;

    /** A record as it is delivered and as it is read. */
    private record Entry(String json, CanonicalRecord read) {

        boolean isAction() {
            return read instanceof Action;
        }

        /** Its time, when it was recorded, or what it declares complete. */
        Instant time() {
            if (read instanceof Action action) {
                return action.time();
            }
            return read instanceof Mark mark ? mark.completeThrough() : ((RegisterRecord) read).recordedAt();
        }
    }

    /** Of records that are known to be readable. */
    Arrival(List<String> given, Map<String, Completeness.Mode> completeness) {
        given.forEach(json -> entries.add(new Entry(json, read(json))));
        this.completeness = completeness;
    }

    private static CanonicalRecord read(String json) {
        try {
            return Codec.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new IllegalStateException("a record that was read before cannot be read: " + json, e);
        }
    }

    /** One file with the records in their order. */
    List<Script> asWritten() {
        return List.of(files(List.of(entries)));
    }

    /** Two files with the records in any order, each of them twice. */
    List<Script> twice(Random random) {
        List<Entry> shuffled = new ArrayList<>(entries);
        shuffled.addAll(entries);
        Collections.shuffle(shuffled, random);
        return List.of(files(dealt(shuffled, 2)));
    }

    private static Script files(List<List<Entry>> files) {
        return new Script(
                "files",
                Script.Time.NONE,
                files.stream().map(file -> List.of(steps(file))).toList());
    }

    /** All actions, in any order, and then the register. */
    List<Script> delayed(Random random) {
        List<Entry> actions = actions(random);
        List<Entry> register = interleaved(new ArrayList<>(deliveries(random).values()), random);
        return List.of(
                actionScript(List.of(List.of(actions, List.of()))),
                registerScript(List.of(List.of(List.of(), register))));
    }

    /** Anything after anything; the first phase ends after half of it. */
    List<Script> interrupted(Random random) {
        List<List<Entry>> queues = new ArrayList<>(deliveries(random).values());
        queues.add(actions(random));
        List<Entry> all = interleaved(queues, random);
        List<List<Entry>> halves = List.of(all.subList(0, all.size() / 2), all.subList(all.size() / 2, all.size()));
        List<List<List<Entry>>> actionLanes = lanes();
        List<List<List<Entry>>> registerLanes = lanes();
        for (List<Entry> half : halves) {
            List<List<Entry>> dealt =
                    dealt(half.stream().filter(Entry::isAction).toList(), 2);
            for (int lane = 0; lane < 2; lane++) {
                int own = lane;
                actionLanes.get(lane).add(dealt.get(lane));
                registerLanes
                        .get(lane)
                        .add(half.stream()
                                .filter(each -> !each.isAction() && laneOf(each) == own)
                                .toList());
            }
        }
        return List.of(actionScript(actionLanes), registerScript(registerLanes));
    }

    private static List<List<List<Entry>>> lanes() {
        return List.of(new ArrayList<>(), new ArrayList<>());
    }

    /** All of a source comes one way, or a mark could overtake what it covers. */
    private static int laneOf(Entry each) {
        return Math.floorMod(each.read().source().hashCode(), 2);
    }

    private List<Entry> actions(Random random) {
        List<Entry> actions =
                new ArrayList<>(entries.stream().filter(Entry::isAction).toList());
        Collections.shuffle(actions, random);
        return actions;
    }

    /** What each source delivers, in an order that it may deliver it in. */
    private Map<String, List<Entry>> deliveries(Random random) {
        Map<String, List<Entry>> deliveries = new TreeMap<>();
        entries.stream()
                .filter(each -> !each.isAction())
                .forEach(each -> deliveries
                        .computeIfAbsent(each.read().source(), unused -> new ArrayList<>())
                        .add(each));
        deliveries.replaceAll((source, delivery) -> completeness.get(source) == Completeness.Mode.MARKS
                ? withMarks(delivery, random)
                : withoutMarks(source, delivery));
        return deliveries;
    }

    /** Records in any order, but each before the first mark that covers it. */
    private static List<Entry> withMarks(List<Entry> delivery, Random random) {
        List<Entry> records = new ArrayList<>(
                delivery.stream().filter(each -> !(each.read() instanceof Mark)).toList());
        Collections.shuffle(records, random);
        List<Entry> ordered = new ArrayList<>();
        delivery.stream()
                .filter(each -> each.read() instanceof Mark)
                .sorted(Comparator.comparing(Entry::time))
                .forEach(mark -> {
                    List<Entry> covered = records.stream()
                            .filter(each -> !each.time().isAfter(mark.time()))
                            .toList();
                    ordered.addAll(covered);
                    ordered.add(mark);
                    records.removeAll(covered);
                });
        ordered.addAll(records);
        return ordered;
    }

    /** Records as they were recorded, and at last one that says that there are no more. */
    private List<Entry> withoutMarks(String source, List<Entry> delivery) {
        List<Entry> ordered = new ArrayList<>(
                delivery.stream().sorted(Comparator.comparing(Entry::time)).toList());
        if (ordered.stream().anyMatch(each -> each.read() instanceof RegisterRecord)) {
            ordered.add(lastOf(source));
        }
        return ordered;
    }

    private Entry lastOf(String source) {
        String id = LAST_RECORD + " " + source;
        String json = JSON.createObjectNode()
                .put("type", "recording")
                .put("id", id)
                .put("version", 1)
                .put("recorded_at", end().plus(AFTERWARDS).toString())
                .put("source", source)
                .put("session", id)
                .put("state", "started")
                .toString();
        return new Entry(json, read(json));
    }

    /** Queues as they may come together, each in its own order. */
    private static List<Entry> interleaved(List<List<Entry>> queues, Random random) {
        List<Integer> turns = new ArrayList<>();
        for (int queue = 0; queue < queues.size(); queue++) {
            turns.addAll(Collections.nCopies(queues.get(queue).size(), queue));
        }
        Collections.shuffle(turns, random);
        int[] next = new int[queues.size()];
        return turns.stream().map(turn -> queues.get(turn).get(next[turn]++)).toList();
    }

    private static List<List<Entry>> dealt(List<Entry> entries, int hands) {
        List<List<Entry>> dealt = new ArrayList<>();
        for (int hand = 0; hand < hands; hand++) {
            List<Entry> own = new ArrayList<>();
            for (int i = hand; i < entries.size(); i += hands) {
                own.add(entries.get(i));
            }
            dealt.add(own);
        }
        return dealt;
    }

    private static Script registerScript(List<List<List<Entry>>> lanes) {
        List<List<List<Step>>> steps = new ArrayList<>();
        for (List<List<Entry>> phases : lanes) {
            List<List<Step>> own =
                    new ArrayList<>(phases.stream().map(Arrival::steps).toList());
            own.add(List.of());
            steps.add(own);
        }
        return new Script("register", Script.Time.IDLE, steps);
    }

    /**
     * Time moves with the actions of a lane, but never past one that any lane has still to deliver: a lane that has none
     * of its own in a phase counts as idle and holds nothing back. Last it moves past all that could be waited for.
     */
    private Script actionScript(List<List<List<Entry>>> lanes) {
        List<List<List<Step>>> steps = new ArrayList<>();
        for (List<List<Entry>> own : lanes) {
            List<List<Step>> phases = new ArrayList<>();
            for (int phase = 0; phase < own.size(); phase++) {
                List<Entry> toCome = new ArrayList<>(own.get(phase));
                List<Entry> ofOthers = ofOthers(lanes, own, phase);
                List<Step> moves = new ArrayList<>();
                for (Entry each : own.get(phase)) {
                    toCome.remove(0);
                    Instant time = before(Stream.concat(toCome.stream(), ofOthers.stream()));
                    moves.add(new Step(each.json(), time.toEpochMilli()));
                }
                phases.add(moves);
            }
            phases.add(List.of(new Step(
                    null, end().plus(RETENTION).plus(Duration.ofDays(1)).toEpochMilli())));
            steps.add(phases);
        }
        return new Script("actions", Script.Time.OF_STEPS, steps);
    }

    /** What other lanes deliver in a phase, and all lanes after it. */
    private static List<Entry> ofOthers(List<List<List<Entry>>> lanes, List<List<Entry>> own, int phase) {
        List<Entry> ofOthers = new ArrayList<>();
        for (List<List<Entry>> lane : lanes) {
            int from = lane == own ? phase + 1 : phase;
            lane.subList(from, lane.size()).forEach(ofOthers::addAll);
        }
        return ofOthers;
    }

    /** The last instant before any of the actions that are still to come. */
    private Instant before(Stream<Entry> toCome) {
        return toCome.map(Entry::time)
                .min(Comparator.naturalOrder())
                .map(first -> first.minusMillis(1))
                .orElseGet(this::end);
    }

    private Instant end() {
        return entries.stream()
                .map(Entry::time)
                .filter(time -> time.isBefore(Instant.parse("9000-01-01T00:00:00Z")))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static List<Step> steps(List<Entry> entries) {
        return entries.stream().map(each -> Step.deliver(each.json())).toList();
    }
}
