package io.countersign.schemas.yaml;

import io.countersign.schemas.codec.Rfc3339;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping that is asked for the keys it may have. What is missing, of the wrong kind or never asked for becomes
 * a {@linkplain Problems problem} with its line; the reader goes on with a harmless value, so that all are found.
 */
public final class YamlMapping {

    /** A century: added to any instant of the years 0000 to 9999 it gives one that can still be reckoned with. */
    public static final Duration LONGEST_DURATION = Duration.ofDays(36_525);

    private final String file;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> keyLines = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final Problems problems;

    private YamlMapping(String file, MappingNode node, Problems problems) {
        this.file = file;
        this.line = lineOf(node);
        this.problems = problems;
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(file, lineOf(tuple.getKeyNode()), "a key must be plain text");
                continue;
            }
            if (values.containsKey(key.getValue())) {
                problems.add(file, lineOf(key), "key '" + key.getValue() + "' is given twice; keep one");
            }
            keyLines.put(key.getValue(), lineOf(key));
            if (!tuple.getValueNode().getTag().equals(Tag.NULL)) {
                values.put(key.getValue(), tuple.getValueNode());
            }
        }
    }

    /** The mapping a YAML text consists of; null, and a problem, if it is something else. */
    public static @Nullable YamlMapping parse(String file, String text, Problems problems) {
        int before = problems.found().size();
        YamlMapping mapping = find(file, text, problems);
        if (mapping == null && problems.found().size() == before) {
            problems.add(file, 1, "expected a YAML mapping of keys to values");
        }
        return mapping;
    }

    /** The mapping a YAML text consists of; null if it is something else, and a problem only if it is no YAML. */
    public static @Nullable YamlMapping find(String file, String text, Problems problems) {
        try {
            Node node = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
            return node instanceof MappingNode mapping ? new YamlMapping(file, mapping, problems) : null;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(file, line, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(file, 1, "not YAML: " + e.getMessage());
        }
        return null;
    }

    /** The line the mapping starts on, counted from 1. */
    public int line() {
        return line;
    }

    /** The line of a key, or of the mapping where it lacks the key. */
    public int line(String key) {
        return keyLines.getOrDefault(key, line);
    }

    /** The line of a value, or of the mapping where it lacks the key; a block text counts from its first line. */
    public int valueLine(String key) {
        Node value = values.get(key);
        if (value instanceof ScalarNode scalar
                && (scalar.getScalarStyle().getChar() != null)
                && "|>".indexOf(scalar.getScalarStyle().getChar()) >= 0) {
            return lineOf(value) + 1;
        }
        return value == null ? line : lineOf(value);
    }

    /** The keys, in the order of the file; asking for them makes none of them known. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(keyLines.keySet());
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
        asked.add(key);
        Node node = values.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem(key, "'" + key + "' is a " + kindOf(node) + ", expected text");
        return null;
    }

    /** One of the constants of an enum, by its name in lower case; the fallback if the key is absent. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, @Nullable E fallback) {
        String given = fallback == null ? text(key) : optionalText(key);
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
        String given = optionalText(key);
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
        String given = optionalText(key);
        Instant instant = given == null ? null : Rfc3339.parse(given);
        if (given != null && instant == null) {
            problem(key, "'" + key + "' is '" + given + "', expected a date-time such as 2026-07-01T00:00:00Z");
        }
        return instant;
    }

    /** A zone of the IANA time zone database, or a fixed offset; null if absent. */
    public @Nullable ZoneId zone(String key) {
        String given = optionalText(key);
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
        String given = optionalText(key);
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

    /** A list of texts; a single text counts as a list of one; empty if absent. */
    public List<String> texts(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof ScalarNode scalar) {
            return List.of(scalar.getValue());
        }
        List<String> texts = new ArrayList<>();
        for (Node member : members(key, node)) {
            if (member instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                problems.add(file, lineOf(member), "a " + kindOf(member) + " in '" + key + "', expected text");
            }
        }
        return texts;
    }

    /** A mapping that may be absent. */
    public @Nullable YamlMapping optionalMapping(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof MappingNode mapping) {
            return new YamlMapping(file, mapping, problems);
        }
        if (node != null) {
            problem(key, "'" + key + "' is a " + kindOf(node) + ", expected a mapping");
        }
        return null;
    }

    /** Whether the key's value is a mapping. */
    public boolean isMapping(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /** A mapping that must be there. */
    public @Nullable YamlMapping mapping(String key) {
        if (!has(key)) {
            problem(key, "'" + key + "' is missing; give it a mapping");
        }
        return optionalMapping(key);
    }

    /** A list of mappings; a single mapping counts as a list of one; empty if absent. */
    public List<YamlMapping> mappings(String key) {
        asked.add(key);
        Node node = values.get(key);
        if (node instanceof MappingNode mapping) {
            return List.of(new YamlMapping(file, mapping, problems));
        }
        List<YamlMapping> mappings = new ArrayList<>();
        for (Node member : members(key, node)) {
            if (member instanceof MappingNode mapping) {
                mappings.add(new YamlMapping(file, mapping, problems));
            } else {
                problems.add(file, lineOf(member), "a " + kindOf(member) + " in '" + key + "', expected a mapping");
            }
        }
        return mappings;
    }

    private List<Node> members(String key, @Nullable Node node) {
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problem(key, "'" + key + "' is a " + kindOf(node) + ", expected a list");
        return List.of();
    }

    /** Makes a problem of every key that nobody asked for. */
    public void rejectUnknown() {
        keyLines.forEach((key, keyLine) -> {
            if (!asked.contains(key)) {
                problems.add(
                        file,
                        keyLine,
                        "unknown key '" + key + "', expected one of " + asked + "." + Problems.suggestion(key, asked));
            }
        });
    }

    private static String kindOf(Node node) {
        if (node instanceof MappingNode) {
            return "mapping";
        }
        return node instanceof SequenceNode ? "list" : "text";
    }

    private static int lineOf(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }
}
