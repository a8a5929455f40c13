package io.countersign.schemas.yaml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping that is asked for the keys it may have. What is missing, of the wrong kind or never asked for becomes
 * a {@linkplain Problems problem} with its line; the reader goes on with a harmless value, so that all are found.
 */
public final class YamlMapping extends YamlScalars {

    /** The most characters of a file. */
    public static final int MOST_CHARACTERS = 3_000_000;

    private YamlMapping(String file, MappingNode node, boolean quoted, Problems problems) {
        super(file, YamlNodes.lineOf(node), quoted, problems);
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(file, YamlNodes.lineOf(tuple.getKeyNode()), "a key must be plain text");
                continue;
            }
            requireText("a key", key);
            if (values.containsKey(key.getValue())) {
                problems.add(file, YamlNodes.lineOf(key), "key '" + key.getValue() + "' is given twice; keep one");
            }
            keyLines.put(key.getValue(), YamlNodes.lineOf(key));
            if (!tuple.getValueNode().getTag().equals(Tag.NULL)) {
                values.put(key.getValue(), tuple.getValueNode());
            }
        }
    }

    /** The mapping a YAML text consists of; null, and a problem, if it is something else. */
    public static @Nullable YamlMapping parse(String file, String text, Problems problems) {
        int before = problems.found().size();
        YamlMapping mapping = find(file, text, problems);
        if (mapping == null && problems.found().size() == before) {
            problems.add(file, 1, "expected a YAML mapping of keys to values");
        }
        return mapping;
    }

    /** The mapping a YAML text consists of; null if it is something else, and a problem only if it is no YAML. */
    public static @Nullable YamlMapping find(String file, String text, Problems problems) {
        return find(file, text, false, problems);
    }

    /**
     * As {@link #find}, for files in which what is read as text must be text to YAML 1.1, too: {@code no} and {@code 3.10}
     * are something else there, and become it when another program rewrites the file.
     */
    public static @Nullable YamlMapping findQuoted(String file, String text, Problems problems) {
        return find(file, text, true, problems);
    }

    private static @Nullable YamlMapping find(String file, String text, boolean quoted, Problems problems) {
        Node root = YamlNodes.compose(file, text, problems);
        return root instanceof MappingNode mapping ? new YamlMapping(file, mapping, quoted, problems) : null;
    }

    /** The line the mapping starts on, counted from 1. */
    public int line() {
        return line;
    }

    /** The line of a value, or of the mapping where it lacks the key; a block text counts from its first line. */
    public int valueLine(String key) {
        Node value = values.get(key);
        if (value instanceof ScalarNode scalar
                && (scalar.getScalarStyle().getChar() != null)
                && "|>".indexOf(scalar.getScalarStyle().getChar()) >= 0) {
            return YamlNodes.lineOf(value) + 1;
        }
        return value == null ? line : YamlNodes.lineOf(value);
    }

    /** The keys, in the order of the file; asking for them makes none of them known. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(keyLines.keySet());
    }

    /** A list of texts; a single text counts as a list of one; empty if absent. */
    public List<String> texts(String key) {
        List<Node> given = values.get(key) instanceof SequenceNode list ? list.getValue() : List.of();
        for (Node member : given) {
            if (member instanceof ScalarNode scalar) {
                requireText("'" + key + "'", scalar);
            }
        }
        if (values.get(key) instanceof ScalarNode scalar) {
            requireText("'" + key + "'", scalar);
        }
        return scalars(key);
    }

    /** A list of scalars as they are written, numbers for instance; a single one counts as a list of one. */
    public List<String> scalars(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar.getValue());
        }
        List<String> texts = new ArrayList<>();
        for (Node member : members(key, node)) {
            if (member instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                problems.add(
                        file,
                        YamlNodes.lineOf(member),
                        "a " + YamlNodes.kindOf(member) + " in '" + key + "', expected text");
            }
        }
        return texts;
    }

    /** A mapping that may be absent. */
    public @Nullable YamlMapping optionalMapping(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof MappingNode mapping) {
            return new YamlMapping(file, mapping, quoted, problems);
        }
        if (node != null) {
            problem(key, "'" + key + "' is a " + YamlNodes.kindOf(node) + ", expected a mapping");
        }
        return null;
    }

    /** Whether the key's value is a mapping. */
    public boolean isMapping(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /** A mapping that must be there. */
    public @Nullable YamlMapping mapping(String key) {
        if (!has(key)) {
            problem(key, "'" + key + "' is missing; give it a mapping");
        }
        return optionalMapping(key);
    }

    /** A list of mappings; a single mapping counts as a list of one; empty if absent. */
    public List<YamlMapping> mappings(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof MappingNode mapping) {
            return List.of(new YamlMapping(file, mapping, quoted, problems));
        }
        List<YamlMapping> mappings = new ArrayList<>();
        for (Node member : members(key, node)) {
            if (member instanceof MappingNode mapping) {
                mappings.add(new YamlMapping(file, mapping, quoted, problems));
            } else {
                problems.add(
                        file,
                        YamlNodes.lineOf(member),
                        "a " + YamlNodes.kindOf(member) + " in '" + key + "', expected a mapping");
            }
        }
        return mappings;
    }

    private List<Node> members(String key, @Nullable Node node) {
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problem(key, "'" + key + "' is a " + YamlNodes.kindOf(node) + ", expected a list");
        return List.of();
    }

    /** Makes a problem of every key that nobody asked for. */
    public void rejectUnknown() {
        keyLines.forEach((key, keyLine) -> {
            if (!asked.contains(key)) {
                problems.add(
                        file,
                        keyLine,
                        "unknown key '" + key + "', expected one of " + asked + "." + Problems.suggestion(key, asked));
            }
        });
    }
}
