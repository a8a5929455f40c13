package io.countersign.rules.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The JSON Schema with which editors complete rule files says what the reader does. */
class RuleSchemaTest {

    private static final Path CATALOG = Path.of("catalog");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CONTROL = """
            kind: control
            id: x
            nothing: 1
            require:
              nothing: 1
              %s: { sources: [a], nothing: 1 }
            """;

    private static final String SEQUENCE = """
            kind: sequence
            id: x
            title: t
            severity: high
            owner: o
            by: [event.identity]
            within: PT4H
            steps:
              - %s
            """;

    @ParameterizedTest
    @CsvSource({
        "change, /$defs/control/properties/require/properties/change",
        "entitlement, /$defs/control/properties/require/properties/entitlement",
        "credential, /$defs/control/properties/require/properties/credential",
        "recording, /$defs/control/properties/require/properties/recording"
    })
    void shouldKnowTheKeysOfAControlAndNoOthers(String requirement, String pointer) throws Exception {
        List<Set<String>> known = keysKnown(CONTROL.formatted(requirement));

        assertThat(known)
                .containsExactlyInAnyOrder(
                        names("/$defs/control"), names("/$defs/control/properties/require"), names(pointer));
    }

    @Test
    void shouldKnowTheKeysOfASequenceAndNoOthers() throws Exception {
        List<Set<String>> known = keysKnown("kind: sequence\nid: x\nnothing: 1\n");

        assertThat(known).containsExactly(names("/$defs/sequence"));
    }

    @Test
    void shouldKnowTheWordsThatTheReaderKnows() throws Exception {
        JsonNode properties = schema().at("/$defs/control/properties");

        assertThat(properties.at("/severity/enum"))
                .isEqualTo(JSON.valueToTree(Stream.of(Severity.values())
                        .map(severity -> severity.name().toLowerCase(Locale.ROOT))
                        .toList()));
        for (JsonNode status : properties.at("/status/enum")) {
            assertThat(problems("kind: control\nid: x\nstatus: " + status.asText()))
                    .noneMatch(problem -> problem.contains("'status'"));
        }
        assertThat(schema().at("/$defs/sequence/properties/steps/anyOf/1/maxItems")
                        .asInt())
                .isEqualTo(Sequence.MOST_STEPS);
    }

    @ParameterizedTest
    @MethodSource("ruleFiles")
    void shouldAcceptEveryRuleOfTheCatalog(Path file) throws Exception {
        assertThat(validate(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one: event.operation == 'read'",
                "One_2: event.operation == 'read'",
                "{ one: event.operation == 'read', times: 3 }",
                "{ one: event.operation == 'read', times: [3, 5] }"
            })
    void shouldAcceptTheStepsThatTheReaderAccepts(String step) throws Exception {
        assertThat(problems(SEQUENCE.formatted(step))).isEmpty();
        assertThat(validate(SEQUENCE.formatted(step))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ one: event.operation == 'read', two: event.operation == 'write' }",
                "{ o-ne: event.operation == 'read' }",
                "{ one: event.operation == 'read', times: 0 }",
                "{ one: event.operation == 'read', times: [1, 2, 3] }",
                "{ one: event.operation == 'read', times: 1001 }",
                "{ not: event.operation == 'read' }",
                "one: [x]",
                "[one]"
            })
    void shouldRefuseTheStepsThatTheReaderRefuses(String step) throws Exception {
        assertThat(problems(SEQUENCE.formatted(step))).isNotEmpty();
        assertThat(validate(SEQUENCE.formatted(step))).isNotEmpty();
    }

    private static List<String> problems(String text) {
        InvalidFileException refusal = catchThrowableOfType(
                InvalidFileException.class,
                () -> Catalog.of(List.of(new RuleFile("x.yaml", text.getBytes(StandardCharsets.UTF_8)))));
        return refusal == null ? List.of() : refusal.problems();
    }

    private static List<Set<String>> keysKnown(String text) {
        Matcher matcher = Pattern.compile("unknown key 'nothing', expected one of \\[([^]]*)]")
                .matcher(String.join("\n", problems(text)));
        return matcher.results()
                .<Set<String>>map(found -> new TreeSet<>(List.of(found.group(1).split(", ", -1))))
                .toList();
    }

    private static Set<String> names(String pointer) throws Exception {
        JsonNode object = schema().at(pointer);
        assertThat(object.path("additionalProperties").asBoolean(true)).isFalse();
        Set<String> names = new TreeSet<>();
        object.path("properties").fieldNames().forEachRemaining(names::add);
        object.path("properties")
                .forEach(property -> assertThat(property.has("description"))
                        .as("%s is described", property)
                        .isTrue());
        return names;
    }

    private static JsonNode schema() throws Exception {
        return JSON.readTree(Files.readString(Path.of("rule.schema.json")));
    }

    private static List<?> validate(String yaml) throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema().toString());
        return schema.validate(JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(yaml)));
    }

    private static List<Path> ruleFiles() {
        return Catalog.files(CATALOG).stream()
                .filter(file -> file.name().equals(file.stem() + '/' + file.stem() + ".yaml"))
                .map(file -> CATALOG.resolve(file.name()))
                .toList();
    }
}
