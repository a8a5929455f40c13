package io.countersign.detection.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestCheckpointTest {

    private static final Instant TAKEN = Instant.parse("2026-03-31T22:00:00Z");

    @TempDir
    Path directory;

    @Test
    void shouldFindTheNewestCompleteOneOfAnyRun() throws IOException {
        complete("run-1/chk-9", 0);
        complete("run-2/chk-3", 2);
        complete("run-2/chk-2", 1);
        Files.createDirectories(directory.resolve("run-2/chk-4"));
        Files.createDirectories(directory.resolve("run-2/shared"));
        Files.writeString(directory.resolve("run-2/taskowned"), "x");

        assertThat(NewestCheckpoint.below(directory.toUri().toString()))
                .hasValueSatisfying(found -> assertThat(found).endsWith("/run-2/chk-3"));
    }

    @Test
    void shouldFindASavepointToo() throws IOException {
        complete("run-1/chk-1", 0);
        complete("savepoint-1", 1);

        assertThat(NewestCheckpoint.below(directory.toString()))
                .hasValueSatisfying(found -> assertThat(found).endsWith("/savepoint-1"));
    }

    @Test
    void shouldFindNoneWhereNoneIsCompleteOrNothingIsThere() throws IOException {
        assertThat(NewestCheckpoint.below(directory.resolve("nowhere").toString()))
                .isEmpty();
        Files.createDirectories(directory.resolve("run-1/chk-1"));
        assertThat(NewestCheckpoint.below(directory.toString())).isEmpty();
    }

    private void complete(String checkpoint, int minutesLater) throws IOException {
        Path metadata = Files.writeString(
                Files.createDirectories(directory.resolve(checkpoint)).resolve("_metadata"), "x");
        Files.setLastModifiedTime(metadata, FileTime.from(TAKEN.plusSeconds(60L * minutesLater)));
    }
}
