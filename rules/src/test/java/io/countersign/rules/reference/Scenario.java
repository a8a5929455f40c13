package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A small world to judge: records in the order they were made up, source settings and rule files.
 *
 * @param unreadable lines among the records that are none
 * @param completeness {@code marks} or {@code assumed} by source; a source that is not named is assumed (S8)
 */
public record Scenario(
        List<ObjectNode> records,
        List<UnreadableLine> unreadable,
        Map<String, String> completeness,
        List<ControlYaml> controls) {

    /** A rule file, named {@code id.yaml} (S7). */
    public record ControlYaml(String id, String yaml) {}

    /** The controls as the reference reads them. */
    List<ControlSpec> specs() {
        return controls.stream()
                .map(control -> ControlSpec.parse(control.yaml()))
                .toList();
    }

    /** SHA-256 over {@code id LF SHA-256 of the file LF} of all rule files, by id (S7). */
    String rulesDigest() {
        return Content.sha256(controls.stream()
                .sorted(Comparator.comparing(ControlYaml::id, CodePoints.ORDER))
                .map(control -> control.id() + "\n" + Content.sha256(control.yaml()) + "\n")
                .collect(Collectors.joining()));
    }
}
