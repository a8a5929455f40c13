package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.Scenario.ControlYaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Small dense worlds whose instants, names and versions collide on purpose. */
public final class ScenarioGenerator {
    static final List<Duration> HORIZONS = List.of(Duration.ofDays(31), Duration.ofHours(6));
    static final List<Duration> RATIFY_WITHINS = List.of(Duration.ofHours(24), Duration.ofHours(2));
    static final List<Duration> REVIEW_MAX_AGES = List.of(Duration.ofDays(92), Duration.ofDays(7));
    static final List<Duration> MAX_AGES = List.of(Duration.ofDays(90), Duration.ofDays(7));
    static final List<Duration> WITHINS = List.of(Duration.ofMinutes(15), Duration.ofHours(1));

    private ScenarioGenerator() {}

    /** The same seed always gives the same scenario. */
    public static Scenario generate(long seed) {
        Draw draw = new Draw(seed);
        List<ObjectNode> records = new ArrayList<>(new DrawnChanges(draw, seed % 10 == 0).versions());
        records.addAll(new DrawnRegister(draw).versions());
        List<ObjectNode> register = List.copyOf(records);
        records.addAll(new DrawnActions(draw, register).actions());
        Map<String, String> completeness = completeness(draw);
        records.addAll(marks(draw, records));
        List<UnreadableLine> unreadable = new DrawnUnreadable(draw, records).lines();
        return new Scenario(spelt(draw, records), unreadable, completeness, controls(draw));
    }

    /** Sources left out are assumed by default (S8). */
    private static Map<String, String> completeness(Draw draw) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                World.CHANGES,
                "marks",
                World.INVENTORY,
                draw.oneOf("marks", "marks", "assumed"),
                World.VAULT,
                draw.oneOf("marks", "assumed"),
                World.SILENT,
                "marks"));
        if (draw.chance(50)) {
            settings.put(World.RECORDER, "marks");
        }
        return settings;
    }

    /** Most sources are complete far beyond the last action; some stop on or beside an instant that matters. */
    private static List<ObjectNode> marks(Draw draw, List<ObjectNode> records) {
        List<Long> instants = records.stream().flatMap(Spelling::instants).toList();
        List<ObjectNode> marks = new ArrayList<>();
        for (String source : List.of(
                World.CHANGES, World.OTHER_CHANGES, World.INVENTORY, World.VAULT, World.RECORDER, "cloudtrail")) {
            long last = draw.chance(80) ? draw.hour(24 * 300, 24 * 300) : draw.near(draw.pick(instants));
            marks.add(mark(source, last));
            if (draw.chance(50)) {
                marks.add(mark(source, last - draw.between(0, 48) * Draw.HOUR));
            }
        }
        return marks;
    }

    static ObjectNode mark(String source, long completeThrough) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "mark")
                .put("source", source)
                .put("complete_through", Fields.instant(completeThrough));
    }

    /** Every record in some spelling, a few twice. */
    static List<ObjectNode> spelt(Draw draw, List<ObjectNode> records) {
        Spelling spelling = new Spelling(draw);
        List<ObjectNode> spelt = new ArrayList<>();
        for (ObjectNode record : records) {
            spelt.add(spelling.respell(record));
            if (draw.chance(6)) {
                spelt.add(spelling.respell(record));
            }
        }
        return List.copyOf(spelt);
    }

    private static List<ControlYaml> controls(Draw draw) {
        List<ControlYaml> controls = new ArrayList<>();
        String machines = "action.actor.kind != 'human' && action.asset.class in ['ledger', 'payroll', 'treasury']";
        controls.add(control(
                "release-window",
                "action.operation in ['write','define','deploy','grant']",
                "change",
                Map.of("sources", sources(World.CHANGES, World.INVENTORY))));
        controls.add(control(
                "dual-release",
                machines,
                "change",
                Map.of(
                        "sources", sources(World.CHANGES, World.INVENTORY),
                        "min_approvers", "2",
                        "ratify_within", draw.pick(RATIFY_WITHINS).toString(),
                        "horizon", draw.pick(HORIZONS).toString())));
        controls.add(control(
                "any-register",
                "action.object != 'pay.runs'",
                "change",
                Map.of(
                        "sources",
                        sources(World.OTHER_CHANGES, World.CHANGES, World.INVENTORY, World.OTHER_INVENTORY),
                        "min_approvers",
                        draw.oneOf("1", "2"),
                        "ratify_within",
                        "PT2H",
                        "horizon",
                        "PT6H")));
        controls.add(control(
                "entitlement",
                machines,
                "entitlement",
                Map.of(
                        "sources", sources(World.INVENTORY),
                        "review_max_age", draw.pick(REVIEW_MAX_AGES).toString())));
        controls.add(control(
                "credential",
                "action.asset.environment == 'production'",
                "credential",
                Map.of(
                        "sources", sources(World.VAULT, World.INVENTORY),
                        "max_age", draw.pick(MAX_AGES).toString())));
        controls.add(control(
                "recording",
                "action.operation != 'read'",
                "recording",
                Map.of(
                        "sources", sources(World.RECORDER, World.INVENTORY),
                        "within", draw.pick(WITHINS).toString())));
        if (draw.chance(25)) {
            controls.add(control(
                    "waiting",
                    "action.outcome == 'failure'",
                    "change",
                    Map.of("sources", sources(World.CHANGES, World.INVENTORY, World.SILENT, World.GHOST))));
        }
        if (draw.chance(25)) {
            controls.add(control(
                    "no-inventory",
                    "action.outcome == 'success'",
                    "credential",
                    Map.of("sources", sources(World.VAULT))));
        }
        return List.copyOf(controls);
    }

    static ControlYaml control(String id, String select, String kind, Map<String, String> settings) {
        String yaml = """
                kind: control
                id: %s
                title: %s
                severity: high
                owner: finance
                select: %s
                require:
                  %s: %s
                """.formatted(id, id, select, kind, flow(settings));
        return new ControlYaml(id, yaml);
    }

    private static String flow(Map<String, String> settings) {
        return new TreeMap<>(settings)
                .entrySet().stream()
                        .map(setting -> setting.getKey() + ": " + setting.getValue())
                        .collect(Collectors.joining(", ", "{ ", " }"));
    }

    static String sources(String... names) {
        Collection<String> sources = List.of(names);
        return sources.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ", "[", "]"));
    }
}
