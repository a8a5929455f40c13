package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.mutation.Mutant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of the mutants of a rule.
 *
 * @param killers the case that killed a mutant, by the mutant's name
 */
record MutantReport(
        RuleFolder folder, List<Mutant> mutants, Map<String, String> killers, Equivalents equivalents, double seconds) {

    private static final ObjectMapper JSON = new ObjectMapper();

    MutantReport {
        mutants = List.copyOf(mutants);
        killers = Map.copyOf(killers);
    }

    /** What is to be done about the rule: its survivors, and what is listed as equivalent and is not. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (Mutant each : survivors()) {
            complaints.add(folder.rule().name() + ":" + each.line() + ": " + each.name() + ": no case notices; add "
                    + each.killer());
        }
        complaints.addAll(stale());
        return complaints;
    }

    List<Mutant> survivors() {
        return mutants.stream()
                .filter(each -> !killers.containsKey(each.name())
                        && !equivalents.lines().containsKey(each.name()))
                .toList();
    }

    private List<String> stale() {
        List<String> stale = new ArrayList<>();
        equivalents.lines().entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<String, Integer>::getValue))
                .forEach(listed -> {
                    String name = listed.getKey();
                    String where = equivalents.file() + ":" + listed.getValue() + ": " + name + ": no longer needed, ";
                    if (killers.containsKey(name)) {
                        stale.add(where + killers.get(name) + " notices it");
                    } else if (mutants.stream().noneMatch(each -> each.name().equals(name))) {
                        stale.add(where + "the rule has no such mutant");
                    }
                });
        return stale;
    }

    private long listed() {
        return mutants.stream()
                .filter(each -> outcome(each).equals("equivalent"))
                .count();
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%-4s %s: %d mutants, %d killed, %d equivalent, %d survived, %.1f s",
                complaints().isEmpty() ? "ok" : "WEAK",
                folder.id(),
                mutants.size(),
                killers.size(),
                listed(),
                survivors().size(),
                seconds);
    }

    private String outcome(Mutant mutant) {
        if (killers.containsKey(mutant.name())) {
            return "killed";
        }
        return equivalents.lines().containsKey(mutant.name()) ? "equivalent" : "survived";
    }

    ObjectNode asJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("rule", folder.id());
        node.put("file", folder.rule().name());
        ArrayNode all = node.putArray("mutants");
        for (Mutant each : mutants) {
            ObjectNode mutant = all.addObject();
            mutant.put("kind", each.kind().name().toLowerCase(Locale.ROOT));
            mutant.put("line", each.line());
            mutant.put("mutant", each.name());
            mutant.put("outcome", outcome(each));
            mutant.put("killed_by", killers.get(each.name()));
            mutant.put("would_be_killed_by", each.killer());
        }
        ArrayNode stale = node.putArray("no_longer_needed");
        stale().forEach(stale::add);
        node.put("seconds", Math.round(seconds * 10) / 10.0);
        return node;
    }
}
