package io.countersign.evidence.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or may not be written, where this process may mount some. */
class SickDiskTest {

    @TempDir
    Path directory = Path.of("");

    private boolean isMounted;

    private void mount(String options) throws IOException {
        isMounted = succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString());
        assumeThat(isMounted).as("mount -t tmpfs is permitted to this process").isTrue();
    }

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

    @Test
    void shouldFailAndLeaveNothingTornOnAFullDisk() throws IOException {
        mount("size=256k");
        PosixStorage storage = new PosixStorage(directory);
        storage.create("small", new byte[] {1});
        assertThatThrownBy(() -> storage.create("large", new byte[1 << 20]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
        assertThatThrownBy(() -> storage.replace("small", new byte[1 << 20]))
                .hasMessageContaining("No space left on device");
        List<String> keys = new ArrayList<>();
        storage.list("", keys::add);
        assertThat(keys).containsExactly("small");
        assertThat(storage.read("small")).isEqualTo(new byte[] {1});
        assertThat(directory.resolve(".tmp")).isEmptyDirectory();
        assertThat(storage.create("large", new byte[64 * 1024])).isTrue();
    }

    @Test
    void shouldFailOnADiskThatMayNotBeWritten() throws IOException {
        mount("size=256k");
        PosixStorage storage = new PosixStorage(directory);
        storage.create("small", new byte[] {1});
        storage.exclusively(() -> true);
        assertThat(succeeds("mount", "-o", "remount,ro", directory.toString())).isTrue();
        assertThatThrownBy(() -> storage.create("other", new byte[] {1})).hasMessageContaining("Read-only file system");
        assertThatThrownBy(() -> storage.replace("small", new byte[] {2}))
                .hasMessageContaining("Read-only file system");
        assertThatThrownBy(() -> storage.exclusively(() -> true)).hasMessageContaining("Read-only file system");
        assertThat(storage.read("small")).isEqualTo(new byte[] {1});
    }
}
