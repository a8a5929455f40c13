package io.countersign.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence of as many actions as one likes. */
class GeneratedStoreTest {

    /** A million takes a heap of 3 GB, which {@code countersign.test.jvm} gives. */
    private static final long ACTIONS = Long.getLong(
            "countersign.test.replay.actions", Boolean.getBoolean("countersign.test.slow") ? 200_000 : 5_000);

    @TempDir
    Path directory;

    @Test
    void shouldReproduceEveryVerdictOfAGeneratedMonthAndGoOnWithWhatWaited() throws Exception {
        GeneratedStore made = GeneratedStore.make(directory.resolve("made"), new Month(ACTIONS));

        CommandRun run = CommandRun.of(
                "replay",
                "--evidence",
                made.store().toString(),
                "--from",
                "2026-05-01T00:00:00Z",
                "--to",
                "2026-06-01T00:00:00Z",
                "--parallelism",
                "2",
                "--json");

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        JsonNode verdicts = result.get("verdicts");
        assertThat(verdicts.get("differs").asLong()).isZero();
        assertThat(verdicts.get("missing").asLong()).isZero();
        assertThat(verdicts.get("new").asLong()).isZero();
        assertThat(verdicts.get("open").asLong()).isEqualTo(made.open()).isPositive();
        assertThat(verdicts.get("reproduced").asLong()).isGreaterThan(ACTIONS * 8 / 10);
        assertThat(result.get("actions").asLong()).isEqualTo(ACTIONS);
        assertThat(result.get("matches").get("reproduced").asLong())
                .isEqualTo(made.matches())
                .isPositive();
    }
}
