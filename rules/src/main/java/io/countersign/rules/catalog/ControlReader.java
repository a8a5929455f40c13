package io.countersign.rules.catalog;

import io.countersign.rules.expression.Expression;
import io.countersign.schemas.yaml.YamlMapping;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads what a rule file of {@code kind: control} says beside its card. */
final class ControlReader {

    private static final List<String> REQUIREMENTS = List.of("change", "entitlement", "credential", "recording");
    private static final Requirement NONE =
            new Requirement.Change(Set.of(), 1, Duration.ofHours(24), Duration.ofDays(31));

    private final RuleReader reader;
    private final YamlMapping yaml;

    ControlReader(RuleReader reader, YamlMapping yaml) {
        this.reader = reader;
        this.yaml = yaml;
    }

    /** The control; where there are problems, they are noted and it is only good for finding more. */
    Control read(RuleCard card) {
        String select = yaml.text("select");
        if (!select.isEmpty()) {
            reader.compile(yaml, "select", () -> Expression.compile(select).requirePossible());
        }
        YamlMapping require = yaml.mapping("require");
        return new Control(card, select, require == null ? NONE : requirement(require));
    }

    private Requirement requirement(YamlMapping require) {
        List<String> given = REQUIREMENTS.stream().filter(require::has).toList();
        require.rejectUnknown();
        if (given.size() != 1) {
            yaml.problem("require", "'require' has " + given.size() + " of " + REQUIREMENTS + ", expected exactly one");
            return NONE;
        }
        YamlMapping parameters = require.mapping(given.get(0));
        if (parameters == null) {
            return NONE;
        }
        Set<String> sources = new TreeSet<>(parameters.texts("sources"));
        if (sources.isEmpty()) {
            parameters.problem("sources", "'sources' is missing or empty; name the sources whose records count");
        }
        Requirement requirement = switch (given.get(0)) {
            case "change" ->
                new Requirement.Change(
                        sources,
                        parameters.integer("min_approvers", 1, 1),
                        parameters.duration("ratify_within", Duration.ofHours(24)),
                        parameters.duration("horizon", Duration.ofDays(31)));
            case "entitlement" ->
                new Requirement.Entitlement(sources, parameters.duration("review_max_age", Duration.ofDays(92)));
            case "credential" ->
                new Requirement.Credential(sources, parameters.duration("max_age", Duration.ofDays(90)));
            default -> new Requirement.Recording(sources, parameters.duration("within", Duration.ofMinutes(15)));
        };
        parameters.rejectUnknown();
        return requirement;
    }
}
