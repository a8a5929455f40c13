package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.VerdictOutcome;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A verdict or a match that must come of a case.
 *
 * @param rule the id of its control or sequence
 * @param isMatch whether it is a match
 * @param members what it must have, by name, as text; {@code null} stands for absent
 */
record Expectation(String rule, boolean isMatch, Map<String, String> members) {

    /** What a case says of a verdict; what it leaves out must be absent. */
    private static final List<String> OF_VERDICT = List.of("action_id", "outcome", "reason", "change", "nearest");

    /** What a case may say of a match; the events it must say. */
    private static final List<String> OF_MATCH = List.of("events", "time", "key");

    Expectation {
        members = Map.copyOf(members);
    }

    /**
     * Reads one; what is wrong with it is noted.
     *
     * @param rules the ids of the rules that are in force, the case's own first
     */
    static Expectation read(YamlMapping yaml, List<String> rules) {
        boolean isMatch = yaml.has("events");
        Map<String, String> members = new LinkedHashMap<>();
        String key = isMatch ? "sequence" : "control";
        String rule = yaml.optionalText(key);
        if (rule != null) {
            oneOf(yaml, key, rule, rules);
        }
        if (isMatch) {
            members.put("events", yaml.texts("events").toString());
            put(members, "time", instant(yaml));
            put(members, "key", yaml.optionalText("key"));
        } else {
            members.put("action_id", yaml.text("action_id"));
            members.put("outcome", oneOf(yaml, "outcome", yaml.text("outcome"), names(VerdictOutcome.values())));
            String reason = yaml.optionalText("reason");
            members.put("reason", reason == null ? "null" : oneOf(yaml, "reason", reason, names(Reason.values())));
            members.put("change", orNull(yaml.optionalText("change")));
            members.put("nearest", orNull(yaml.optionalText("nearest")));
        }
        yaml.rejectUnknown();
        return new Expectation(rule == null ? rules.get(0) : rule, isMatch, members);
    }

    private static void put(Map<String, String> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private static String orNull(@Nullable String text) {
        return text == null ? "null" : text;
    }

    private static @Nullable String instant(YamlMapping yaml) {
        String given = yaml.optionalText("time");
        try {
            return given == null ? null : Instant.parse(given).toString();
        } catch (DateTimeException e) {
            yaml.problem("time", "'time' is '" + given + "', expected an instant such as 2026-06-30T09:30:00Z");
            return null;
        }
    }

    private static List<String> names(Enum<?>[] options) {
        return Arrays.stream(options).map(Enum::name).toList();
    }

    private static String oneOf(YamlMapping yaml, String key, String given, List<String> names) {
        if (!given.isEmpty() && !names.contains(given)) {
            yaml.problem(
                    key,
                    "'" + key + "' is '" + given + "', expected one of " + names + "."
                            + Problems.suggestion(given, names));
        }
        return given;
    }

    /** What came out, all of it that an expectation may speak of. */
    static Expectation of(JsonNode line) {
        boolean isMatch = line.path("type").asText().equals("match");
        Map<String, String> members = new LinkedHashMap<>();
        (isMatch ? OF_MATCH : OF_VERDICT).forEach(member -> members.put(member, text(member, line.path(member))));
        return new Expectation(line.path(isMatch ? "sequence" : "control").asText(), isMatch, members);
    }

    private static String text(String member, JsonNode value) {
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(each -> texts.add(each.asText()));
            return texts.toString();
        }
        return member.equals("time") ? Instant.parse(value.asText()).toString() : value.asText("null");
    }

    /** Whether what came out is what this expects. */
    boolean isMetBy(Expectation cameOut) {
        return rule.equals(cameOut.rule)
                && isMatch == cameOut.isMatch
                && cameOut.members.entrySet().containsAll(members.entrySet());
    }

    /** As one line; the case's own rule goes without saying. */
    String line(String ownRule) {
        List<String> parts = new ArrayList<>();
        if (!rule.equals(ownRule) || isMatch) {
            parts.add((isMatch ? "sequence " : "control ") + rule);
        }
        for (String member : isMatch ? OF_MATCH : OF_VERDICT) {
            String value = members.get(member);
            if (value != null) {
                parts.add(member + " " + value);
            }
        }
        return String.join(", ", parts);
    }
}
