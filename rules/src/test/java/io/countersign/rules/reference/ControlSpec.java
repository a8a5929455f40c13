package io.countersign.rules.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A control as the judge sees it (S7): the actions it selects and what it requires of them.
 *
 * @param select stands for the CEL of the rule file, over the action as read
 */
public record ControlSpec(String id, Predicate<ObjectNode> select, Requirement require) {

    /** Reads a rule file whose select has the restricted shape of {@link Select}. */
    public static ControlSpec parse(String yaml) {
        JsonNode rule;
        try {
            rule = new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a rule file: " + yaml, e);
        }
        Map.Entry<String, JsonNode> require =
                rule.path("require").properties().iterator().next();
        return new ControlSpec(
                Fields.required(rule, "id"),
                Select.parse(Fields.required(rule, "select")),
                requirement(require.getKey(), require.getValue()));
    }

    private static Requirement requirement(String kind, JsonNode settings) {
        List<String> sources = Fields.texts(settings, "sources");
        return switch (kind) {
            case "change" ->
                new ChangeRequirement(
                        sources,
                        settings.path("min_approvers").asInt(1),
                        duration(settings, "ratify_within", "PT24H"),
                        duration(settings, "horizon", "P31D"));
            case "entitlement" -> new EntitlementRequirement(sources, duration(settings, "review_max_age", "P92D"));
            case "credential" -> new CredentialRequirement(sources, duration(settings, "max_age", "P90D"));
            case "recording" -> new RecordingRequirement(sources, duration(settings, "within", "PT15M"));
            default -> throw new IllegalArgumentException("not a requirement: " + kind);
        };
    }

    private static Duration duration(JsonNode settings, String name, String otherwise) {
        return Duration.parse(Fields.text(settings, name).orElse(otherwise));
    }
}
