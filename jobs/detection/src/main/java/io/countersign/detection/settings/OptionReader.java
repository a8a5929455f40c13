package io.countersign.detection.settings;

import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads one option at a time as what it is: a text, a number, a duration, a path. What is not that becomes a problem, and
 * a harmless value is returned.
 */
final class OptionReader {

    private final SettingsText text;
    private final Path directory;
    private final Set<String> known = new TreeSet<>();

    /** Reads texts; relative paths start at a directory. */
    OptionReader(SettingsText text, Path directory) {
        this.text = text;
        this.directory = directory;
    }

    /** Makes a key known that is not read as an option. */
    void know(String key) {
        known.add(key);
    }

    /** The keys that are known so far, whether given or not. */
    Set<String> known() {
        return Collections.unmodifiableSet(known);
    }

    private @Nullable String given(ConfigOption<?> option) {
        known.add(option.key());
        SettingsText.Entry entry = text.entry(option.key());
        if (entry == null && !option.hasDefaultValue()) {
            text.problem(option.key(), "'" + option.key() + "' is missing; give it a value");
        }
        return entry == null ? null : entry.value();
    }

    private void unexpected(ConfigOption<?> option, String expected) {
        SettingsText.Entry entry = text.entry(option.key());
        String shown = entry == null || entry.secret() ? "a secret" : "'" + entry.value() + "'";
        text.problem(option.key(), "'" + option.key() + "' is " + shown + ", expected " + expected);
    }

    /** A text that a pattern matches. */
    String text(ConfigOption<String> option, Pattern pattern, String expected) {
        String given = given(option);
        if (given == null) {
            return option.hasDefaultValue() ? option.defaultValue() : "";
        }
        if (!pattern.matcher(given).matches()) {
            unexpected(option, expected);
        }
        return given;
    }

    /** A duration that is not negative, and no longer than a rule file admits. */
    Duration duration(ConfigOption<Duration> option) {
        String given = given(option);
        if (given == null) {
            return option.defaultValue();
        }
        try {
            Duration duration = Duration.parse(given);
            if (!duration.isNegative() && duration.compareTo(YamlMapping.LONGEST_DURATION) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Reported below, with what is expected instead.
        }
        unexpected(option, "an ISO 8601 duration of days or less, at most P36525D, such as P31D or PT10S");
        return option.defaultValue();
    }

    /** A duration of a millisecond or more. */
    Duration positive(ConfigOption<Duration> option) {
        Duration duration = duration(option);
        if (duration.toMillis() < 1) {
            unexpected(option, "a duration of a millisecond or more");
            return option.defaultValue();
        }
        return duration;
    }

    /** A whole number between two, both included. */
    int integer(ConfigOption<Integer> option, int least, int most) {
        String given = given(option);
        if (given == null) {
            return option.defaultValue();
        }
        try {
            int number = Integer.parseInt(given);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, with what is expected instead.
        }
        unexpected(option, "a whole number from " + least + " to " + most);
        return option.defaultValue();
    }

    /** True or false. */
    boolean bool(ConfigOption<Boolean> option) {
        String given = given(option);
        if (given == null) {
            return option.defaultValue();
        }
        if (!given.equals("true") && !given.equals("false")) {
            unexpected(option, "true or false");
        }
        return given.equals("true");
    }

    /** One of the constants of an enum, in lower case. */
    <E extends Enum<E>> E choice(ConfigOption<E> option) {
        String given = given(option);
        E fallback = option.defaultValue();
        if (given == null) {
            return fallback;
        }
        List<String> names = new ArrayList<>();
        for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(given)) {
                return constant;
            }
            names.add(name);
        }
        unexpected(option, "one of " + names + "." + Problems.suggestion(given, names));
        return fallback;
    }

    /** A path of which something holds; a relative one starts at the directory. */
    Path path(ConfigOption<String> option, Predicate<Path> usable, String expected) {
        String given = given(option);
        if (given == null) {
            return directory;
        }
        try {
            Path path = directory.resolve(given).normalize();
            if (usable.test(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Reported below, with what is expected instead.
        }
        unexpected(option, expected + " (relative paths start at " + directory + ")");
        return directory;
    }
}
