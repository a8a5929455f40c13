package io.countersign.launcher.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.VerdictOutcome;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A case of a rule: what is given, and which verdicts must come of it.
 *
 * @param name its file
 * @param title what it shows
 * @param completeness how each source is known to be complete
 * @param given the records, as canonical JSON
 * @param expected the verdicts, as {@link #verdict} writes them, in order
 */
record RuleCase(
        String name,
        String title,
        Map<String, Completeness.Mode> completeness,
        List<String> given,
        List<String> expected) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIRES = "fires-";
    private static final List<String> MEMBERS = List.of("action_id", "outcome", "reason", "change", "nearest");

    RuleCase {
        completeness = Map.copyOf(completeness);
        given = List.copyOf(given);
        expected = List.copyOf(expected);
    }

    /** Whether the rule fires: something is an exception, or cannot be judged. */
    boolean fires() {
        return base(name).startsWith(FIRES);
    }

    /** A verdict, as far as a case says what it must be. */
    static String verdict(JsonNode verdict) {
        List<String> parts = new ArrayList<>();
        MEMBERS.forEach(member -> parts.add(member + " " + verdict.path(member).asText("null")));
        return String.join(", ", parts);
    }

    /** The last name of a path. */
    static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Reads a case; what is wrong with it is noted. */
    static RuleCase read(String name, String text, Problems problems) {
        YamlMapping yaml = YamlMapping.parse(name, text, problems);
        if (!base(name).startsWith(FIRES) && !base(name).startsWith("silent-")) {
            problems.add(name, 1, "a case is named after what it comes to, expected fires-*.yaml or silent-*.yaml");
        }
        Map<String, Completeness.Mode> completeness = new TreeMap<>();
        List<String> given = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        String title = "";
        if (yaml != null) {
            title = yaml.text("title");
            YamlMapping modes = yaml.mapping("completeness");
            if (modes != null) {
                modes.keys()
                        .forEach(source -> completeness.put(
                                source, modes.choice(source, Completeness.Mode.class, Completeness.Mode.ASSUMED)));
            }
            List<YamlMapping> records = yaml.mappings("given");
            List<YamlMapping> verdicts = yaml.mappings("expect");
            JsonNode tree = tree(text);
            for (int i = 0; i < records.size(); i++) {
                given.add(record(records.get(i), tree.path("given").path(i)));
            }
            for (int i = 0; i < verdicts.size(); i++) {
                expected.add(expectation(verdicts.get(i), tree.path("expect").path(i)));
            }
            yaml.rejectUnknown();
            if (given.isEmpty()) {
                yaml.problem("given", "'given' is missing or empty; list the records that the rule is judged on");
            }
        }
        return new RuleCase(
                name, title, completeness, given, expected.stream().sorted().toList());
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
        } catch (YAMLException | IllegalArgumentException e) {
            return JSON.missingNode();
        }
    }

    private static String record(YamlMapping yaml, JsonNode node) {
        try {
            byte[] json = JSON.writeValueAsBytes(node);
            Codec.read(json);
            return JSON.writeValueAsString(node);
        } catch (UnreadableException e) {
            yaml.problem("type", "no canonical record: " + e.reason() + ", " + e.detail());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
        return "";
    }

    private static String expectation(YamlMapping yaml, JsonNode node) {
        yaml.text("action_id");
        oneOf(yaml, "outcome", yaml.text("outcome"), VerdictOutcome.values());
        String reason = yaml.optionalText("reason");
        if (reason != null) {
            oneOf(yaml, "reason", reason, Reason.values());
        }
        yaml.optionalText("change");
        yaml.optionalText("nearest");
        yaml.rejectUnknown();
        return verdict(node);
    }

    private static void oneOf(YamlMapping yaml, String key, String given, Enum<?>[] options) {
        List<String> names = Arrays.stream(options).map(Enum::name).toList();
        if (!given.isEmpty() && !names.contains(given)) {
            yaml.problem(
                    key,
                    "'" + key + "' is '" + given + "', expected one of " + names + "."
                            + Problems.suggestion(given, names));
        }
    }
}
