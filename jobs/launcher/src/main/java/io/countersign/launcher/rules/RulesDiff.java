package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.launcher.check.PreparedRun.Findings;
import io.countersign.schemas.record.CodePointOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
        compare(before.verdicts(), after.verdicts(), "control", changes);
        compare(before.matches(), after.matches(), "sequence", changes);
        return new RulesDiff(changes);
    }

    private static void compare(
            List<JsonNode> before, List<JsonNode> after, String rule, Map<Change, List<JsonNode>> changes) {
        Map<String, JsonNode> earlier = new LinkedHashMap<>();
        before.forEach(each -> earlier.put(each.path("id").asText(), each));
        for (JsonNode now : after) {
            JsonNode then = earlier.remove(now.path("id").asText());
            List<String> members = then == null ? List.of() : differing(then, now);
            if (then == null || !members.isEmpty()) {
                add(changes, new Change(now.path(rule).asText(), result(then), result(now), members), now);
            }
        }
        earlier.values()
                .forEach(then ->
                        add(changes, new Change(then.path(rule).asText(), result(then), NOTHING, List.of()), then));
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

    private static String result(@Nullable JsonNode finding) {
        if (finding == null) {
            return NOTHING;
        }
        JsonNode outcome = finding.path("outcome");
        JsonNode reason = finding.path("reason");
        return outcome.isMissingNode()
                ? MATCH
                : outcome.asText() + (reason.isNull() || reason.isMissingNode() ? "" : " " + reason.asText());
    }
}
