package io.countersign.launcher.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories that do not stay. */
public final class TemporaryDirectory {

    private TemporaryDirectory() {}

    /** A new directory that is removed when this process ends, however it is stopped short of a kill. */
    public static Path untilExit(String prefix) throws IOException {
        Path directory = Files.createTempDirectory(prefix);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteOrSay(directory), "clean-up"));
        return directory;
    }

    private static void deleteOrSay(Path directory) {
        try {
            delete(directory);
        } catch (IOException e) {
            System.err.println("countersign: " + directory + " could not be removed: " + e);
        }
    }

    /** Removes a directory and everything in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
