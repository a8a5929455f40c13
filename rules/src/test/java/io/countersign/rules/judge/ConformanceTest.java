package io.countersign.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.bounded.BoundedJudgement;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConformanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Completeness.Mode> MARKS = Map.of(
            "servicenow",
            Completeness.Mode.MARKS,
            "inventory",
            Completeness.Mode.MARKS,
            "vault",
            Completeness.Mode.MARKS);

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void shouldAgreeWithTheWorkedExample(String name) throws Exception {
        Path example = example(name);
        List<CanonicalRecord> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(example.resolve("input"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".jsonl")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    records.add(Codec.read(line.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        Map<String, JsonNode> verdicts = new TreeMap<>();
        for (Verdict verdict : BoundedJudgement.of(records, MARKS, Catalog.load(example.resolve("rules")))
                .values()) {
            verdicts.put(verdict.id(), normalised(JSON.readTree(Codec.write(verdict))));
        }
        Map<String, JsonNode> expected = new TreeMap<>();
        for (String line : Files.readAllLines(example.resolve("expected.jsonl"))) {
            JsonNode node = JSON.readTree(line);
            if (!node.has("candidates")) {
                ((ObjectNode) node).putArray("candidates");
            }
            expected.put(node.get("id").asText(), node);
        }
        assertThat(verdicts).isEqualTo(expected);
    }

    private static Path example(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path example = at.resolve("shared/examples/conformance").resolve(name);
            if (Files.isDirectory(example)) {
                return example;
            }
        }
        Assumptions.assumeTrue(System.getenv("CI") != null, "../shared/examples is not beside the repository");
        throw new IllegalStateException("../shared/examples is not beside the repository");
    }

    /** In the examples off_by is in milliseconds, and type, notes, revision and rules_digest are left out. */
    private static JsonNode normalised(JsonNode verdict) {
        ObjectNode object = (ObjectNode) verdict;
        object.remove(List.of("type", "notes", "revision", "rules_digest"));
        millis(object);
        object.get("candidates").forEach(candidate -> millis((ObjectNode) candidate));
        return object;
    }

    private static void millis(ObjectNode object) {
        JsonNode offBy = object.get("off_by");
        if (!offBy.isNull()) {
            object.put("off_by", Math.toIntExact(Duration.parse(offBy.asText()).toMillis()));
        }
    }
}
