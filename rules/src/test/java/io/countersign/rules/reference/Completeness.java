package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How far each source is complete once all input of a bounded run has ended (S4.6). */
final class Completeness {
    private static final long NOT_AT_ALL = Long.MIN_VALUE;
    private static final long WHOLLY = Long.MAX_VALUE;

    private final List<ObjectNode> marks;
    private final Collection<Version> register;
    private final Map<String, String> settings;

    Completeness(List<ObjectNode> marks, Collection<Version> register, Map<String, String> settings) {
        this.marks = List.copyOf(marks);
        this.register = List.copyOf(register);
        this.settings = Map.copyOf(settings);
    }

    boolean assumed(String source) {
        return settings.getOrDefault(source, "assumed").equals("assumed");
    }

    long through(String source) {
        if (assumed(source)) {
            return register.stream().anyMatch(version -> version.source().equals(source)) ? WHOLLY : NOT_AT_ALL;
        }
        return marks.stream()
                .filter(mark -> Fields.required(mark, "source").equals(source))
                .mapToLong(mark -> Fields.requiredMillis(mark, "complete_through"))
                .max()
                .orElse(NOT_AT_ALL);
    }

    /** The greatest instant through which every one of the sources is complete. */
    long throughAll(Collection<String> sources) {
        return sources.stream().mapToLong(this::through).min().orElse(WHOLLY);
    }
}
