package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The JSON Schema with which editors complete dialect files. It is made from the records' shapes: {@code mvn test -pl
 * schemas -Dtest=DialectSchemaTest -Dcountersign.rewrite=true} makes it again.
 */
class DialectSchemaTest {

    private static final Path FILE = Path.of("dialects/dialect.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final List<RecordType> TYPES = List.of(
            RecordType.ACTION,
            RecordType.CHANGE,
            RecordType.FREEZE,
            RecordType.IDENTITY,
            RecordType.CREDENTIAL,
            RecordType.RECORDING);

    @Test
    void shouldBeTheOneThatTheRecordsShapesMake() throws Exception {
        String made = JSON.writeValueAsString(schema()) + "\n";
        if (System.getProperty("countersign.rewrite") != null) {
            Files.writeString(FILE, made);
        }
        assertThat(Files.readString(FILE)).isEqualTo(made);
    }

    @ParameterizedTest
    @MethodSource("io.countersign.schemas.dialect.Dialects#builtInNames")
    void shouldAcceptEveryDialectOfTheProduct(String name) throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(FILE));
        JsonNode dialect = Examples.tree(Dialects.builtInFile(name));

        assertThat(schema.validate(dialect)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = RecordType.class,
            names = {"ACTION", "CHANGE", "FREEZE", "IDENTITY", "CREDENTIAL", "RECORDING"})
    void shouldKnowTheKeysThatADialectFileMayHaveAndNoOthers(RecordType type) throws Exception {
        String file = """
                record: %s
                nothing: 1
                mark: { nothing: 1 }
                mark_events: [{ nothing: 1 }]
                no_action: [{ nothing: 1 }]
                refuse: [{ nothing: 1 }]
                tells_machine_from_human: { nothing: 1 }
                fields: { nothing: 1, id: { nothing: 1 }, %s: { each: a, nothing: 1 } }
                """;
        RecordShape shape = RecordShape.of(type);
        RecordShape.Parts parts = shape.parts();
        InvalidFileException e = catchThrowableOfType(
                InvalidFileException.class,
                () -> DialectFile.compile(
                        "x.yaml", file.formatted(type.wireName(), parts == null ? "x" : parts.name())));
        Set<Set<String>> known = new HashSet<>();
        Matcher matcher = Pattern.compile("unknown key 'nothing', expected one of \\[([^]]*)]")
                .matcher(String.join("\n", e.problems()));
        while (matcher.find()) {
            known.add(new TreeSet<>(List.of(matcher.group(1).split(", ", -1))));
        }
        JsonNode schema = schema();
        Set<Set<String>> described = new HashSet<>();
        described.add(names(schema.path("properties")));
        described.add(names(schema.at("/properties/mark/properties")));
        described.add(names(schema.at("/properties/mark_events/items/properties")));
        described.add(names(schema.at("/$defs/counted/properties")));
        described.add(names(schema.at("/$defs/tells/properties")));
        described.add(names(schema.at("/$defs/case/properties")));
        described.add(names(schema.at("/$defs/" + type.wireName() + "/properties")));
        if (parts != null) {
            described.add(names(schema.at("/$defs/" + type.wireName() + "Parts/properties")));
        }
        assertThat(known).isEqualTo(described);
    }

    private static Set<String> names(JsonNode properties) {
        Set<String> names = new TreeSet<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static ObjectNode schema() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "https://countersign.io/dialect.schema.json");
        schema.put("title", "Countersign dialect");
        schema.put("description", "How one vendor's log is read; schemas/README.md explains every key.");
        closed(schema);
        ObjectNode properties = schema.putObject("properties");
        described(properties, "dialect", "The dialect's name, which is also the file's.")
                .put("type", "string");
        described(properties, "title", "What it reads, in a line.").put("type", "string");
        words(
                described(properties, "record", "What its events are."),
                TYPES.stream().map(RecordType::wireName).toList());
        described(properties, "source", "What its records name as their source.")
                .put("type", "string");
        texts(properties, "vendor", "The vendor's pages that describe the log.");
        described(properties, "tells_machine_from_human", "What in the log proves either, and what does not.")
                .put("$ref", "#/$defs/tells");
        described(properties, "format", "json, or how events are found in a log of text.");
        texts(properties, "envelopes", "Members of a message that hold one event or an array of them.");
        words(
                described(properties, "header", "Whether something may stand before the JSON of a message."),
                List.of("none", "ignored"));
        texts(properties, "wrapped_in", "Members of a shipper's message whose text is a message of the log.");
        ObjectNode mark = object(properties, "mark", "What makes a mark of an envelope.");
        described(mark, "source", "Path of the source it names.").put("type", "string");
        described(mark, "complete_through", "Path of the instant up to which it is complete.")
                .put("type", "string");
        timeFormat(mark);
        ObjectNode events = items(properties, "mark_events", "Events that are marks.");
        guard(events);
        described(events, "complete_through", "Path of the instant up to which it is complete.")
                .put("type", "string");
        timeFormat(events);
        described(events, "doc", "Where the vendor says so.").put("type", "string");
        texts(properties, "every_event_has", "Paths without which something is no event of this log.");
        timeFormat(properties);
        described(properties, "time_zone", "IANA zone of times that name none.").put("type", "string");
        texts(properties, "free_form", "Members whose content differs from event to event.");
        texts(properties, "json_texts", "Members whose text is read as the JSON that it is.");
        texts(properties, "postgres_messages", "Members that hold a message of PostgreSQL's log.");
        texts(properties, "any_case", "Members in which capital and small letters are alike to conditions.");
        texts(properties, "group_by", "The columns of CSV in which the rows of one event are alike.");
        texts(properties, "columns", "The names of the columns of CSV without a header.");
        for (String counted : List.of("no_action", "refuse")) {
            ObjectNode list = described(
                    properties,
                    counted,
                    counted.equals("refuse")
                            ? "Events that must not be believed; reason is one of "
                                    + Arrays.toString(QuarantineReason.values())
                            : "Events that need no judgement; reason is counted.");
            oneOrSeveral(list, "#/$defs/counted");
        }
        described(properties, "scope", "What an assets file can match.")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("$ref", "#/$defs/rule");
        properties.putObject("fields").put("type", "object").put("description", "Where each field comes from.");
        schema.putArray("required")
                .add("dialect")
                .add("title")
                .add("record")
                .add("source")
                .add("vendor")
                .add("fields");
        definitions(schema.putObject("$defs"));
        var choices = schema.putArray("allOf");
        for (RecordType type : TYPES) {
            ObjectNode choice = choices.addObject();
            choice.putObject("if").putObject("properties").putObject("record").put("const", type.wireName());
            choice.putObject("then")
                    .putObject("properties")
                    .putObject("fields")
                    .put("$ref", "#/$defs/" + type.wireName());
        }
        return schema;
    }

    private static void definitions(ObjectNode definitions) {
        ObjectNode tells = closed(definitions.putObject("tells")).putObject("properties");
        texts(tells, "machine", "What proves a machine.");
        texts(tells, "human", "What proves a human.");
        texts(tells, "neither", "What proves neither.");
        ObjectNode counted = closed(definitions.putObject("counted")).putObject("properties");
        described(counted, "reason", "In capitals.").put("type", "string");
        guard(counted);
        described(counted, "doc", "Where the vendor says so, or what to do.").put("type", "string");
        ObjectNode leftOut = closed(definitions.putObject("left_out")).putObject("properties");
        guard(leftOut);
        described(leftOut, "doc", "Where the vendor says so.").put("type", "string");
        definitions
                .putObject("conditions")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("$ref", "#/$defs/texts");
        ObjectNode texts = definitions.putObject("texts");
        var either = texts.putArray("anyOf");
        either.addObject().putArray("type").add("string").add("number").add("boolean");
        either.addObject()
                .put("type", "array")
                .putObject("items")
                .putArray("type")
                .add("string")
                .add("number")
                .add("boolean");
        ObjectNode one = closed(definitions.putObject("case")).putObject("properties");
        guard(one);
        texts(one, "from", "Paths of which the first that is present counts.");
        texts(one, "from_all", "Paths that all count.");
        described(one, "value", "A fixed value, in place of a path.")
                .putArray("type")
                .add("string")
                .add("boolean")
                .add("number");
        for (String text :
                List.of("split", "join", "after", "after_last", "until", "until_last", "prefix", "suffix", "doc")) {
            described(one, text, "See schemas/README.md.").put("type", "string");
        }
        words(described(one, "take", "Which of an array's values counts."), List.of("first", "last"));
        words(
                described(one, "as", "What the text is taken for."),
                Arrays.stream(Meaning.values())
                        .map(meaning -> meaning.name().toLowerCase(Locale.ROOT))
                        .toList());
        texts(one, "only", "Globs; other texts do not count.");
        words(described(one, "letters", "Whether capital letters become small."), List.of("as_given", "lower_case"));
        described(one, "map", "What each text stands for.").put("type", "object");
        timeFormat(one);
        oneOrSeveral(definitions.putObject("rule"), "#/$defs/case");
        for (RecordType type : TYPES) {
            RecordShape shape = RecordShape.of(type);
            ObjectNode fields = fields(definitions.putObject(type.wireName()), shape);
            RecordShape.Parts parts = shape.parts();
            if (parts != null) {
                String partsName = type.wireName() + "Parts";
                oneOrSeveral(fields.putObject(parts.name()), "#/$defs/" + partsName);
                ObjectNode inner = fields(definitions.putObject(partsName), parts.shape());
                texts(
                        inner,
                        "each",
                        "Path of the array, or of arrays in each other; without it the event itself is the one object.");
                described(inner, "doc", "Where the vendor says so.").put("type", "string");
                oneOrSeveral(described(inner, "leave_out", "Which of them are left out."), "#/$defs/left_out");
            }
        }
    }

    private static ObjectNode fields(ObjectNode node, RecordShape shape) {
        closed(node);
        ObjectNode properties = node.putObject("properties");
        for (String field : shape.fields()) {
            List<String> choice = shape.choices().get(field);
            described(properties, field, choice == null ? "Any text." : "One of " + String.join(", ", choice) + ".")
                    .put("$ref", "#/$defs/rule");
        }
        var required = node.putArray("required");
        shape.required().forEach(required::add);
        return properties;
    }

    private static ObjectNode closed(ObjectNode node) {
        return node.put("type", "object").put("additionalProperties", false);
    }

    private static ObjectNode described(ObjectNode properties, String name, String description) {
        return properties.putObject(name).put("description", description);
    }

    private static ObjectNode object(ObjectNode properties, String name, String description) {
        return closed(described(properties, name, description)).putObject("properties");
    }

    private static ObjectNode items(ObjectNode properties, String name, String description) {
        return closed(described(properties, name, description)
                        .put("type", "array")
                        .putObject("items"))
                .putObject("properties");
    }

    private static void texts(ObjectNode properties, String name, String description) {
        described(properties, name, description).put("$ref", "#/$defs/texts");
    }

    private static void guard(ObjectNode properties) {
        described(properties, "when", "Globs by path, all of which must hold.").put("$ref", "#/$defs/conditions");
        described(properties, "unless", "Globs by path, of which none may hold.")
                .put("$ref", "#/$defs/conditions");
    }

    private static void timeFormat(ObjectNode properties) {
        words(
                described(properties, "time_format", "How times are written."),
                Arrays.stream(TimeFormat.values())
                        .map(format -> format.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static void words(ObjectNode node, List<String> words) {
        var either = node.putArray("enum");
        words.forEach(either::add);
    }

    private static void oneOrSeveral(ObjectNode node, String of) {
        var either = node.putArray("anyOf");
        either.addObject().put("$ref", of);
        either.addObject().put("type", "array").putObject("items").put("$ref", of);
    }
}
