package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.SequenceAttempt.Outcome;
import io.countersign.rules.reference.SequenceAttempt.Result;
import io.countersign.rules.reference.SequenceEvents.IdentityResolver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The matches of a bounded run (S7, S8), by brute force: every start of every key is followed by itself. */
final class ReferenceSequences {
    private static final Comparator<ObjectNode> ORDER = Comparator.<ObjectNode, Long>comparing(
                    match -> Fields.requiredMillis(match, "time"))
            .thenComparing(match -> Fields.required(match, "sequence"), CodePoints.ORDER)
            .thenComparing(match -> Fields.required(match, "id"), CodePoints.ORDER);

    /**
     * How far sequences see.
     *
     * @param actions those that do not wait for the register
     * @param register all others
     */
    record Advance(Instant actions, Instant register) {
        static final Advance TO_THE_END = new Advance(Instant.MAX, Instant.MAX);

        Instant of(SequenceSpec spec) {
            return spec.waitsForRegister() ? register : actions;
        }
    }

    private final List<SequenceEvent> events;
    private final Advance advance;

    /**
     * See {@link SequenceEvents#of}.
     *
     * @param advance events after it are not seen, and what depends on one is undecided
     */
    ReferenceSequences(
            Collection<ObjectNode> records,
            Collection<ObjectNode> verdicts,
            IdentityResolver identities,
            Advance advance) {
        this.events = SequenceEvents.of(records, verdicts, identities);
        this.advance = advance;
    }

    /** What a bounded run makes of a scenario: actions are all there, the register is as complete as its sources. */
    static ReferenceSequences of(Scenario scenario) {
        return of(scenario, new Advance(Instant.MAX, registerComplete(scenario)));
    }

    static ReferenceSequences of(Scenario scenario, Advance advance) {
        return new ReferenceSequences(
                scenario.records(),
                new ReferenceJudge(scenario).settled(),
                SequenceEvents.resolver(scenario.records()),
                advance);
    }

    /** Through where every source that delivered register records is complete. */
    private static Instant registerComplete(Scenario scenario) {
        List<ObjectNode> marks = new ArrayList<>();
        List<Version> register = new ArrayList<>();
        for (ObjectNode record : scenario.records()) {
            switch (Fields.required(record, "type")) {
                case "action" -> {}
                case "mark" -> marks.add(record);
                default -> register.add(Version.of(record));
            }
        }
        List<String> sources = register.stream().map(Version::source).distinct().toList();
        long through = new Completeness(marks, register, scenario.completeness()).throughAll(sources);
        return through == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(through);
    }

    /** The lines of {@code matches.jsonl}. */
    List<ObjectNode> matches(Collection<SequenceSpec> sequences) {
        return sequences.stream()
                .flatMap(spec -> matches(spec).stream())
                .sorted(ORDER)
                .toList();
    }

    private List<ObjectNode> matches(SequenceSpec spec) {
        Instant through = advance.of(spec);
        Map<String, List<SequenceEvent>> byKey = new TreeMap<>();
        for (SequenceEvent event : events) {
            if (needsNoOrder(spec, event) || !Instant.ofEpochMilli(event.time()).isAfter(through)) {
                spec.key(event.node())
                        .ifPresent(key -> byKey.computeIfAbsent(key, each -> new ArrayList<>())
                                .add(event));
            }
        }
        List<ObjectNode> matches = new ArrayList<>();
        byKey.forEach((key, own) -> matches.addAll(matches(spec, key, own, through)));
        return matches;
    }

    /** A single event is a match as soon as it is known, which an action with its identity and a moment are later. */
    private static boolean needsNoOrder(SequenceSpec spec, SequenceEvent event) {
        return spec.steps().size() == 1
                && spec.steps().get(0).min() == 1
                && (event.kind() == SequenceEvent.Kind.VERDICT || event.kind() == SequenceEvent.Kind.REGISTER);
    }

    private static List<ObjectNode> matches(
            SequenceSpec spec, String key, List<SequenceEvent> events, Instant through) {
        List<ObjectNode> matches = new ArrayList<>();
        int start = 0;
        while (start < events.size()) {
            if (!SequenceAttempt.starts(spec, events.get(start))) {
                start++;
                continue;
            }
            Result result = SequenceAttempt.from(start, spec, events, through);
            if (result.outcome() == Outcome.UNDECIDED) {
                // If it comes to match, it may reach past any later start.
                break;
            }
            if (result.outcome() == Outcome.MATCHED) {
                List<Integer> taken = result.taken();
                List<String> ids =
                        taken.stream().map(place -> events.get(place).id()).toList();
                matches.add(match(spec.id(), result.time(), key, ids));
                start = taken.get(taken.size() - 1);
            }
            start++;
        }
        return matches;
    }

    private static ObjectNode match(String sequence, long time, String key, List<String> ids) {
        String hashed = sequence + "\n" + key + "\n" + ids.stream().collect(Collectors.joining("\n"));
        ObjectNode match = JsonNodeFactory.instance
                .objectNode()
                .put("type", "match")
                .put("id", Content.sha256(hashed).substring(0, 32))
                .put("sequence", sequence)
                .put("time", Fields.instant(time))
                .put("key", key);
        ArrayNode events = match.putArray("events");
        ids.forEach(events::add);
        return match;
    }
}
