package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.countersign.evidence.log.SegmentBuilder.Built;
import io.countersign.evidence.storage.MemoryStorage;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log on a disk that fills up, where this process may mount one. */
class FullDiskTest {

    @TempDir
    private Path directory = Path.of("");

    private boolean isMounted;

    private static boolean succeeds(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @AfterEach
    void unmount() throws IOException {
        if (isMounted) {
            assertThat(succeeds("umount", directory.toString())).isTrue();
        }
    }

    private static SortedMap<String, String> contents(PosixStorage storage) throws IOException {
        SortedMap<String, String> contents = new TreeMap<>();
        List<String> keys = new ArrayList<>();
        storage.list("", keys::add);
        for (String key : keys) {
            contents.put(key, new String(storage.read(key), StandardCharsets.ISO_8859_1));
        }
        contents.remove("ballast");
        return contents;
    }

    @Test
    void shouldFailVisiblyAndTakeTheSameOnceThereIsRoom() throws IOException {
        isMounted = succeeds("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", directory.toString());
        assumeThat(isMounted).as("mount -t tmpfs is permitted to this process").isTrue();
        MemoryStorage undisturbed = new MemoryStorage();
        Built[] segments = {Testing.segment(0, 0, 40), Testing.segment(1, 0, 3)};
        Testing.log(undisturbed).take(Testing.staged(undisturbed, segments));

        PosixStorage storage = new PosixStorage(directory);
        EvidenceLog log = Testing.log(storage);
        List<Segment> staged = Testing.staged(storage, segments);
        fill();
        assertThatThrownBy(() -> log.take(staged)).hasMessageContaining("No space left on device");
        assertThat(EvidenceReader.open(storage).checkpoint().size()).isEqualTo(1);
        Files.delete(directory.resolve("ballast"));
        assertThat(log.take(staged)).isEqualTo(2);
        assertThat(contents(storage)).isEqualTo(undisturbed.contents());
    }

    private void fill() throws IOException {
        try (var out = Files.newOutputStream(directory.resolve("ballast"))) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }
}
