package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.SequenceGenerator.Drawn;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A generated world with sequences and the matches that {@code check} must find in it, as text.
 *
 * @param ruleFiles YAML by the name of the file: sequences, and the controls whose verdicts they see
 * @param records one JSON object each
 * @param completeness {@code marks} or {@code assumed} by source; a source that is not named is assumed (S8)
 * @param expectedMatches the lines of {@code matches.jsonl} (S8)
 */
public record SequenceScenario(
        Map<String, String> ruleFiles,
        List<String> records,
        Map<String, String> completeness,
        List<String> expectedMatches) {

    /** The same seed always gives the same; even ones are of actions alone. */
    public static SequenceScenario generate(long seed) {
        Drawn drawn = SequenceGenerator.generate(seed);
        Map<String, String> ruleFiles = new TreeMap<>();
        drawn.world().controls().forEach(control -> ruleFiles.put(control.id() + ".yaml", control.yaml()));
        drawn.sequences().forEach(sequence -> ruleFiles.put(sequence.id() + ".yaml", sequence.toYaml()));
        return new SequenceScenario(
                Map.copyOf(ruleFiles),
                texts(drawn.world().records()),
                Map.copyOf(drawn.world().completeness()),
                texts(drawn.matches()));
    }

    private static List<String> texts(List<ObjectNode> nodes) {
        return nodes.stream().map(ObjectNode::toString).toList();
    }
}
