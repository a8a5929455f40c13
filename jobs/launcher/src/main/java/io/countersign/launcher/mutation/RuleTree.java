package io.countersign.launcher.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.catalog.RuleFile;
import java.io.StringReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A rule file as a tree that can be changed and written again, and the lines on which its values stand. */
final class RuleTree {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Where one value is as good as a list of it. */
    private static final List<String> LISTS = List.of("steps", "by", "sources", "times");

    /** What is for people to read. */
    private static final List<String> DOCUMENTATION = List.of("rationale", "response", "false_positives", "maps_to");

    private final List<String> lines;
    private final Node root;
    private final ObjectNode rule;

    /** Of a file that is known to be a rule. */
    RuleTree(RuleFile file) {
        lines = file.text().lines().toList();
        root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(file.text()));
        if (!(json(root) instanceof ObjectNode mapping)) {
            throw new IllegalArgumentException(file.name() + " is no rule");
        }
        rule = mapping;
        rule.remove(DOCUMENTATION);
    }

    /** The rule, with all that is text or a number as text. */
    ObjectNode rule() {
        return rule;
    }

    private static JsonNode json(Node node) {
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = ((ScalarNode) tuple.getKeyNode()).getValue();
                JsonNode value = json(tuple.getValueNode());
                object.set(
                        key,
                        LISTS.contains(key) && !value.isArray()
                                ? JSON.arrayNode().add(value)
                                : value);
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(each -> array.add(json(each)));
            return array;
        }
        return node.getTag().equals(Tag.NULL) ? JSON.nullNode() : JSON.textNode(((ScalarNode) node).getValue());
    }

    /**
     * The line of a value, from 1.
     *
     * @param path keys of mappings, and places in lists
     */
    int line(List<Object> path) {
        return line(path, 0);
    }

    /** The line of what stands at a place of a text. */
    int line(List<Object> path, int at) {
        Node node = root;
        for (Object part : path) {
            Node inner = part instanceof Integer index ? element(node, index) : value(node, part.toString());
            if (inner == null) {
                break;
            }
            node = inner;
        }
        int first = node.getStartMark().getLine();
        return 1 + (node instanceof ScalarNode scalar ? line(scalar, first, at) : first);
    }

    private static @Nullable Node element(Node node, int index) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().get(index);
        }
        return node;
    }

    private static @Nullable Node value(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (((ScalarNode) tuple.getKeyNode()).getValue().equals(key)) {
                    return tuple.getValueNode();
                }
            }
        }
        return null;
    }

    /** Folding changes nothing but spaces, so that what is not space leads to the line. */
    private int line(ScalarNode scalar, int first, int at) {
        boolean isBlock =
                scalar.getScalarStyle() == ScalarStyle.FOLDED || scalar.getScalarStyle() == ScalarStyle.LITERAL;
        if (!isBlock) {
            return first;
        }
        long before = ink(scalar.getValue().substring(0, at));
        for (int line = first + 1; line < lines.size(); line++) {
            before -= ink(lines.get(line));
            if (before < 0) {
                return line;
            }
        }
        return first;
    }

    private static long ink(String text) {
        return text.codePoints().filter(each -> !Character.isWhitespace(each)).count();
    }
}
