package io.countersign.launcher.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.catalog.RuleFile;
import java.nio.charset.StandardCharsets;

/**
 * A rule with one thing changed.
 *
 * @param name what is changed into what; no other mutant of the rule has the name
 * @param line of the rule's file
 * @param killer the kind of case that would notice
 * @param rule the rule as it is then
 */
public record Mutant(MutantKind kind, String name, int line, String killer, ObjectNode rule) {

    /** The rule as a file under an id of its own, so that many may be in force together. */
    public RuleFile file(String id) {
        return file(rule, id);
    }

    static RuleFile file(ObjectNode rule, String id) {
        ObjectNode named = rule.deepCopy();
        named.put("id", id);
        return new RuleFile(id + ".yaml", named.toString().getBytes(StandardCharsets.UTF_8));
    }
}
