package io.countersign.rules.catalog;

import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads one rule file of {@code kind: control}, strictly (S7). */
final class ControlReader {

    private static final List<String> REQUIREMENTS = List.of("change", "entitlement", "credential", "recording");
    private static final Requirement NONE =
            new Requirement.Change(Set.of(), 1, Duration.ofHours(24), Duration.ofDays(31));

    /** What a rule file says beside what is judged; read by people, and by what maps controls to frameworks. */
    private static final List<String> DOCUMENTATION = List.of("rationale", "response", "false_positives", "maps_to");

    private enum Kind {
        CONTROL
    }

    private enum Status {
        ACTIVE,
        SHADOW
    }

    private ControlReader() {}

    /** The control; where there are problems, they are noted and it is only good for finding more. */
    static Control read(RuleFile file, YamlMapping yaml, Problems problems) {
        yaml.choice("kind", Kind.class, null);
        String id = yaml.text("id");
        if (!id.isEmpty() && !id.equals(file.stem())) {
            yaml.problem("id", "id '" + id + "' differs from the file's name '" + file.stem() + "'; make them equal");
        }
        String select = yaml.text("select");
        if (!select.isEmpty()) {
            compile(select, file, yaml, problems);
        }
        YamlMapping require = yaml.mapping("require");
        DOCUMENTATION.forEach(yaml::has);
        Control control = new Control(
                id,
                yaml.text("title"),
                yaml.choice("severity", Severity.class, null),
                yaml.text("owner"),
                yaml.choice("status", Status.class, Status.ACTIVE) == Status.SHADOW,
                select,
                require == null ? NONE : requirement(require, yaml));
        yaml.rejectUnknown();
        return control;
    }

    private static void compile(String select, RuleFile file, YamlMapping yaml, Problems problems) {
        try {
            Expression.compile(select);
        } catch (InvalidExpressionException e) {
            for (InvalidExpressionException.Issue issue : e.issues()) {
                problems.add(
                        file.name(), yaml.valueLine("select") + issue.line() - 1, "in 'select': " + issue.message());
            }
        }
    }

    private static Requirement requirement(YamlMapping require, YamlMapping yaml) {
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
