package io.countersign.schemas.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML as nodes, within limits: a small file must not become a large one when its aliases are written out. */
final class YamlNodes {

    /** The most lists and mappings within each other. */
    private static final int DEEPEST = 50;

    /** The most nodes of a file, those behind an alias counted as often as it is named. */
    private static final int MOST_NODES = 200_000;

    private static final int IN_PROGRESS = -1;

    private final String file;
    private final Problems problems;
    private final IdentityHashMap<Node, Integer> sizes = new IdentityHashMap<>();

    private YamlNodes(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The root of a text; null, and a problem, if it is no YAML or beyond a limit; null if there is nothing in it. */
    static @Nullable Node compose(String file, String text, Problems problems) {
        if (text.length() > YamlMapping.MOST_CHARACTERS) {
            problems.add(
                    file,
                    1,
                    "the file has more than " + YamlMapping.MOST_CHARACTERS
                            + " characters, expected at most that; divide it");
            return null;
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(DEEPEST);
        limits.setMaxAliasesForCollections(Integer.MAX_VALUE); // What they come to is counted below.
        try {
            Node root = new Yaml(new SafeConstructor(limits)).compose(new StringReader(text));
            return root == null || new YamlNodes(file, problems).size(root) == 0 ? null : root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(file, line, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            String message = String.valueOf(e.getMessage());
            problems.add(
                    file,
                    1,
                    message.startsWith("Nesting Depth")
                            ? "lists and mappings are within each other more than " + DEEPEST
                                    + " deep; write it flatter"
                            : "not YAML: " + message);
        }
        return null;
    }

    /** How many nodes there are below a node and with it; 0, and one problem, if there are too many or without end. */
    private int size(Node node) {
        Integer known = sizes.get(node);
        if (known != null) {
            if (known == IN_PROGRESS) {
                problems.add(file, lineOf(node), "an alias names what it is a part of, which has no end; write it out");
                return 0;
            }
            return known;
        }
        sizes.put(node, IN_PROGRESS);
        long size = 1;
        for (Node child : children(node)) {
            int of = size(child);
            if (of == 0) {
                return 0;
            }
            size += of;
        }
        if (size > MOST_NODES) {
            problems.add(
                    file,
                    lineOf(node),
                    "with its aliases written out this has more than " + MOST_NODES
                            + " values, expected at most that; do not name aliases within aliases");
            return 0;
        }
        sizes.put(node, (int) size);
        return (int) size;
    }

    private static List<Node> children(Node node) {
        if (node instanceof MappingNode mapping) {
            List<Node> children = new ArrayList<>();
            mapping.getValue().forEach(tuple -> children.addAll(List.of(tuple.getKeyNode(), tuple.getValueNode())));
            return children;
        }
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /** What YAML 1.1 takes a plain text for where it is not text; null if it is text. */
    static @Nullable String misread(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return "true or false";
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return "a number";
        }
        if (tag.equals(Tag.TIMESTAMP)) {
            return "a time";
        }
        return tag.equals(Tag.NULL) ? "nothing" : "a " + tag.getValue();
    }

    /** What kind of node it is, in words. */
    static String kindOf(Node node) {
        if (node instanceof MappingNode) {
            return "mapping";
        }
        return node instanceof SequenceNode ? "list" : "text";
    }

    /** The line of a node, counted from 1. */
    static int lineOf(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }
}
