package io.countersign.detection.settings;

import io.countersign.rules.register.Completeness;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code sources}: topics that are read alike.
 *
 * @param topics their names
 * @param dialect the dialect of their messages
 * @param names the sources whose register records and marks they hold
 * @param role what they hold
 * @param completeness how the completeness of the named sources is known (S4.6)
 * @param timeZone the zone of times that name none; null where none is declared
 */
public record SourceSettings(
        List<String> topics,
        String dialect,
        List<String> names,
        Role role,
        Completeness.Mode completeness,
        @Nullable ZoneId timeZone) {

    /** What topics hold. */
    public enum Role {
        /** Actions, whose time moves the watermark. */
        ACTIONS,
        /** Register records and marks, read from the beginning; they never move or hold back the watermark. */
        REGISTER
    }

    public SourceSettings {
        topics = List.copyOf(topics);
        Objects.requireNonNull(dialect, "dialect");
        names = List.copyOf(names);
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(completeness, "completeness");
    }
}
