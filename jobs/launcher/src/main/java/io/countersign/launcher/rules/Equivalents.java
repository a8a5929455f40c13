package io.countersign.launcher.rules;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The mutants of a rule that no case can tell from it, listed by hand in {@code equivalents.yaml} beside the rule.
 *
 * @param file the name of the file
 * @param lines where each is listed, by the mutant's name
 */
record Equivalents(String file, Map<String, Integer> lines) {

    private static final String NAME = "equivalents.yaml";
    private static final String MUTANT = "mutant";
    private static final String BECAUSE = "because";

    Equivalents {
        lines = Map.copyOf(lines);
    }

    /**
     * Those of a rule; none if there is no list.
     *
     * @param files all files of the directory of rules
     * @throws InvalidFileException with every problem of the list
     */
    static Equivalents of(RuleFile rule, List<RuleFile> files) throws InvalidFileException {
        String name = rule.name().replace('\\', '/');
        String wanted = name.substring(0, name.lastIndexOf('/') + 1) + NAME;
        Problems problems = new Problems();
        Map<String, Integer> lines = new HashMap<>();
        files.stream()
                .filter(file -> file.name().replace('\\', '/').equals(wanted))
                .forEach(file -> lines.putAll(read(wanted, file.text(), problems)));
        problems.throwIfAny();
        return new Equivalents(wanted, lines);
    }

    private static Map<String, Integer> read(String file, String text, Problems problems) {
        Map<String, Integer> lines = new HashMap<>();
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            problems.add(file, e.getProblemMark().getLine() + 1, "not YAML: " + e.getProblem());
            return lines;
        }
        List<Node> entries = root instanceof SequenceNode list ? list.getValue() : new ArrayList<>();
        if (entries.isEmpty()) {
            problems.add(file, 1, "expected a list of 'mutant' and 'because'; without any, remove the file");
        }
        for (Node entry : entries) {
            int line = entry.getStartMark().getLine() + 1;
            Map<String, String> members = members(entry);
            String mutant = members.remove(MUTANT);
            String because = members.remove(BECAUSE);
            if (isBlank(mutant) || isBlank(because) || !members.isEmpty()) {
                problems.add(
                        file,
                        line,
                        "expected 'mutant', as 'rules mutate' names it, and 'because', why no case can tell it from"
                                + " the rule, and nothing else");
            } else if (mutant != null && lines.put(mutant, line) != null) {
                problems.add(file, line, "'" + mutant + "' is listed twice; keep one");
            }
        }
        return lines;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static Map<String, String> members(Node entry) {
        Map<String, String> members = new HashMap<>();
        if (entry instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key && tuple.getValueNode() instanceof ScalarNode value) {
                    members.put(key.getValue(), value.getValue().strip());
                }
            }
        }
        return members;
    }
}
