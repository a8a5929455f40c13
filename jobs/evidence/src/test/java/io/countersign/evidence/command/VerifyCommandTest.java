package io.countersign.evidence.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.evidence.verify.EvidenceStores;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VerifyCommandTest {

    @TempDir
    private Path directory;

    private Path store = Path.of("");
    private String key = "";
    private String offsets = "";
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeStore() throws IOException {
        store = directory.resolve("store");
        EvidenceStores.Written written = EvidenceStores.write(store);
        key = written.vkey();
        offsets = written.sourceOffsets();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new VerifyCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of(store.toString(), "--vkey", key));
        arguments.addAll(Arrays.asList(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void shouldStartWithTheOutcomeAndSayWhatIsInTheStore() {
        assertThat(verify()).isEqualTo(10);
        assertThat(out.toString())
                .startsWith("CONSISTENT_UNANCHORED")
                .contains("log         acme-prod-FY2026", "epochs      1", key)
                .containsPattern("checkpoint  \\d+ leaves, root [0-9a-f]{64}")
                .containsPattern("lines       \\d+: \\d+ accounting, \\d+ action");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldVerifyWithAKnownCheckpointAndTheEndsOfTheSources() throws Exception {
        Path known = Files.copy(store.resolve("checkpoint"), directory.resolve("known.note"));
        Path ends = Files.writeString(directory.resolve("offsets.txt"), offsets);
        Path vkey = Files.writeString(directory.resolve("log.vkey"), key + "\n");

        int exitCode = run(
                store.toString(),
                "--vkey",
                vkey.toString(),
                "--known-checkpoint",
                known.toString(),
                "--source-offsets",
                ends.toString(),
                "--threads",
                "1");

        assertThat(exitCode).isZero();
        assertThat(out.toString()).startsWith("VERIFIED").contains("accounts    compared");
    }

    @Test
    void shouldTellEachProblemOnALineOfItsOwn() throws Exception {
        Files.writeString(store.resolve("n\u001bote"), "");
        Path known = Files.copy(store.resolve("checkpoint"), directory.resolve("known.note"));
        Files.delete(store.resolve("tile/0/000.p/1"));

        assertThat(verify("--known-checkpoint", known.toString())).isZero();
        assertThat(out.toString()).contains("\nORPHAN_OBJECT n\\u001bote: belongs to nothing that a log has\n");
    }

    @Test
    void shouldPrintOneJsonObject() throws Exception {
        Files.writeString(store.resolve("note"), "");

        assertThat(verify("--json")).isEqualTo(10);
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("outcome").asText()).isEqualTo("CONSISTENT_UNANCHORED");
        assertThat(json.path("exit_code").asInt()).isEqualTo(10);
        assertThat(json.path("problems").get(0).path("code").asText()).isEqualTo("ORPHAN_OBJECT");
        assertThat(json.path("lines").path("verdict").asInt()).isPositive();
    }

    @Test
    void shouldRefuseWhatItCannotWorkWith() throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "hello\n");
        assertThat(run(store.toString())).isEqualTo(60);
        assertThat(err.toString()).contains("--vkey");
        assertThat(run(directory.resolve("none").toString(), "--vkey", key)).isEqualTo(60);
        assertThat(err.toString()).contains("is no directory");
        assertThat(run(directory.toString(), "--vkey", key)).isEqualTo(60);
        assertThat(err.toString()).contains("holds no checkpoint");
        assertThat(run(store.toString(), "--vkey", key.substring(0, key.length() - 6)))
                .isEqualTo(60);
        assertThat(err.toString()).contains("--vkey");
        assertThat(verify("--known-checkpoint", text.toString())).isEqualTo(60);
        assertThat(err.toString()).contains("is no checkpoint");
        assertThat(verify("--known-checkpoint", directory.resolve("none").toString()))
                .isEqualTo(60);
        assertThat(err.toString()).contains("cannot be read");
        assertThat(verify("--source-offsets", text.toString())).isEqualTo(60);
        assertThat(err.toString()).contains("line 1 is 'hello', expected topic:partition:offset");
        assertThat(verify("--threads", "0")).isEqualTo(60);
        assertThat(err.toString()).contains("expected 1 or more");
        assertThat(verify("--known-checkpoint", store.resolve("checkpoint").toString(), "--origin", "other"))
                .isEqualTo(60);
        assertThat(err.toString()).contains("is of log acme-prod-FY2026, expected one of other");
    }

    @Test
    void shouldRefuseALogOfAnotherName() {
        assertThat(verify("--origin", "other")).isEqualTo(40);
        assertThat(out.toString()).startsWith("INVALID").contains("is of log 'acme-prod-FY2026', expected 'other'");
    }

    @Test
    void shouldDrawABarOnlyOnATerminal() {
        StringWriter terminal = new StringWriter();
        ProgressBar bar = new ProgressBar(new PrintWriter(terminal), true);
        bar.at(1, 2);
        bar.clear();
        ProgressBar none = new ProgressBar(new PrintWriter(terminal), false);
        none.at(1, 2);
        none.clear();

        assertThat(terminal.toString()).contains("] 50% of 2 leaves").containsOnlyOnce("#".repeat(20));
    }
}
