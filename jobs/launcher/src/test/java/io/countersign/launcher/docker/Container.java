package io.countersign.launcher.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The part of the containers' file system that the settings speak of, laid out in a directory. */
final class Container {

    private final Path root;

    private Container(Path root) {
        this.root = root;
    }

    /** Copies what the Dockerfile copies from the repository, and what compose mounts. */
    static Container in(Path root) throws IOException {
        for (Dockerfile.Copy copy : Dockerfile.read().stage("job").copies()) {
            if (copy.from().isEmpty()) {
                for (String source : copy.sources()) {
                    Path from = Compose.ROOT.resolve(source);
                    Path to = at(root, copy.target());
                    copy(from, Files.isDirectory(from) ? to : to.resolve(from.getFileName()));
                }
            }
        }
        copy(Compose.ROOT.resolve("docker/countersign.yaml"), at(root, Compose.settingsTarget()));
        return new Container(root);
    }

    /** Where a path of the containers lies here. */
    Path path(String absolute) {
        return at(root, absolute);
    }

    private static Path at(Path root, String absolute) {
        return root.resolve(absolute.substring(1));
    }

    static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = to.resolve(from.relativize(file).toString()).normalize();
            Path parent = copy.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.copy(file, copy);
        }
    }
}
