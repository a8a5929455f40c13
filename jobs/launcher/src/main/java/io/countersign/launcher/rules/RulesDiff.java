package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.launcher.check.PreparedRun.Findings;
import io.countersign.schemas.record.CodePointOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What two sets of rules make of the same input, where it differs.
 *
 * @param changes by rule, and by what became of what
 */
record RulesDiff(Map<Change, List<JsonNode>> changes) {

    private static final String NOTHING = "nothing";
    private static final String MATCH = "match";

    /** What differs whenever a rule file does, whatever it says. */
    private static final String RULES_DIGEST = "rules_digest";

    /**
     * A way in which findings differ.
     *
     * @param rule the control or sequence
     * @param from what it came to before: an outcome with its reason, a match, or nothing
     * @param to what it comes to now
     * @param members the members that differ where outcome and reason do not
     */
    record Change(String rule, String from, String to, List<String> members) {

        Change {
            members = List.copyOf(members);
        }

        /** In a line. */
        String text() {
            return from.equals(to) ? from + ", with other " + String.join(", ", members) : from + " -> " + to;
        }
    }

    RulesDiff {
        TreeMap<Change, List<JsonNode>> sorted = new TreeMap<>(
                Comparator.comparing(Change::rule, CodePointOrder.ORDER).thenComparing(Change::text));
        sorted.putAll(changes);
        changes = sorted;
    }

    /** Compares; of what there is on one side only, and of what differs, the finding shown is the later one. */
    static RulesDiff of(Findings before, Findings after) {
        Map<Change, List<JsonNode>> changes = new LinkedHashMap<>();
        Side one = new Side("control", before.verdicts(), before.shadow());
        compare(one, new Side("control", after.verdicts(), after.shadow()), changes);
        Side other = new Side("sequence", before.matches(), before.shadow());
        compare(other, new Side("sequence", after.matches(), after.shadow()), changes);
        return new RulesDiff(changes);
    }

    /** What one of the sets makes, of controls or of sequences. */
    private record Side(String kind, List<JsonNode> findings, Set<String> shadow) {

        String rule(JsonNode finding) {
            return finding.path(kind).asText();
        }

        /** What a finding comes to; one in shadow reaches nobody. */
        String result(JsonNode finding) {
            JsonNode outcome = finding.path("outcome");
            JsonNode reason = finding.path("reason");
            String result = outcome.isMissingNode()
                    ? MATCH
                    : outcome.asText() + (reason.isNull() || reason.isMissingNode() ? "" : " " + reason.asText());
            return shadow.contains(rule(finding)) ? result + " in shadow" : result;
        }
    }

    private static void compare(Side before, Side after, Map<Change, List<JsonNode>> changes) {
        Map<String, JsonNode> earlier = new LinkedHashMap<>();
        before.findings().forEach(each -> earlier.put(each.path("id").asText(), each));
        for (JsonNode now : after.findings()) {
            JsonNode then = earlier.remove(now.path("id").asText());
            String result = after.result(now);
            if (then == null) {
                add(changes, new Change(after.rule(now), NOTHING, result, List.of()), now);
            } else {
                List<String> members = differing(then, now);
                if (!members.isEmpty() || !before.result(then).equals(result)) {
                    add(changes, new Change(after.rule(now), before.result(then), result, members), now);
                }
            }
        }
        earlier.values()
                .forEach(then ->
                        add(changes, new Change(before.rule(then), before.result(then), NOTHING, List.of()), then));
    }

    private static void add(Map<Change, List<JsonNode>> changes, Change change, JsonNode example) {
        boolean isSameResult = change.from().equals(change.to());
        Change key = isSameResult ? change : new Change(change.rule(), change.from(), change.to(), List.of());
        changes.computeIfAbsent(key, unused -> new ArrayList<>()).add(example);
    }

    private static List<String> differing(JsonNode then, JsonNode now) {
        List<String> members = new ArrayList<>();
        now.fieldNames().forEachRemaining(member -> {
            if (!member.equals(RULES_DIGEST) && !now.path(member).equals(then.path(member))) {
                members.add(member);
            }
        });
        return members;
    }
}
