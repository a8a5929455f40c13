package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.RecordType;
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

    private static final String TELLS = "tells_machine_from_human";
    private static final Duration DEFAULT_SKEW = Duration.ofMinutes(5);

    private final YamlMapping yaml;
    private final PathTree paths;

    /** What {@code record} can be: the types of record that dialects read. */
    private enum Kind {
        ACTION,
        CHANGE,
        FREEZE,
        IDENTITY,
        CREDENTIAL,
        RECORDING
    }

    /** What stands before the JSON of a message. */
    private enum Header {
        NONE,
        IGNORED
    }

    private DialectFile(YamlMapping yaml) {
        this.yaml = yaml;
        this.paths = new PathTree(yaml.texts("free_form"), yaml.texts("json_texts"));
        this.paths.postgresMessages(yaml.texts("postgres_messages"));
        this.paths.anyCase(yaml.texts("any_case"));
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
        RecordType type =
                RecordType.valueOf(yaml.choice("record", Kind.class, null).name());
        yaml.text("title");
        if (yaml.texts("vendor").isEmpty()) {
            yaml.problem("vendor", "'vendor' is missing; name the vendor's pages that describe the log");
        }
        readTells(type);
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        List<DialectDefinition.Parts> parts = List.of();
        YamlMapping given = yaml.mapping("fields");
        if (given != null) {
            RecordShape shape = RecordShape.of(type);
            fields = fields(given, shape, paths);
            parts = shape.parts() == null ? List.of() : parts(given, shape.parts());
            given.rejectUnknown();
        }
        DialectDefinition definition = new DialectDefinition(
                yaml.text("dialect"),
                yaml.text("source"),
                type,
                Formats.read(yaml),
                paths,
                yaml.choice("header", Header.class, Header.NONE) == Header.IGNORED,
                wrapping(),
                new LinkedHashSet<>(yaml.texts("envelopes")),
                envelopeMark(),
                markEvents(),
                present(),
                refusals(),
                noActions(),
                scopeFields(type),
                fields,
                parts,
                new TimeNotation(
                        yaml.choice("time_format", TimeFormat.class, TimeFormat.RFC3339), yaml.zone("time_zone")),
                new Skew(DEFAULT_SKEW));
        yaml.rejectUnknown();
        return definition;
    }

    /** What is known of its actors is for people; the file must say it, and of all three. */
    private void readTells(RecordType type) {
        if (type != RecordType.ACTION && !yaml.has(TELLS)) {
            return;
        }
        YamlMapping tells = yaml.mapping(TELLS);
        if (tells != null) {
            for (String kind : List.of("machine", "human", "neither")) {
                if (tells.texts(kind).isEmpty()) {
                    tells.problem(
                            kind, "'" + kind + "' is missing; say what in the log proves it, or that nothing does");
                }
            }
            tells.rejectUnknown();
        }
    }

    private static Map<String, FieldRule> fields(YamlMapping given, RecordShape shape, PathTree paths) {
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

    private @Nullable Wrapping wrapping() {
        List<Integer> members = new ArrayList<>();
        for (String member : yaml.texts("wrapped_in")) {
            members.add(new CaseReader(paths, null).number(yaml, "wrapped_in", member));
        }
        return members.isEmpty() ? null : new Wrapping(members);
    }

    private DialectDefinition.@Nullable EnvelopeMark envelopeMark() {
        YamlMapping mark = yaml.optionalMapping("mark");
        if (mark == null) {
            return null;
        }
        CaseReader reader = new CaseReader(paths, null);
        DialectDefinition.EnvelopeMark read = new DialectDefinition.EnvelopeMark(
                mark.has("source") ? reader.path(mark, "source") : null, completeThrough(mark, TimeFormat.RFC3339));
        mark.rejectUnknown();
        return read;
    }

    private List<DialectDefinition.MarkEvent> markEvents() {
        List<DialectDefinition.MarkEvent> marks = new ArrayList<>();
        for (YamlMapping each : yaml.mappings("mark_events")) {
            marks.add(new DialectDefinition.MarkEvent(
                    new CaseReader(paths, null).guard(each), completeThrough(each, null)));
            each.text("doc");
            each.rejectUnknown();
        }
        return marks;
    }

    private FieldRule completeThrough(YamlMapping mark, @Nullable TimeFormat usual) {
        int path = new CaseReader(paths, null).path(mark, "complete_through");
        TimeFormat own = CaseReader.timeFormat(mark);
        return FieldRule.at(path, own == null ? usual : own);
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
                    upperCaseReason(each), each.text("doc"), new CaseReader(paths, null).guard(each)));
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
            noActions.add(new DialectDefinition.NoAction(each.text("reason"), new CaseReader(paths, null).guard(each)));
            each.text("doc");
            each.rejectUnknown();
        }
        return noActions;
    }

    private Map<String, FieldRule> scopeFields(RecordType type) {
        Map<String, FieldRule> fields = new LinkedHashMap<>();
        YamlMapping scope = yaml.optionalMapping("scope");
        if (scope == null) {
            return fields;
        }
        if (type != RecordType.ACTION) {
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

    private List<DialectDefinition.Parts> parts(YamlMapping fields, RecordShape.Parts shape) {
        List<DialectDefinition.Parts> parts = new ArrayList<>();
        for (YamlMapping given : fields.mappings(shape.name())) {
            PathTree elements = paths;
            List<Integer> each = new ArrayList<>();
            for (String path : given.texts("each")) {
                each.add(new CaseReader(elements, null).number(given, "each", path));
                elements = elements.elements(path);
            }
            refuseInside(String.join(".", given.texts("each")) + ".", given);
            parts.add(new DialectDefinition.Parts(
                    shape.name(), each, elements, fields(given, shape.shape(), elements), leftOut(given, elements)));
            given.has("doc");
            given.rejectUnknown();
        }
        return parts;
    }

    /** What is said of members of the whole file does not reach into objects that are read for themselves. */
    private void refuseInside(String path, YamlMapping given) {
        for (String key : List.of("free_form", "json_texts", "postgres_messages")) {
            for (String member : yaml.texts(key)) {
                if (member.startsWith(path)) {
                    given.problem(
                            "each", "'" + key + "' lists '" + member + "', which 'each' reads; expected none there");
                }
            }
        }
    }

    private static List<Guard> leftOut(YamlMapping given, PathTree elements) {
        List<Guard> guards = new ArrayList<>();
        for (YamlMapping each : given.mappings("leave_out")) {
            guards.add(new CaseReader(elements, null).guard(each));
            each.has("doc");
            each.rejectUnknown();
        }
        return guards;
    }
}
