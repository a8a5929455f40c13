package io.countersign.rules.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.YamlMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is told of rule files that cannot be used: each folder holds some, and the problems that are found, a line each.
 * {@code mvn test -pl rules -am -Dtest=RuleRefusalsTest -Dcountersign.rewrite=true} writes the problems again.
 */
class RuleRefusalsTest {

    private static final Path REFUSALS = Path.of("src/test/resources/io/countersign/rules/catalog/refusals");
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldTellFileLineWhatIsGivenAndWhatIsExpected(String refusal) throws Exception {
        Path folder = REFUSALS.resolve(refusal);
        List<String> problems = Assertions.assertTimeoutPreemptively(AT_ONCE, () -> problems(folder));
        Path expected = folder.resolve("problems.txt");
        if (System.getProperty("countersign.rewrite") != null) {
            Files.write(expected, problems);
        }
        assertThat(problems).isEqualTo(Files.readAllLines(expected)).isNotEmpty();
        if (!refusal.equals("no-rules")) {
            assertThat(problems).allMatch(problem -> problem.matches("[A-Za-z0-9_.-]+\\.yaml:\\d+: .*"));
        }
    }

    @Test
    void shouldRefuseAFileThatIsLongerThanAnyRule() {
        byte[] huge = ("kind: control\n# " + "x".repeat(YamlMapping.MOST_CHARACTERS)).getBytes(StandardCharsets.UTF_8);

        InvalidFileException refusal = catchThrowableOfType(
                InvalidFileException.class, () -> Catalog.of(List.of(new RuleFile("huge.yaml", huge))));

        assertThat(refusal.problems())
                .containsExactly(
                        "huge.yaml:1: the file has more than 3000000 characters, expected at most that; divide it");
    }

    private static List<String> problems(Path folder) {
        InvalidFileException refusal = catchThrowableOfType(InvalidFileException.class, () -> Catalog.load(folder));
        assertThat(refusal).as("%s is refused", folder).isNotNull();
        return refusal.problems();
    }

    private static List<String> refusals() throws Exception {
        try (Stream<Path> folders = Files.list(REFUSALS)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
