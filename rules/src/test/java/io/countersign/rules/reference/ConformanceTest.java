package io.countersign.rules.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.countersign.rules.reference.Scenario.ControlYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference agrees with the worked examples of the page on every field they contain (S8). */
class ConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void agreesWithTheWorkedExample(String name) throws IOException {
        Path example = examples().resolve(name);
        List<ObjectNode> records = new ArrayList<>();
        for (Path part : files(example.resolve("input"), ".jsonl")) {
            records.addAll(lines(part));
        }
        Map<String, String> completeness = new LinkedHashMap<>();
        new YAMLMapper()
                .readTree(example.resolve("input/sources.yaml").toFile())
                .path("sources")
                .properties()
                .forEach(source -> completeness.put(
                        source.getKey(), source.getValue().path("completeness").asText()));
        List<ControlYaml> controls = new ArrayList<>();
        for (Path rule : files(example.resolve("rules"), ".yaml")) {
            controls.add(new ControlYaml(rule.getFileName().toString().replace(".yaml", ""), Files.readString(rule)));
        }
        List<ObjectNode> expected = lines(example.resolve("expected.jsonl"));

        List<ObjectNode> verdicts = judged(records, completeness, controls);
        assertThat(inTheFormOf(expected, verdicts)).isEqualTo(expected);

        Collections.shuffle(records, new Random(7));
        assertThat(judged(records, completeness, controls))
                .as("in another order of arrival")
                .isEqualTo(verdicts);
    }

    private static List<ObjectNode> judged(
            List<ObjectNode> records, Map<String, String> completeness, List<ControlYaml> controls) {
        return new ReferenceJudge(new Scenario(records, List.of(), completeness, controls)).verdicts();
    }

    /** Leaves only the fields of the expected line, with {@code off_by} in milliseconds as there. */
    private static List<ObjectNode> inTheFormOf(List<ObjectNode> expected, List<ObjectNode> verdicts) {
        assertThat(verdicts).hasSameSizeAs(expected);
        List<ObjectNode> lines = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            ObjectNode line = verdicts.get(i).deepCopy();
            offByInMillis(line);
            line.path("candidates").forEach(candidate -> offByInMillis((ObjectNode) candidate));
            if (!expected.get(i).has("candidates")) {
                assertThat(line.path("candidates")).as("candidates of %s", line).isEmpty();
            }
            List<String> fields = new ArrayList<>();
            expected.get(i).fieldNames().forEachRemaining(fields::add);
            lines.add(line.retain(fields));
        }
        return lines;
    }

    private static void offByInMillis(ObjectNode node) {
        JsonNode offBy = node.path("off_by");
        if (offBy.isTextual()) {
            // As read from a file: a number that fits is an int.
            node.put("off_by", Math.toIntExact(Duration.parse(offBy.asText()).toMillis()));
        }
    }

    /** Beside the repository, at any depth: {@code shared/examples/conformance} of some parent directory. */
    private static Path examples() {
        for (Path top = Path.of("").toAbsolutePath(); top != null; top = top.getParent()) {
            Path examples = top.resolve("shared/examples/conformance");
            if (Files.isDirectory(examples)) {
                return examples;
            }
        }
        String missing = "no shared/examples/conformance beside any parent of "
                + Path.of("").toAbsolutePath();
        return System.getenv("CI") == null ? abort(missing) : fail(missing);
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static List<ObjectNode> lines(Path file) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add((ObjectNode) JSON.readTree(line));
        }
        return lines;
    }
}
