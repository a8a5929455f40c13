package io.countersign.launcher.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A case of a rule: what is given, and which verdicts and matches must come of it.
 *
 * @param name its file
 * @param title what it shows
 * @param completeness how each source is known to be complete
 * @param with the ids of the rules that are in force beside its own: a sequence over verdicts needs their controls
 * @param given the records, as canonical JSON
 * @param expected what must come of them
 */
record RuleCase(
        String name,
        String title,
        Map<String, Completeness.Mode> completeness,
        List<String> with,
        List<String> given,
        List<Expectation> expected) {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Between the folder of a rule and the names of its cases. */
    static final String CASES = "/cases/";

    private static final String FIRES = "fires-";

    RuleCase {
        completeness = Map.copyOf(completeness);
        with = List.copyOf(with);
        given = List.copyOf(given);
        expected = List.copyOf(expected);
    }

    /** Whether the rule fires: something is an exception, or cannot be judged. */
    boolean fires() {
        return base(name).startsWith(FIRES);
    }

    /** The id of the rule whose case it is: the name of its folder. */
    String rule() {
        return ruleOf(name);
    }

    private static String ruleOf(String name) {
        int cases = name.indexOf(CASES);
        return cases < 0 ? "" : base(name.substring(0, cases));
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
        List<String> with = new ArrayList<>();
        List<String> given = new ArrayList<>();
        List<Expectation> expected = new ArrayList<>();
        String title = "";
        if (yaml != null) {
            title = yaml.text("title");
            with.addAll(yaml.texts("with"));
            YamlMapping modes = yaml.mapping("completeness");
            if (modes != null) {
                modes.keys()
                        .forEach(source -> completeness.put(
                                source, modes.choice(source, Completeness.Mode.class, Completeness.Mode.ASSUMED)));
            }
            List<YamlMapping> records = yaml.mappings("given");
            JsonNode tree = tree(text);
            for (int i = 0; i < records.size(); i++) {
                given.add(record(records.get(i), tree.path("given").path(i)));
            }
            List<String> rules = new ArrayList<>(List.of(ruleOf(name)));
            rules.addAll(with);
            yaml.mappings("expect").forEach(each -> expected.add(Expectation.read(each, rules)));
            yaml.rejectUnknown();
            if (given.isEmpty()) {
                yaml.problem("given", "'given' is missing or empty; list the records that the rule is judged on");
            }
        }
        return new RuleCase(name, title, completeness, with, given, expected);
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
}
