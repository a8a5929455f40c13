package io.countersign.launcher.check;

import io.countersign.detection.ingest.InputFile;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.dialect.CanonicalDialect;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.Glob;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a bounded run reads.
 *
 * @param files the files, by name
 * @param completeness how the completeness of each source is known, where {@code sources.yaml} says
 */
record CheckInput(List<InputFile> files, Map<String, Completeness.Mode> completeness) {

    private static final String SOURCES = "sources.yaml";

    /**
     * Finds the files below a directory.
     *
     * @param dialects globs over file names, each with the dialect of the files it matches; the first match counts, and
     *     {@code *.jsonl} and {@code *.jsonl.gz} that match none are canonical
     */
    static CheckInput find(Path directory, Map<String, String> dialects) throws InvalidFileException {
        Problems problems = new Problems();
        List<InputFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = directory.relativize(path).toString().replace('\\', '/');
                String dialect = dialectOf(name, dialects);
                if (!dialect.isEmpty()) {
                    files.add(new InputFile(path.toAbsolutePath().toString(), name, dialect));
                }
            }
            files.sort(Comparator.comparing(InputFile::name, CodePointOrder.ORDER));
            Map<String, Completeness.Mode> completeness = completeness(directory.resolve(SOURCES), problems);
            problems.throwIfAny();
            return new CheckInput(files, completeness);
        } catch (IOException e) {
            throw new UncheckedIOException("input directory " + directory + " cannot be read", e);
        }
    }

    private static String dialectOf(String name, Map<String, String> dialects) {
        for (Map.Entry<String, String> entry : dialects.entrySet()) {
            String base = name.substring(name.lastIndexOf('/') + 1);
            if (Glob.matches(entry.getKey(), name) || Glob.matches(entry.getKey(), base)) {
                return entry.getValue();
            }
        }
        return name.endsWith(".jsonl") || name.endsWith(".jsonl.gz") ? CanonicalDialect.NAME : "";
    }

    private static Map<String, Completeness.Mode> completeness(Path file, Problems problems) throws IOException {
        Map<String, Completeness.Mode> completeness = new TreeMap<>();
        if (!Files.exists(file)) {
            return completeness;
        }
        YamlMapping yaml = YamlMapping.parse(SOURCES, Files.readString(file), problems);
        YamlMapping sources = yaml == null ? null : yaml.mapping("sources");
        if (yaml != null && sources != null) {
            for (String source : sources.keys()) {
                YamlMapping settings = sources.mapping(source);
                if (settings != null) {
                    completeness.put(
                            source,
                            settings.choice("completeness", Completeness.Mode.class, Completeness.Mode.ASSUMED));
                    settings.rejectUnknown();
                }
            }
            yaml.rejectUnknown();
        }
        return completeness;
    }
}
