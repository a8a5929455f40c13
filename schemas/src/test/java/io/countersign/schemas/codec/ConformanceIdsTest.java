package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.record.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids of the verdicts that the worked example demands pin the content hash of its actions (S6.1, S6.2). */
class ConformanceIdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void everyExpectedVerdictIdFollowsFromAnActionOfTheInput(String example) throws IOException {
        Path directory = conformance().resolve(example);
        List<JsonNode> expected = lines(directory.resolve("expected.jsonl"));
        Set<String> controls = new HashSet<>();
        expected.forEach(verdict -> controls.add(verdict.path("control").asText()));

        Set<String> ids = new HashSet<>();
        for (Action action : actions(directory.resolve("input"))) {
            controls.forEach(control -> ids.add(id(control, action) + " " + control + " " + action.id()));
        }

        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(ids)
                .containsAll(expected.stream()
                        .map(verdict -> verdict.path("id").asText() + " "
                                + verdict.path("control").asText() + " "
                                + verdict.path("action_id").asText())
                        .toList());
    }

    private static String id(String control, Action action) {
        String named = String.join("\n", control, action.source(), action.id(), Codec.contentSha256(action));
        return Codec.sha256(named.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    private static List<Action> actions(Path input) throws IOException {
        try (Stream<Path> files = Files.list(input)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .flatMap(file -> text(file).lines())
                    .map(line -> Attempt.of(line).orThrow())
                    .filter(Action.class::isInstance)
                    .map(Action.class::cast)
                    .toList();
        }
    }

    private static List<JsonNode> lines(Path file) {
        return text(file)
                .lines()
                .map(line -> (JsonNode) JsonTrees.parse(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static String text(Path file) {
        return new String(Samples.bytes(file), StandardCharsets.UTF_8);
    }

    /** The worked examples lie beside the repository; without them the test fails in CI and is aborted elsewhere. */
    private static Path conformance() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path examples = at.resolve("shared/examples/conformance");
            if (Files.isDirectory(examples)) {
                return examples;
            }
        }
        assumeTrue(System.getenv("CI") != null, "shared/examples is not beside the repository");
        throw new IllegalStateException("shared/examples is not beside the repository");
    }
}
