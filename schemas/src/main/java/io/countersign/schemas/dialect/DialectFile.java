package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles a dialect's file, strictly: every problem at once. */
final class DialectFile {

    private static final Duration DEFAULT_SKEW = Duration.ofMinutes(5);

    private final YamlMapping yaml;
    private final PathTree paths;

    private enum RecordKind {
        ACTION,
        CHANGE
    }

    /** The fields a kind of record has, those it needs, and what those that are a choice can be. */
    private record Shape(List<String> fields, List<String> required, Map<String, List<String>> choices) {

        static Shape of(RecordKind kind) {
            return kind == RecordKind.ACTION
                    ? new Shape(ActionMapping.FIELDS, ActionMapping.REQUIRED, ActionMapping.CHOICES)
                    : new Shape(ChangeMapping.FIELDS, ChangeMapping.REQUIRED, ChangeMapping.CHOICES);
        }
    }

    private DialectFile(YamlMapping yaml) {
        this.yaml = yaml;
        this.paths = new PathTree(yaml.texts("free_form"));
    }

    /**
     * Compiles a file.
     *
     * @throws InvalidFileException with every problem of it
     */
    static DialectDefinition compile(String file, String text) throws InvalidFileException {
        Problems problems = new Problems();
        YamlMapping yaml = YamlMapping.parse(file, text, problems);
        if (yaml == null) {
            problems.throwIfAny();
            throw new IllegalStateException("a file that is no mapping has a problem");
        }
        DialectDefinition definition = new DialectFile(yaml).read();
        String expected = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
                .replaceFirst("\\.yaml$", "");
        if (!definition.name().isEmpty() && !definition.name().equals(expected)) {
            yaml.problem(
                    "dialect", "'dialect' is '" + definition.name() + "', expected '" + expected + "' as its file");
        }
        problems.throwIfAny();
        return definition;
    }

    private DialectDefinition read() {
        RecordKind kind = yaml.choice("record", RecordKind.class, null);
        yaml.text("title");
        if (yaml.texts("vendor").isEmpty()) {
            yaml.problem("vendor", "'vendor' is missing; name the vendor's pages that describe the log");
        }
        yaml.text("tells_machine_from_human");
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        DialectDefinition.Approvals approvals = null;
        YamlMapping given = yaml.mapping("fields");
        if (given != null) {
            fields = fields(given, Shape.of(kind));
            approvals = kind == RecordKind.CHANGE ? approvals(given) : null;
            given.rejectUnknown();
        }
        DialectDefinition definition = new DialectDefinition(
                yaml.text("dialect"),
                yaml.text("source"),
                kind.name(),
                paths,
                new LinkedHashSet<>(yaml.texts("envelopes")),
                marks(),
                present(),
                refusals(),
                noActions(),
                scopeFields(kind),
                fields,
                approvals,
                yaml.choice("time_format", TimeFormat.class, TimeFormat.RFC3339),
                new Skew(DEFAULT_SKEW));
        yaml.rejectUnknown();
        return definition;
    }

    private Map<String, FieldRule> fields(YamlMapping given, Shape shape) {
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        for (String field : shape.fields()) {
            List<YamlMapping> cases = given.mappings(field);
            if (!cases.isEmpty()) {
                fields.put(field, new CaseReader(paths, shape.choices().get(field)).rule(cases));
            } else if (shape.required().contains(field)) {
                given.problem(field, "'" + field + "' is missing, without which there is no record; say where it is");
            }
        }
        return fields;
    }

    private List<Integer> marks() {
        YamlMapping mark = yaml.optionalMapping("mark");
        if (mark == null) {
            return List.of();
        }
        CaseReader reader = new CaseReader(paths, null);
        List<Integer> marks = List.of(reader.path(mark, "source"), reader.path(mark, "complete_through"));
        mark.rejectUnknown();
        return marks;
    }

    private Map<String, Integer> present() {
        Map<String, Integer> present = new LinkedHashMap<>();
        CaseReader reader = new CaseReader(paths, null);
        for (String path : yaml.texts("every_event_has")) {
            present.put(path, reader.number(yaml, "every_event_has", path));
        }
        return present;
    }

    private List<DialectDefinition.Refusal> refusals() {
        List<DialectDefinition.Refusal> refusals = new ArrayList<>();
        for (YamlMapping each : yaml.mappings("refuse")) {
            refusals.add(new DialectDefinition.Refusal(
                    upperCaseReason(each), each.text("doc"), new CaseReader(paths, null).requiredWhen(each)));
            each.rejectUnknown();
        }
        return refusals;
    }

    private static QuarantineReason upperCaseReason(YamlMapping yaml) {
        String given = yaml.text("reason");
        List<String> names = new ArrayList<>();
        for (QuarantineReason reason : QuarantineReason.values()) {
            if (reason.name().equals(given)) {
                return reason;
            }
            names.add(reason.name());
        }
        if (!given.isEmpty()) {
            yaml.problem(
                    "reason",
                    "'reason' is '" + given + "', expected one of " + names + "." + Problems.suggestion(given, names));
        }
        return QuarantineReason.WRONG_TYPE;
    }

    private List<DialectDefinition.NoAction> noActions() {
        List<DialectDefinition.NoAction> noActions = new ArrayList<>();
        for (YamlMapping each : yaml.mappings("no_action")) {
            noActions.add(new DialectDefinition.NoAction(
                    each.text("reason"), new CaseReader(paths, null).requiredWhen(each)));
            each.text("doc");
            each.rejectUnknown();
        }
        return noActions;
    }

    private Map<String, FieldRule> scopeFields(RecordKind kind) {
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        YamlMapping scope = yaml.optionalMapping("scope");
        if (scope == null) {
            return fields;
        }
        if (kind != RecordKind.ACTION) {
            yaml.problem("scope", "'scope' is given for a register record, expected for actions only");
        }
        for (String field : scope.keys()) {
            if (field.equals("dialect")) {
                scope.problem(field, "'dialect' is what an assets file calls the dialect; name the field otherwise");
            }
            fields.put(field, new CaseReader(paths, null).requiredRule(scope, field));
        }
        return fields;
    }

    private DialectDefinition.@Nullable Approvals approvals(YamlMapping fields) {
        YamlMapping approvals = fields.optionalMapping("approvals");
        if (approvals == null) {
            return null;
        }
        PathTree elements = new PathTree(List.of());
        CaseReader reader = new CaseReader(elements, null);
        DialectDefinition.Approvals read = new DialectDefinition.Approvals(
                new CaseReader(paths, null).elements(approvals, "each", elements),
                reader.requiredRule(approvals, "by"),
                reader.requiredRule(approvals, "at"),
                new CaseReader(elements, ChangeMapping.CHOICES.get("decision")).requiredRule(approvals, "decision"),
                new Globs(approvals.texts("undecided")));
        approvals.has("doc");
        approvals.rejectUnknown();
        return read;
    }
}
