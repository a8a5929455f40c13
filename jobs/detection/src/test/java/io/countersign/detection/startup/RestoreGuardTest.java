package io.countersign.detection.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreGuardTest {

    private static final Instant TAKEN = Instant.parse("2026-03-31T22:00:00Z");

    @TempDir
    Path directory;

    @Test
    void aCheckpointYoungerThanTheTransactionTimeoutMayBeRestored() throws IOException {
        assertThat(problemsAfter(Duration.ofMinutes(14))).isEmpty();
    }

    @Test
    void anOlderOneMayHaveLostWhatItHadNotCommitted() throws IOException {
        assertThat(problemsAfter(Duration.ofMinutes(15)))
                .singleElement()
                .asString()
                .contains("was taken at 2026-03-31T22:00:00Z, PT15M ago")
                .contains("expected less than kafka.transaction.timeout PT15M")
                .contains("start without it from the earliest offsets");
    }

    @Test
    void oneThatTheJobEndedWithHasLostNothingHoweverOldItIs() throws IOException {
        RestoreGuard.noteCommitted(directory.toUri().toString());

        assertThat(problemsAfter(Duration.ofDays(3))).isEmpty();
    }

    @Test
    void aDirectoryWithoutMetadataIsNoCheckpoint() {
        assertThat(RestoreGuard.problems(directory.resolve("none").toString(), Duration.ofMinutes(15), at(TAKEN)))
                .singleElement()
                .asString()
                .endsWith("has no _metadata; give the directory of a completed checkpoint or savepoint");
    }

    private List<String> problemsAfter(Duration outage) throws IOException {
        Path metadata = Files.writeString(directory.resolve("_metadata"), "x");
        Files.setLastModifiedTime(metadata, FileTime.from(TAKEN));
        return RestoreGuard.problems(directory.toUri().toString(), Duration.ofMinutes(15), at(TAKEN.plus(outage)));
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
