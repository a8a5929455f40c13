package io.countersign.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.launcher.Countersign;
import io.countersign.launcher.Seeds;
import io.countersign.launcher.WrittenEvidence;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo as a newcomer runs it: broker, cluster, RocksDB and all. */
class DemoCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private record Run(int exitCode, String out) {}

    static LongStream seeds() {
        return Seeds.of(3, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindWhatWasPlantedAndNothingElseWhateverTheSeed(long seed) throws Exception {
        Run run = demo("--exit", "--json", "--seed", Long.toString(seed));

        JsonNode summary = JSON.readTree(run.out());
        assertThat(summary.get("differences")).as("differences").isEmpty();
        assertThat(summary.get("exact").asBoolean()).isTrue();
        assertThat(summary.get("seed").asLong()).isEqualTo(seed);
        assertThat(summary.get("found")).isEqualTo(summary.get("planted"));
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void shouldTellEachExceptionAsASentenceAndKeepEvidenceOfEveryEventThatObeysItsContracts() throws Exception {
        Run run = demo("--exit");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("EXCEPTION +ci-late-\\d\\d wrote \\S+ \\d+ min after CHG\\d{7} ended")
                .containsPattern("ratified +breakglass-\\d\\d wrote \\S+ before CHG\\d{7} was raised; ratified by")
                .containsPattern("MATCH +A machine identity was used after it had been retired: recon-bot-emea")
                .contains(UseCase.ALL.stream().map(UseCase::title).toList())
                .containsPattern("used-after-retirement MATCH +1 +1")
                .containsPattern("release-window AUTHORISED +\\d+ +\\d+")
                .contains("Found = planted, action by action and match by match.")
                .containsPattern("cloudtrail +\\d+ read = \\d+ selected \\+")
                .doesNotContain("not accounted for")
                .as("no terminal, no colour and no bar")
                .doesNotContain("\033")
                .doesNotContain("\r");
        assertThat(WrittenEvidence.obeyingItsContracts(directory.resolve("work/evidence")))
                .satisfies(written -> assertThat(written.lines())
                        .as("every kind of line but heartbeats, for which it is too soon over")
                        .containsOnlyKeys(EnumSet.complementOf(EnumSet.of(EvidenceType.HEARTBEAT))))
                .satisfies(written -> assertThat(written.leaves()).isGreaterThan(2));
    }

    @Test
    void shouldRefuseADirectoryWithSomethingInIt() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("work")).resolve("mine.txt"), "x");

        assertThat(demo("--exit").exitCode()).isEqualTo(2);
        assertThat(directory.resolve("work")).isDirectoryContaining("glob:**/mine.txt");
    }

    private Run demo(String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "demo";
        args[1] = "--work-dir";
        args[2] = directory.resolve("work").toString();
        System.arraycopy(options, 0, args, 3, options.length);
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Countersign.run(args);
            return new Run(exitCode, out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }
}
