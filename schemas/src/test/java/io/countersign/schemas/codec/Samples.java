package io.countersign.schemas.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden samples: {@code good/<type>/} holds what can be read, {@code bad/<reason>/} what cannot. */
final class Samples {

    private static final Path ROOT = Path.of("src/test/resources");

    private Samples() {}

    /** Every file below a directory, in the order of the names. */
    static List<Path> below(String directory) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the directories directly in a directory. */
    static List<String> directories(String directory) {
        try (Stream<Path> entries = Files.list(ROOT.resolve(directory))) {
            return entries.filter(Files::isDirectory)
                    .map(Samples::name)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(String file) {
        return bytes(ROOT.resolve(file));
    }

    /** The name of the directory a sample lies in, which says what is expected of it. */
    static String expectation(Path file) {
        return name(file.getName(file.getNameCount() - 2));
    }

    /** The sample as its directory and file name. */
    static String shortName(Path file) {
        return expectation(file) + "/" + name(file);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
