package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of every line, by source, and of every selected action, by control (S6.3). Actions that share their source
 * and id with another content, the first aside, are counted apart as {@code id_conflicts} (S6.1).
 */
final class Population {
    private final List<ObjectNode> records;
    private final Map<String, List<UnreadableLine>> unreadable;
    private final List<ControlSpec> controls;
    private final List<ObjectNode> verdicts;

    Population(
            List<ObjectNode> records,
            Map<String, List<UnreadableLine>> unreadable,
            List<ControlSpec> controls,
            List<ObjectNode> verdicts) {
        this.records = List.copyOf(records);
        this.unreadable = Map.copyOf(unreadable);
        this.controls = List.copyOf(controls);
        this.verdicts = List.copyOf(verdicts);
    }

    ObjectNode toJson() {
        ObjectNode population = JsonNodeFactory.instance.objectNode();
        ObjectNode bySource = population.putObject("sources");
        TreeMap<String, ObjectNode> sources = new TreeMap<>(CodePoints.ORDER);
        Set<String> contents = new HashSet<>();
        Set<List<String>> ids = new HashSet<>();
        for (ObjectNode record : records) {
            String source = Fields.required(record, "source");
            ObjectNode counts = sources.computeIfAbsent(source, each -> emptySource());
            count(counts, "read");
            boolean first = contents.add(Content.hash(record));
            count(record, first, counts);
            boolean action = Fields.required(record, "type").equals("action");
            if (action && first && !ids.add(List.of(source, Fields.required(record, "id")))) {
                count(counts, "id_conflicts");
            }
        }
        unreadable.forEach((file, lines) -> lines.forEach(line -> {
            ObjectNode counts = sources.computeIfAbsent(line.source().orElse(file), each -> emptySource());
            count(counts, "read");
            count((ObjectNode) counts.get("quarantined"), line.reason());
        }));
        sources.forEach(bySource::set);
        ObjectNode byControl = population.putObject("controls");
        TreeMap<String, ObjectNode> ordered = new TreeMap<>(CodePoints.ORDER);
        controls.forEach(control -> ordered.put(control.id(), control(control.id())));
        ordered.forEach(byControl::set);
        return population;
    }

    private void count(ObjectNode record, boolean first, ObjectNode counts) {
        String type = Fields.required(record, "type");
        if (type.equals("mark")) {
            count(counts, "marks");
        } else if (!first) {
            count(counts, "duplicates");
        } else if (!type.equals("action")) {
            count(counts, "register");
        } else if (controls.stream().anyMatch(control -> control.select().test(record))) {
            count(counts, "selected");
        } else {
            count((ObjectNode) counts.get("out_of_scope"), "NOT_SELECTED");
        }
    }

    private ObjectNode control(String id) {
        List<ObjectNode> own = verdicts.stream()
                .filter(verdict -> Fields.required(verdict, "control").equals(id))
                .toList();
        ObjectNode counts = JsonNodeFactory.instance
                .objectNode()
                .put("selected", own.size())
                .put("authorised", 0)
                .put("ratified", 0)
                .put("exception", 0)
                .put("indeterminate", 0)
                .put("pending", 0);
        own.forEach(verdict -> count(counts, term(Fields.required(verdict, "outcome"))));
        return counts;
    }

    private static String term(String outcome) {
        return switch (outcome) {
            case "AUTHORISED" -> "authorised";
            case "RATIFIED" -> "ratified";
            case "EXCEPTION" -> "exception";
            case "INDETERMINATE" -> "indeterminate";
            default -> throw new IllegalArgumentException("not an outcome: " + outcome);
        };
    }

    private static ObjectNode emptySource() {
        ObjectNode counts = JsonNodeFactory.instance.objectNode().put("read", 0).put("selected", 0);
        counts.putObject("out_of_scope");
        counts.putObject("no_action");
        counts.put("register", 0).put("marks", 0);
        counts.putObject("quarantined");
        return counts.put("duplicates", 0);
    }

    private static void count(ObjectNode counts, String term) {
        counts.put(term, counts.path(term).asInt() + 1);
    }
}
