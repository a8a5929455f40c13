package io.countersign.schemas.yaml;

import io.countersign.schemas.codec.Rfc3339;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The keys of a mapping that have one value, such as a text, a number or an instant. */
public abstract sealed class YamlScalars permits YamlMapping {

    /** A century: added to any instant of the years 0000 to 9999 it gives one that can still be reckoned with. */
    public static final Duration LONGEST_DURATION = Duration.ofDays(36_525);

    final String file;
    final int line;
    final boolean quoted;
    final Problems problems;
    final Map<String, Node> values = new LinkedHashMap<>();
    final Map<String, Integer> keyLines = new LinkedHashMap<>();
    final Set<String> asked = new LinkedHashSet<>();

    /** @param quoted whether text must be in quotes where YAML 1.1 takes it for something else */
    YamlScalars(String file, int line, boolean quoted, Problems problems) {
        this.file = file;
        this.line = line;
        this.quoted = quoted;
        this.problems = problems;
    }

    /** The line of a key, or of the mapping where it lacks the key. */
    public int line(String key) {
        return keyLines.getOrDefault(key, line);
    }

    /** Whether the key has a value. */
    public boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    /** Notes a problem at the line of a key. */
    public void problem(String key, String problem) {
        problems.add(file, line(key), problem);
    }

    /** Text that must be there. */
    public String text(String key) {
        String text = optionalText(key);
        if (text == null || text.isBlank()) {
            Node given = values.get(key);
            if (given == null || given instanceof ScalarNode) {
                problem(key, "'" + key + "' is missing; give it some text");
            }
            return "";
        }
        return text;
    }

    /** Text that may be absent. */
    public @Nullable String optionalText(String key) {
        if (values.get(key) instanceof ScalarNode scalar) {
            requireText("'" + key + "'", scalar);
        }
        return scalar(key);
    }

    /** A scalar as it is written, whatever YAML takes it for; null if absent. */
    @Nullable
    String scalar(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem(key, "'" + key + "' is a " + YamlNodes.kindOf(node) + ", expected text");
        return null;
    }

    /** Notes a problem if text is not in quotes and YAML takes it for something else. */
    void requireText(String what, ScalarNode scalar) {
        String misread = quoted ? YamlNodes.misread(scalar) : null;
        if (misread != null) {
            problems.add(
                    file,
                    YamlNodes.lineOf(scalar),
                    what + " is " + scalar.getValue() + " without quotes, which YAML reads as " + misread
                            + ", expected text; write \"" + scalar.getValue() + "\"");
        }
    }

    /** One of the constants of an enum, by its name in lower case; the fallback if the key is absent. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, @Nullable E fallback) {
        String given = scalar(key);
        if (fallback == null && (given == null || given.isBlank())) {
            text(key);
        }
        E[] constants = type.getEnumConstants();
        List<String> names = new ArrayList<>();
        for (E constant : constants) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(given)) {
                return constant;
            }
            names.add(name);
        }
        if (given != null && !given.isBlank()) {
            problem(
                    key,
                    "'" + key + "' is '" + given + "', expected one of " + names + "."
                            + Problems.suggestion(given, names));
        }
        return fallback == null ? constants[0] : fallback;
    }

    /**
     * An ISO 8601 duration of days, hours, minutes and seconds, from zero to {@link #LONGEST_DURATION}; a day is 24
     * hours (S7).
     */
    public Duration duration(String key, Duration fallback) {
        String given = scalar(key);
        if (given == null) {
            return fallback;
        }
        try {
            Duration duration = Duration.parse(given);
            if (!duration.isNegative() && duration.compareTo(LONGEST_DURATION) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Reported below, with what is expected instead.
        }
        problem(
                key,
                "'" + key + "' is '" + given
                        + "', expected an ISO 8601 duration of days or less, at most P36525D, such as P31D or PT24H");
        return fallback;
    }

    /** A date-time of RFC 3339; null if absent. */
    public @Nullable Instant instant(String key) {
        String given = scalar(key);
        Instant instant = given == null ? null : Rfc3339.parse(given);
        if (given != null && instant == null) {
            problem(key, "'" + key + "' is '" + given + "', expected a date-time such as 2026-07-01T00:00:00Z");
        }
        return instant;
    }

    /** A zone of the IANA time zone database, or a fixed offset; null if absent. */
    public @Nullable ZoneId zone(String key) {
        String given = scalar(key);
        try {
            return given == null ? null : ZoneId.of(given);
        } catch (DateTimeException e) {
            problem(
                    key,
                    "'" + key + "' is '" + given
                            + "', expected a zone of the IANA time zone database such as Europe/Berlin."
                            + Problems.suggestion(given, ZoneId.getAvailableZoneIds()));
            return null;
        }
    }

    /** A whole number, at least a minimum. */
    public int integer(String key, int fallback, int minimum) {
        String given = scalar(key);
        if (given == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(given);
            if (number >= minimum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, with what is expected instead.
        }
        problem(key, "'" + key + "' is '" + given + "', expected a whole number of " + minimum + " or more");
        return fallback;
    }
}
