package io.countersign.evidence.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixStorageTest {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2, 2};

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldKeepWhatWasCreatedFirst() throws IOException {
        PosixStorage storage = new PosixStorage(directory.resolve("new/store"));
        assertThat(storage.exists("a/b/c")).isFalse();
        assertThat(storage.create("a/b/c", ONE)).isTrue();
        assertThat(storage.create("a/b/c", TWO)).isFalse();
        assertThat(storage.read("a/b/c")).isEqualTo(ONE);
        assertThat(storage.open("a/b/c")).hasBinaryContent(ONE);
        storage.replace("a/b/c", TWO);
        assertThat(storage.read("a/b/c")).isEqualTo(TWO);
        assertThatThrownBy(() -> storage.read("a/b/d")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldMoveWhereNothingIs() throws IOException {
        PosixStorage storage = new PosixStorage(directory);
        storage.create("staging/1", ONE);
        storage.create("staging/2", TWO);
        assertThat(storage.move("staging/1", "a/1")).isTrue();
        assertThat(storage.move("staging/2", "a/1")).isFalse();
        assertThat(storage.read("a/1")).isEqualTo(ONE);
        assertThat(storage.read("staging/2")).isEqualTo(TWO);
        assertThatThrownBy(() -> storage.move("staging/1", "a/2")).isInstanceOf(NoSuchFileException.class);
        storage.delete("staging/2");
        storage.delete("staging/2");
        assertThat(storage.exists("staging/2")).isFalse();
    }

    @Test
    void shouldListEveryKeyInOrderAndNothingOfItsOwn() throws IOException {
        PosixStorage storage = new PosixStorage(directory);
        for (String key : List.of("b/2", "b/1", "a", "b/10/x", "c/.hidden-not")) {
            if (Keys.isValid(key)) {
                storage.create(key, ONE);
            }
        }
        storage.exclusively(() -> true);
        List<String> all = new ArrayList<>();
        storage.list("", all::add);
        assertThat(all).containsExactly("a", "b/1", "b/10/x", "b/2");
        List<String> some = new ArrayList<>();
        storage.list("b/", some::add);
        assertThat(some).containsExactly("b/1", "b/10/x", "b/2");
        storage.list("nothing/", key -> assertThat(key).isNull());
    }

    @Test
    void shouldLeaveNoPiecesBehind() throws IOException {
        PosixStorage storage = new PosixStorage(directory);
        storage.create("a", ONE);
        storage.create("a", TWO);
        storage.replace("a", TWO);
        try (Stream<Path> left = Files.list(directory.resolve(".tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldLetOneWriterInAtATime() throws IOException {
        PosixStorage storage = new PosixStorage(directory);
        storage.exclusively(() -> {
            assertThatThrownBy(() -> new PosixStorage(directory.resolve("../" + directory.getFileName()))
                            .exclusively(() -> true))
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("only one may");
            return true;
        });
        assertThat(storage.exclusively(() -> 5)).isEqualTo(5);
        assertThatThrownBy(() -> storage.exclusively(() -> {
                    throw new IOException("of the work");
                }))
                .hasMessage("of the work");
        assertThat(storage.exclusively(() -> 6)).isEqualTo(6);
    }

    /** A POSIX lock goes with any channel of its file that its process closes. */
    @Test
    void shouldStillKeepOtherProcessesOutAfterOneOfItsOwnWasRefused() throws Exception {
        PosixStorage storage = new PosixStorage(directory);
        storage.exclusively(() -> {
            assertThatThrownBy(() -> new PosixStorage(directory).exclusively(() -> true))
                    .isInstanceOf(LockedException.class);
            assertThat(canAnotherProcessLock()).isFalse();
            return true;
        });
        assertThat(canAnotherProcessLock()).isTrue();
    }

    private boolean canAnotherProcessLock() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Locking.class.getName(),
                        directory.resolve(".lock").toString())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("locked");
    }

    /** Another process. */
    static final class Locking {

        private Locking() {}

        /** Says whether it can lock a file. */
        public static void main(String[] args) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                @Nullable FileLock lock = channel.tryLock();
                System.out.println(lock == null ? "refused" : "locked");
            }
        }
    }
}
