package io.countersign.rules.catalog;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule files in force.
 *
 * @param controls the controls, by id
 * @param sequences the sequences, by id
 * @param files the files of these rules, by id, and no others
 * @param digest SHA-256 over {@code id LF SHA-256 of the file's bytes LF} of all rule files, by id (S7)
 */
public record Catalog(List<Control> controls, List<Sequence> sequences, Map<String, RuleFile> files, String digest) {

    private static final List<String> BUILT_IN = List.of(
            "assets.yaml",
            "deployer-alters-data/deployer-alters-data.yaml",
            "dual-release/dual-release.yaml",
            "entitlement-scope/entitlement-scope.yaml",
            "grant-use-revoke/grant-use-revoke.yaml",
            "interactive-use-of-service-account/interactive-use-of-service-account.yaml",
            "key-not-vaulted/key-not-vaulted.yaml",
            "key-used-after-revocation/key-used-after-revocation.yaml",
            "monitoring-disabled-then-write/monitoring-disabled-then-write.yaml",
            "old-key-used-after-rotation/old-key-used-after-rotation.yaml",
            "one-identity-in-two-releases/one-identity-in-two-releases.yaml",
            "orphaned-identity/orphaned-identity.yaml",
            "release-gate-bypassed/release-gate-bypassed.yaml",
            "release-window/release-window.yaml",
            "retired-credentials-not-revoked/retired-credentials-not-revoked.yaml",
            "review-overdue/review-overdue.yaml",
            "rotation-failed-not-retried/rotation-failed-not-retried.yaml",
            "rotation-overdue/rotation-overdue.yaml",
            "secret-read-by-stranger/secret-read-by-stranger.yaml",
            "self-approved-entitlement/self-approved-entitlement.yaml",
            "session-not-recorded/session-not-recorded.yaml",
            "session-outlives-window/session-outlives-window.yaml",
            "unmonitored-privileged-action/unmonitored-privileged-action.yaml",
            "used-after-retirement/used-after-retirement.yaml",
            "write-after-release-closed/write-after-release-closed.yaml");

    public Catalog {
        controls = List.copyOf(controls);
        sequences = List.copyOf(sequences);
        files = Map.copyOf(files);
    }

    /** The ids of the rules in shadow, of whose findings nobody is told (S7). */
    public Set<String> inShadow() {
        return Stream.concat(
                        controls.stream().map(Control::card), sequences.stream().map(Sequence::card))
                .filter(RuleCard::shadow)
                .map(RuleCard::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads every {@code *.yaml} below a directory that has a {@code kind} (S8).
     *
     * @throws InvalidFileException with every problem of every file
     * @throws UncheckedIOException if the directory cannot be read
     */
    public static Catalog load(Path directory) throws InvalidFileException {
        return of(files(directory));
    }

    /**
     * Every {@code *.yaml} below a directory, by name.
     *
     * @throws UncheckedIOException if the directory cannot be read
     */
    public static List<RuleFile> files(Path directory) {
        List<RuleFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Catalog::isYaml).sorted()::iterator) {
                files.add(RuleFile.read(directory, path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("rules directory " + directory + " cannot be read", e);
        }
        return files;
    }

    /** The files that come with the product: its rules and an example of a scope file. */
    public static List<RuleFile> builtIn() {
        List<RuleFile> files = new ArrayList<>();
        for (String name : BUILT_IN) {
            try (InputStream in = Catalog.class.getResourceAsStream("/io/countersign/rules/catalog/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("the build lacks the rule file " + name);
                }
                files.add(new RuleFile(name, in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** Of the files that come with the product the rules with these ids, and the scope file. */
    public static List<RuleFile> builtIn(Collection<String> ids) {
        Set<String> names = new HashSet<>(Set.of("assets.yaml"));
        ids.forEach(id -> names.add(id + "/" + id + ".yaml"));
        List<RuleFile> files =
                builtIn().stream().filter(file -> names.remove(file.name())).toList();
        if (!names.isEmpty()) {
            throw new IllegalArgumentException("no such files come with the product: " + names);
        }
        return files;
    }

    /**
     * The sequence of a file by itself; null if it has none.
     *
     * @throws InvalidFileException with every problem of the file
     */
    public static @Nullable Sequence sequenceOf(RuleFile file) throws InvalidFileException {
        Problems problems = new Problems();
        List<Sequence> sequences = new ArrayList<>();
        YamlMapping yaml = YamlMapping.findQuoted(file.name(), file.text(), problems);
        if (yaml != null && yaml.has("kind")) {
            new RuleReader(file, yaml, problems).read(new ArrayList<>(), sequences);
        }
        problems.throwIfAny();
        return sequences.isEmpty() ? null : sequences.get(0);
    }

    private static boolean isYaml(Path path) {
        return path.getFileName().toString().endsWith(".yaml") && Files.isRegularFile(path);
    }

    /**
     * Reads rule files; those without a {@code kind} are something else and left alone.
     *
     * @throws InvalidFileException with every problem of every file
     */
    public static Catalog of(List<RuleFile> files) throws InvalidFileException {
        Problems problems = new Problems();
        List<Control> controls = new ArrayList<>();
        List<Sequence> sequences = new ArrayList<>();
        Map<String, RuleFile> fileOf = new HashMap<>();
        TreeMap<String, String> digests = new TreeMap<>(CodePointOrder.ORDER);
        for (RuleFile file : files) {
            YamlMapping yaml = YamlMapping.findQuoted(file.name(), file.text(), problems);
            if (yaml == null || !yaml.has("kind")) {
                continue;
            }
            String id = new RuleReader(file, yaml, problems).read(controls, sequences);
            RuleFile other = id.isEmpty() ? null : fileOf.putIfAbsent(id, file);
            if (other != null) {
                yaml.problem("id", "id '" + id + "' is already used by " + other.name() + "; give each rule its own");
            }
            digests.put(id, Codec.sha256(file.bytes()));
        }
        if (fileOf.isEmpty() && problems.found().isEmpty()) {
            problems.add("rules", "no rule file found; expected at least one *.yaml with a 'kind'");
        }
        problems.throwIfAny();
        controls.sort(Comparator.comparing(Control::id, CodePointOrder.ORDER));
        sequences.sort(Comparator.comparing(Sequence::id, CodePointOrder.ORDER));
        StringBuilder digested = new StringBuilder();
        digests.forEach(
                (id, sha256) -> digested.append(id).append('\n').append(sha256).append('\n'));
        return new Catalog(
                controls, sequences, fileOf, Codec.sha256(digested.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
