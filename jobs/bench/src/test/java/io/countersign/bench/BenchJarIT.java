package io.countersign.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user runs it, with next to nothing to do. */
class BenchJarIT {

    private static final List<String> SPREADS =
            List.of("events_per_second", "megabytes_per_second", "cpu_micros_per_event", "register_seconds", "of_null");

    @TempDir
    Path directory;

    @Test
    void shouldReportEveryPipelineInRelationToTheNullPipeline() throws Exception {
        assertThat(run("--events", "300", "--rounds", "2", "--no-warm-up", "--json", "--workload", "live=50"))
                .as(errors())
                .isZero();

        JsonNode report = new ObjectMapper().readTree(directory.resolve("out").toFile());
        List<String> pipelines = new ArrayList<>();
        for (JsonNode result : report.get("results")) {
            pipelines.add(result.get("pipeline").asText());
            assertThat(result.get("rounds").asInt()).isEqualTo(2);
            assertThat(result.get("events").asInt()).isEqualTo(300);
            assertThat(result.get("selected").asInt()).isBetween(1, 30);
            for (String each : SPREADS) {
                JsonNode spread = result.get(each);
                assertThat(spread.get("min").asDouble()).isFinite().isNotNegative();
                assertThat(spread.get("median").asDouble())
                        .isBetween(
                                spread.get("min").asDouble(), spread.get("max").asDouble());
            }
            assertThat(result.get("of_null").get("min").asDouble()).isPositive();
            assertThat(result.get("events_per_second").get("min").asDouble()).isPositive();
        }
        assertThat(pipelines).containsExactly("null", "ingest", "whole");
        assertThat(report.get("results").get(0).get("of_null").get("max").asDouble())
                .isEqualTo(1.0);
        assertThat(directory.resolve("tmp").toFile().list()).noneMatch(name -> name.startsWith("countersign"));
    }

    @Test
    void shouldRefuseAWorkloadItDoesNotKnowAndSayWhatIsExpected() throws Exception {
        assertThat(run("--workload", "dead=1000")).isEqualTo(2);

        assertThat(errors()).contains("'dead' given, expected in-scope, live, past or identities");
    }

    private int run(String... arguments) throws Exception {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                Path.of("target", "countersign-bench.jar").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    private String errors() throws Exception {
        Path errors = directory.resolve("err");
        return Files.exists(errors) ? Files.readString(errors) : "";
    }
}
