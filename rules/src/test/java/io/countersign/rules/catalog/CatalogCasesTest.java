package io.countersign.rules.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.rules.bounded.BoundedJudgement;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every rule of the catalog is judged by its own cases; a case's name says what it must come to. */
class CatalogCasesTest {

    private static final Path CATALOG = Path.of("catalog");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> shouldComeToWhatItsNameSays() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path rule : rules()) {
            for (Path file : isControl(rule) ? cases(rule) : List.<Path>of()) {
                tests.add(DynamicTest.dynamicTest(
                        rule.getFileName() + "/" + file.getFileName(), () -> shouldComeToWhatItsNameSays(rule, file)));
            }
        }
        return tests.stream();
    }

    private static void shouldComeToWhatItsNameSays(Path rule, Path file) throws Exception {
        JsonNode test = read(file);
        List<CanonicalRecord> given = new ArrayList<>();
        for (JsonNode each : test.get("given")) {
            given.add(Codec.read(JSON.writeValueAsBytes(each)));
        }
        Map<String, Completeness.Mode> completeness = new TreeMap<>();
        test.get("completeness")
                .properties()
                .forEach(each -> completeness.put(
                        each.getKey(),
                        Completeness.Mode.valueOf(each.getValue().asText().toUpperCase(Locale.ROOT))));
        List<String> found = new ArrayList<>();
        boolean fires = false;
        for (Verdict verdict :
                BoundedJudgement.of(given, completeness, Catalog.load(rule)).values()) {
            found.add("%s %s %s %s %s"
                    .formatted(
                            verdict.actionId(),
                            verdict.outcome(),
                            verdict.reason(),
                            verdict.change(),
                            verdict.nearest()));
            fires |= List.of("EXCEPTION", "INDETERMINATE")
                    .contains(verdict.outcome().name());
        }
        List<String> expected = new ArrayList<>();
        test.get("expect")
                .forEach(each -> expected.add("%s %s %s %s %s"
                        .formatted(
                                each.get("action_id").asText(),
                                each.get("outcome").asText(),
                                each.get("reason").asText(),
                                each.get("change").asText(),
                                each.get("nearest").asText())));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(fires).isEqualTo(file.getFileName().toString().startsWith("fires-"));
    }

    @Test
    void shouldHaveCasesThatFireAndCasesThatStaySilentForEveryRule() throws Exception {
        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            List<String> names = cases(rule).stream()
                    .map(file -> file.getFileName().toString())
                    .toList();
            assertThat(names).anyMatch(name -> name.startsWith("fires-"));
            assertThat(names).anyMatch(name -> name.startsWith("silent-"));
            assertThat(names).allMatch(name -> name.startsWith("fires-") || name.startsWith("silent-"));
            assertThat(rule.resolve(rule.getFileName() + ".yaml")).exists();
        });
    }

    @Test
    void shouldShipWhatTheDirectoryHolds() throws Exception {
        assertThat(Catalog.builtIn().stream().map(RuleFile::name))
                .containsExactlyInAnyOrderElementsOf(Catalog.files(CATALOG).stream()
                        .map(RuleFile::name)
                        .filter(name -> !name.contains("/cases/") && !name.endsWith("/equivalents.yaml"))
                        .toList());
    }

    private static List<Path> rules() throws Exception {
        try (Stream<Path> folders = Files.list(CATALOG)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** Sequences need the operators that find them: {@code countersign rules test} runs their cases. */
    private static boolean isControl(Path rule) throws Exception {
        return !Catalog.load(rule).controls().isEmpty();
    }

    private static List<Path> cases(Path rule) throws Exception {
        try (Stream<Path> files = Files.list(rule.resolve("cases"))) {
            return files.sorted().toList();
        }
    }

    private static JsonNode read(Path file) throws Exception {
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return JSON.valueToTree(yaml);
    }
}
