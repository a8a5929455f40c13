package io.countersign.rules.reference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The register as one control sees it: only its own sources (S3.3), each content once (S3.2). */
final class Register {
    private final Map<String, Map<String, List<Version>>> versions = new HashMap<>();
    private final Consumer<String> decided;

    Register(Collection<Version> delivered, Collection<String> sources, Consumer<String> decided) {
        this.decided = decided;
        delivered.stream()
                .filter(version -> sources.contains(version.source()))
                .sorted(Version.LATEST.comparator().reversed())
                .forEach(this::add);
    }

    private void add(Version version) {
        List<Version> known = versions.computeIfAbsent(version.type(), type -> new LinkedHashMap<>())
                .computeIfAbsent(version.id(), id -> new ArrayList<>());
        if (known.stream().noneMatch(other -> other.hash().equals(version.hash()))) {
            known.add(version);
        }
    }

    Set<String> ids(String type) {
        return versions.getOrDefault(type, Map.of()).keySet();
    }

    /** Every version of a record, in the order of S3.1. */
    List<Version> versions(String type, String id) {
        return versions.getOrDefault(type, Map.of()).getOrDefault(id, List.of());
    }

    List<Version> visible(String type, String id, long k) {
        return versions(type, id).stream()
                .filter(version -> version.recordedAt() <= k)
                .toList();
    }

    Optional<Version> current(String type, String id, long k) {
        return Version.LATEST.first(visible(type, id, k), decided);
    }

    /** The current version at {@code k} of every record of a type, by id. */
    List<Version> current(String type, long k) {
        return ids(type).stream().flatMap(id -> current(type, id, k).stream()).toList();
    }

    /** Two visible contents share the version that is current at {@code k} (S3.2). */
    boolean conflicted(String type, String id, long k) {
        return current(type, id, k)
                .filter(current -> visible(type, id, k).stream()
                        .anyMatch(other -> other.number() == current.number()
                                && !other.hash().equals(current.hash())))
                .isPresent();
    }

    void decided(String how) {
        decided.accept(how);
    }
}
