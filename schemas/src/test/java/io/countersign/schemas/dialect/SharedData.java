package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The captured logs that lie beside the repository; a build server must have them, a workstation may lack them. */
final class SharedData {

    private SharedData() {}

    /** The directory of one kind of log. */
    static Path directory(String name) {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path candidate = up.resolve("shared").resolve("data").resolve(name);
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        if (System.getenv("CI") != null) {
            fail("no shared/data/" + name + " beside the repository or above it, which a build server must have");
        }
        throw new TestAbortedException("no shared/data/" + name + " beside the repository or above it");
    }

    /** The files of one kind of log whose name starts with a prefix, in order. */
    static List<Path> files(String directory, String prefix) {
        try (Stream<Path> files = Files.list(directory(directory))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.getFileName().toString().matches(".*\\.jsonl?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The messages of a file: its lines if it is of JSON lines, else the file as a whole. */
    static List<Message> messages(Path file) {
        return messages(file, file.getFileName().toString().endsWith(".jsonl"));
    }

    /** The messages of a file: its lines, or the file as a whole. */
    static List<Message> messages(Path file, boolean lines) {
        try {
            String name = file.getFileName().toString();
            byte[] bytes = Files.readAllBytes(file);
            if (!lines) {
                return List.of(new Message(name, 0, 1, null, bytes));
            }
            List<Message> messages = new ArrayList<>();
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty()) {
                    messages.add(
                            new Message(name, 0, messages.size() + 1L, null, line.getBytes(StandardCharsets.UTF_8)));
                }
            }
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
