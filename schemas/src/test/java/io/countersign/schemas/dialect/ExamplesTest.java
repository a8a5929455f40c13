package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each dialect reads in its vendor's records what a person read in them, and nearly all that was captured. */
class ExamplesTest {

    private static final Path DIRECTORY = Path.of("src/test/resources/examples");

    /** How much of what was captured must become records. */
    private static final double WANTED = 0.95;

    @TestFactory
    Stream<DynamicNode> shouldReadEveryExampleAsAPersonDid() throws IOException {
        List<DynamicNode> nodes = new ArrayList<>();
        for (Path file : files()) {
            Examples examples = Examples.of(file);
            Dialect dialect = examples.over(Map.of());
            List<DynamicNode> tests = new ArrayList<>();
            for (JsonNode example : examples.examples()) {
                tests.add(DynamicTest.dynamicTest(example.path("title").asText(), () -> {
                    assertThat(example.path("doc").asText())
                            .as("the vendor's page")
                            .startsWith("https://");
                    assertThat(Examples.given(dialect, example).toPrettyString())
                            .isEqualTo(Examples.expected(example).toPrettyString());
                }));
            }
            for (JsonNode corpus : examples.corpora()) {
                tests.add(DynamicTest.dynamicTest(corpus.path("files").asText(), () -> {
                    Map<String, Integer> counts = Examples.counts(dialect, corpus);
                    assertThat(counts).isEqualTo(Examples.expectedCounts(corpus));
                    if (corpus.path("captured").asBoolean()) {
                        assertThat(shareOfRecords(counts)).isGreaterThanOrEqualTo(WANTED);
                    }
                }));
            }
            nodes.add(DynamicContainer.dynamicContainer(examples.dialect(), tests));
        }
        return nodes.stream();
    }

    @Test
    void shouldTryEveryFileOfTheSharedDataInSomeDialect() throws IOException {
        Path data =
                Objects.requireNonNull(SharedData.directory("aws_cloudtrail").getParent());
        List<PathMatcher> tried = new ArrayList<>();
        for (Path file : files()) {
            for (JsonNode corpus : Examples.of(file).corpora()) {
                tried.add(FileSystems.getDefault()
                        .getPathMatcher("glob:" + corpus.path("files").asText()));
            }
        }
        try (Stream<Path> all = Files.walk(data, 2)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(data::relativize)
                            .filter(file -> file.getNameCount() == 2)
                            .filter(file -> !file.toString().endsWith(".index.tsv"))
                            .filter(file -> tried.stream().noneMatch(matcher -> matcher.matches(file))))
                    .isEmpty();
        }
    }

    /** The share of the events that became records, of those that say anything. */
    private static double shareOfRecords(Map<String, Integer> counts) {
        double records = 0;
        double events = 0;
        for (Map.Entry<String, Integer> each : counts.entrySet()) {
            boolean ofRecord = !each.getKey().contains(" ");
            records += ofRecord ? each.getValue() : 0;
            events += each.getKey().startsWith("no_action ") ? 0 : each.getValue();
        }
        return events == 0 ? 1 : records / events;
    }

    @TestFactory
    Stream<DynamicTest> shouldHaveEnoughExamplesOfEachDialect() throws IOException {
        Set<String> demanding = Set.of(
                "kubernetes.audit",
                "hashicorp.vault",
                "teleport.audit",
                "github.audit",
                "postgres.pgaudit",
                "jira.change",
                "github.deployment");
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Examples examples = Examples.of(file);
                    assertThat(file.getFileName()).hasToString(examples.dialect() + ".yaml");
                    assertThat(examples.examples())
                            .hasSizeGreaterThanOrEqualTo(demanding.contains(examples.dialect()) ? 20 : 12);
                }));
    }

    @Test
    void shouldShipEveryDialectThatLiesInItsFolderWithItsExamples() throws IOException {
        assertThat(Dialects.builtInNames()).isEqualTo(stems(Path.of("dialects")));
        assertThat(stems(DIRECTORY)).isEqualTo(Dialects.builtInNames());
    }

    private static List<String> stems(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files() throws IOException {
        if (!Files.isDirectory(DIRECTORY)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList();
        }
    }
}
