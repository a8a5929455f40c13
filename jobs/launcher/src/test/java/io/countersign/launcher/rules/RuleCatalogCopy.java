package io.countersign.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.launcher.Countersign;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of one rule of the catalog that ships, for tests to change, and the command run on it. */
final class RuleCatalogCopy {

    static final Path CATALOG = Path.of("../../rules/catalog");
    static final String RULE = "release-window/release-window.yaml";
    static final String CASE = "release-window/cases/fires-at-the-end.yaml";

    private final Path directory;

    /** What a run said. */
    record Run(int exit, String out, String err) {

        List<String> problems() {
            return err.lines().toList();
        }
    }

    RuleCatalogCopy(Path directory) throws IOException {
        this.directory = directory;
        try (Stream<Path> files = Files.walk(CATALOG.resolve("release-window"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(CATALOG.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    void change(String file, String from, String to) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(directory.resolve(file), text.replace(from, to));
    }

    /** Copies a case under another name, with changes in pairs. */
    void copyCase(String file, String name, String... changes) throws IOException {
        String copy = "release-window/cases/" + name + ".yaml";
        Files.copy(directory.resolve(file), directory.resolve(copy));
        for (int i = 0; i < changes.length; i += 2) {
            change(copy, changes[i], changes[i + 1]);
        }
    }

    void copyRule(String name, String from) throws IOException {
        Path copy = directory.resolve(name);
        Files.createDirectories(copy.resolve("cases"));
        String rule = Files.readString(directory.resolve(from + "/" + from + ".yaml"));
        Files.writeString(copy.resolve(name + ".yaml"), rule.replace("id: " + from, "id: " + name));
        try (Stream<Path> cases = Files.list(directory.resolve(from + "/cases"))) {
            for (Path each : cases.toList()) {
                Files.copy(each, copy.resolve("cases").resolve(each.getFileName()));
            }
        }
    }

    void keepCases(String... names) throws IOException {
        List<String> kept = List.of(names);
        try (Stream<Path> cases = Files.list(directory.resolve("release-window/cases"))) {
            cases.filter(file -> !kept.contains(file.getFileName().toString())).forEach(RuleCatalogCopy::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = Stream.concat(Stream.of("rules"), Stream.of(args)).toArray(String[]::new);
        int exit = Countersign.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return new Run(exit, out.toString(), err.toString());
    }
}
