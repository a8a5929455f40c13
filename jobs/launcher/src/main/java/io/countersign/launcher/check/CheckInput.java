package io.countersign.launcher.check;

import io.countersign.detection.ingest.InputFile;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.dialect.CanonicalDialect;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.Glob;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a bounded run reads.
 *
 * @param files the files, by name
 * @param completeness how the completeness of each source is known, where {@code sources.yaml} says
 */
record CheckInput(List<InputFile> files, Map<String, Completeness.Mode> completeness) {

    private static final String SOURCES = "sources.yaml";

    /** Which files are of a dialect: those whose path or name a glob matches. */
    record NamedDialect(String dialect, String glob) {

        boolean isOf(String name) {
            return Glob.matches(glob, name) || Glob.matches(glob, name.substring(name.lastIndexOf('/') + 1));
        }
    }

    /**
     * Finds the files below a directory.
     *
     * @param named which files are of which dialects; {@code *.jsonl} and {@code *.jsonl.gz} of none are canonical
     * @param dialects all that there are
     */
    static CheckInput find(Path directory, List<NamedDialect> named, Dialects dialects) throws InvalidFileException {
        Problems problems = new Problems();
        List<InputFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            Map<String, Completeness.Mode> completeness = new TreeMap<>();
            Map<String, ZoneId> zones = new TreeMap<>();
            readSources(directory.resolve(SOURCES), completeness, zones, problems);
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                String name = directory.relativize(path).toString().replace('\\', '/');
                for (String dialect : dialectsOf(name, named)) {
                    String source = dialects.sourceOf(dialect);
                    ZoneId zone = source == null ? null : zones.get(source);
                    files.add(new InputFile(
                            path.toAbsolutePath().toString(), name, dialect, zone == null ? null : zone.getId()));
                }
            }
            files.sort(Comparator.comparing(InputFile::name, CodePointOrder.ORDER));
            problems.throwIfAny();
            return new CheckInput(files, completeness);
        } catch (IOException e) {
            throw new UncheckedIOException("input directory " + directory + " cannot be read", e);
        }
    }

    private static Set<String> dialectsOf(String name, List<NamedDialect> named) {
        Set<String> dialects = named.stream()
                .filter(each -> each.isOf(name))
                .map(NamedDialect::dialect)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean canonical = name.endsWith(".jsonl") || name.endsWith(".jsonl.gz");
        return dialects.isEmpty() && canonical ? Set.of(CanonicalDialect.NAME) : dialects;
    }

    private static void readSources(
            Path file, Map<String, Completeness.Mode> completeness, Map<String, ZoneId> zones, Problems problems)
            throws IOException {
        if (!Files.exists(file)) {
            return;
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
                    ZoneId zone = settings.zone("time_zone");
                    if (zone != null) {
                        zones.put(source, zone);
                    }
                    settings.rejectUnknown();
                }
            }
            yaml.rejectUnknown();
        }
    }
}
