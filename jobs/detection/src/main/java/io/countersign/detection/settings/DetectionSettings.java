package io.countersign.detection.settings;

import io.countersign.detection.ingest.StartFrom;
import io.countersign.evidence.log.JudgingSettings;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a streaming job, known to be valid. {@link DetectionOptions} says what each one means.
 *
 * @param sources at least one of them with actions
 * @param rules an existing directory
 * @param assets an existing file
 * @param dialects an existing directory; null where there is none
 * @param evidence null where none is kept
 */
public record DetectionSettings(
        Kafka kafka,
        List<SourceSettings> sources,
        Path rules,
        Path assets,
        @Nullable Path dialects,
        Times times,
        Checkpoint checkpoint,
        Topics topics,
        @Nullable Evidence evidence,
        int parallelism) {

    public DetectionSettings {
        Objects.requireNonNull(kafka, "kafka");
        sources = List.copyOf(sources);
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(assets, "assets");
        Objects.requireNonNull(times, "times");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(topics, "topics");
    }

    /** How Kafka is reached, read and written. */
    public record Kafka(
            String bootstrapServers,
            String groupId,
            StartFrom startFrom,
            Duration partitionDiscoveryInterval,
            String transactionalIdPrefix,
            Duration transactionTimeout,
            ClientProperties properties) {}

    /** How long is waited, remembered and tolerated. */
    public record Times(
            Duration maxSkew,
            Duration maxDelay,
            Duration maxWait,
            Duration provisionalAfter,
            Duration retention,
            Duration dedupHorizon,
            Duration outOfOrderness,
            Duration idleTimeout) {

        /** Those that decide a verdict, for who judges again. */
        public JudgingSettings judging() {
            return new JudgingSettings(
                    dedupHorizon, idleTimeout, maxDelay, maxSkew, maxWait, outOfOrderness, retention);
        }
    }

    /** When and where checkpoints are taken. */
    public record Checkpoint(Duration interval, Duration timeout, String directory) {}

    /**
     * Where evidence goes.
     *
     * @param directory an existing directory
     * @param key an existing file
     */
    public record Evidence(Path directory, Path key) {}

    /** Where results go. */
    public record Topics(
            String exceptions,
            String verdicts,
            String quarantine,
            String population,
            String alerts,
            String matches,
            boolean create,
            int partitions,
            int replication) {

        /** The names of the output topics. */
        public List<String> names() {
            return List.of(exceptions, verdicts, quarantine, population, alerts, matches);
        }
    }

    /**
     * Reads a settings file.
     *
     * @param overrides values by key that win over the file's, as given by {@code -Dkey=value}
     * @throws InvalidFileException with every problem found, each with what was given, what is expected and what to do
     */
    public static DetectionSettings load(Path file, Map<String, String> overrides) throws InvalidFileException {
        return load(file, overrides, System.getenv()::get);
    }

    /** Reads a settings file, with an environment for {@code ${env:NAME}}. */
    static DetectionSettings load(
            Path file, Map<String, String> overrides, Function<String, @Nullable String> environment)
            throws InvalidFileException {
        Problems problems = new Problems();
        String name = String.valueOf(file.getFileName());
        try {
            SettingsText text = SettingsText.parse(name, Files.readString(file), problems);
            text.override(overrides);
            text.resolve(new Secrets(environment));
            Path directory = file.toAbsolutePath().getParent();
            return new SettingsReader(text, directory == null ? file : directory, problems).read();
        } catch (IOException e) {
            problems.add(name, "cannot be read (" + e + "); give the path of a readable settings file");
            throw new InvalidFileException(problems.found());
        }
    }

    /** The entries that hold what is asked for. */
    public List<SourceSettings> sources(SourceSettings.Role role) {
        return sources.stream().filter(source -> source.role() == role).toList();
    }

    /** The names of all sources that are known beforehand. */
    public Set<String> sourceNames() {
        Set<String> names = new TreeSet<>();
        sources.forEach(source -> names.addAll(source.names()));
        return names;
    }

    /** How the completeness of each named register source is known. */
    public Map<String, Completeness.Mode> completeness() {
        Map<String, Completeness.Mode> modes = new TreeMap<>();
        for (SourceSettings source : sources(SourceSettings.Role.REGISTER)) {
            source.names().forEach(named -> modes.put(named, source.completeness()));
        }
        return modes;
    }
}
