package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.Ranking.TieBreak;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The verdicts and the population of a bounded run (S8) over valid canonical records, by brute force. Their order does
 * not matter (S1.5).
 */
public final class ReferenceJudge {
    private static final Ranking<ObjectNode> ORDER = new Ranking<>(List.of(
            new TieBreak<>("verdicts: time", Comparator.comparing(verdict -> Fields.requiredMillis(verdict, "time"))),
            new TieBreak<>("verdicts: source", text("source")),
            new TieBreak<>("verdicts: action_id", text("action_id")),
            new TieBreak<>("verdicts: control", text("control")),
            new TieBreak<>("verdicts: id", text("id"))));

    private final List<ObjectNode> records;
    private final List<ControlSpec> controls;
    private final String rulesDigest;
    private final Collection<ObjectNode> actions;
    private final List<Version> register;
    private final Completeness completeness;
    private final Consumer<String> decided;
    private final List<ObjectNode> verdicts;

    /** Judges a scenario. */
    public ReferenceJudge(Scenario scenario) {
        this(scenario, how -> {});
    }

    /** Also tells {@code decided} each tie-break that mattered, so that a test can see what its input reached. */
    ReferenceJudge(Scenario scenario, Consumer<String> decided) {
        this.records = List.copyOf(scenario.records());
        this.controls = scenario.specs();
        this.rulesDigest = scenario.rulesDigest();
        this.decided = decided;
        // Actions of equal content are one (S6.1).
        Map<String, ObjectNode> byContent = new LinkedHashMap<>();
        of("action").forEach(action -> byContent.putIfAbsent(Content.hash(action), action));
        this.actions = byContent.values();
        this.register = this.records.stream()
                .filter(record -> !Set.of("action", "mark").contains(Fields.required(record, "type")))
                .map(Version::of)
                .toList();
        this.completeness = new Completeness(of("mark"), register, scenario.completeness());
        this.verdicts = judged(this::verdict);
    }

    private List<ObjectNode> of(String type) {
        return records.stream()
                .filter(record -> Fields.required(record, "type").equals(type))
                .toList();
    }

    /** The last revision of every verdict, in the order of S8. */
    public List<ObjectNode> verdicts() {
        return verdicts;
    }

    /** Revision 1 of every verdict that has settled, in the same order. */
    List<ObjectNode> settled() {
        return judged((control, subject) -> revisions(control, subject).get(0).put("revision", 1)).stream()
                .filter(verdict -> !Fields.required(verdict, "outcome").equals("INDETERMINATE"))
                .toList();
    }

    private List<ObjectNode> judged(BiFunction<ControlSpec, Subject, ObjectNode> verdict) {
        List<ObjectNode> judged = controls.stream()
                .flatMap(control -> {
                    Register seen = new Register(register, control.require().sources(), decided);
                    return actions.stream()
                            .filter(control.select())
                            .map(action -> verdict.apply(control, Subject.of(action, seen)));
                })
                .sorted(ORDER.comparator())
                .toList();
        for (int i = 1; i < judged.size(); i++) {
            ORDER.deciding(judged.get(i - 1), judged.get(i)).ifPresent(decided);
        }
        return judged;
    }

    /**
     * What became of every line, by source and by control (S6.3).
     *
     * @param unreadable those that are no records, by the file they are in
     */
    public ObjectNode population(Map<String, List<UnreadableLine>> unreadable) {
        return new Population(records, unreadable, controls, verdicts).toJson();
    }

    private ObjectNode verdict(ControlSpec control, Subject subject) {
        List<ObjectNode> revisions = revisions(control, subject);
        ObjectNode last = revisions.get(revisions.size() - 1);
        last.fieldNames().forEachRemaining(field -> {
            if (!last.get(field).equals(revisions.get(0).get(field))) {
                decided.accept("revision 2: " + field);
            }
        });
        return last.put("revision", revisions.size());
    }

    private List<ObjectNode> revisions(ControlSpec control, Subject subject) {
        return findings(control.require(), subject).stream()
                .map(finding -> line(control, subject, finding))
                .distinct()
                .toList();
    }

    private List<Finding> findings(Requirement require, Subject subject) {
        Set<String> incomplete = new TreeSet<>(CodePoints.ORDER);
        for (String source : require.sources()) {
            if (completeness.through(source) < require.settlesAt(subject.t())) {
                incomplete.add("SOURCE_INCOMPLETE:" + source);
            }
        }
        return incomplete.isEmpty()
                ? require.judge(subject, completeness.throughAll(require.sources()))
                : List.of(Finding.incomplete(incomplete));
    }

    private ObjectNode line(ControlSpec control, Subject subject, Finding finding) {
        String source = Fields.required(subject.action(), "source");
        String actionId = Fields.required(subject.action(), "id");
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("type", "verdict")
                .put("id", verdictId(control.id(), source, actionId, Content.hash(subject.action())))
                .put("control", control.id())
                .put("time", Fields.instant(subject.t()))
                .put("source", source)
                .put("action_id", actionId)
                .put("identity", subject.who().id())
                .put("outcome", finding.outcome());
        put(line, "reason", finding.reason());
        put(line, "change", finding.change());
        put(line, "nearest", finding.nearest().map(Standing::change));
        put(line, "off_by", finding.nearest().flatMap(Standing::offBy));
        put(line, "ratified_at", finding.ratifiedAt().map(Fields::instant));
        line.put("revision", 0);
        notes(control.require(), subject, finding).forEach(line.putArray("notes")::add);
        ArrayNode candidates = line.putArray("candidates");
        finding.candidates().forEach(standing -> candidates.add(candidate(standing)));
        return line.put("rules_digest", rulesDigest);
    }

    /** S6.2. */
    static String verdictId(String control, String source, String actionId, String contentHash) {
        return Content.sha256(String.join("\n", control, source, actionId, contentHash))
                .substring(0, 32);
    }

    /** The notes of the finding and those that go on every verdict they are true of (S4.8). */
    private Set<String> notes(Requirement require, Subject subject, Finding finding) {
        Set<String> notes = new TreeSet<>(CodePoints.ORDER);
        notes.addAll(finding.notes());
        if (subject.text("outcome").filter("failure"::equals).isPresent()) {
            notes.add("ATTEMPT");
        }
        if (subject.who().unknown()) {
            notes.add("UNKNOWN_IDENTITY");
            if (subject.kind().equals("unknown")) {
                notes.add("UNKNOWN_KIND");
            }
        }
        if (subject.who().retired()) {
            notes.add("IDENTITY_RETIRED");
        }
        if (subject.who().identity().isPresent()
                && subject.register().conflicted("identity", subject.who().id(), subject.t())) {
            notes.add(Finding.CONFLICT);
        }
        if (!finding.outcome().equals("INDETERMINATE")
                && require.sources().stream().anyMatch(completeness::assumed)) {
            notes.add("ASSUMED_COMPLETE");
        }
        return notes;
    }

    private static ObjectNode candidate(Standing standing) {
        ObjectNode candidate = JsonNodeFactory.instance.objectNode().put("change", standing.change());
        Optional<Standing> failed = Optional.of(standing).filter(one -> !one.covers());
        candidate.put("rung", failed.map(Standing::rung).orElse(null));
        put(candidate, "reason", failed.map(Standing::reason));
        put(candidate, "off_by", failed.flatMap(Standing::offBy));
        return candidate;
    }

    private static void put(ObjectNode node, String name, Optional<String> value) {
        node.put(name, value.orElse(null));
    }

    private static Comparator<ObjectNode> text(String name) {
        return Comparator.comparing(node -> Fields.required(node, name), CodePoints.ORDER);
    }
}
