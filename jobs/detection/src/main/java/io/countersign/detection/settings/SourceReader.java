package io.countersign.detection.settings;

import io.countersign.rules.register.Completeness;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the list of sources; what is wrong becomes a problem. */
final class SourceReader {

    /** Names of topics that Kafka accepts. */
    static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    static final String TOPIC_EXPECTED = "a topic name of 1 to 249 letters, digits, dots, underscores or hyphens";

    private final SettingsText text;
    private final Problems problems;
    private final DetectionSettings.Topics outputs;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, List<String>> topicsOf = new HashMap<>();

    SourceReader(SettingsText text, Problems problems, DetectionSettings.Topics outputs) {
        this.text = text;
        this.problems = problems;
        this.outputs = outputs;
    }

    List<SourceSettings> read() {
        List<SourceSettings> sources = new ArrayList<>();
        for (YamlMapping yaml : text.sources()) {
            sources.add(source(yaml));
        }
        for (SourceSettings.Role role : SourceSettings.Role.values()) {
            if (sources.stream().noneMatch(source -> source.role() == role)) {
                text.problem(
                        SettingsText.SOURCES,
                        "no source has role '" + wireName(role) + "'; list at least one topic under 'sources' with it");
            }
        }
        return sources;
    }

    private SourceSettings source(YamlMapping yaml) {
        List<String> topics = new ArrayList<>(yaml.texts("topics"));
        topics.addAll(yaml.texts("topic"));
        String dialect = yaml.text("dialect");
        List<String> names = yaml.texts("source");
        SourceSettings.Role role = yaml.choice("role", SourceSettings.Role.class, null);
        checkTopics(yaml, topics, wireName(role) + " in dialect '" + dialect + "'");
        boolean told = yaml.has("completeness");
        Completeness.Mode completeness =
                yaml.choice("completeness", Completeness.Mode.class, Completeness.Mode.ASSUMED);
        if (role == SourceSettings.Role.ACTIONS && told) {
            yaml.problem("completeness", "'completeness' is given for actions, expected for role 'register' only");
        }
        if (role == SourceSettings.Role.REGISTER && completeness == Completeness.Mode.MARKS && names.isEmpty()) {
            yaml.problem(
                    "completeness",
                    "'completeness: marks' needs 'source'; name the sources whose records and marks the topic holds");
        }
        if (role == SourceSettings.Role.ACTIONS && !names.isEmpty()) {
            yaml.problem("source", "'source' is given for actions, expected for role 'register' only");
        }
        for (String name : names) {
            List<String> others = topicsOf.putIfAbsent(name, topics);
            if (others != null && !others.equals(topics)) {
                yaml.problem(
                        "source",
                        "source '" + name + "' is named for " + others + " too; a mark comes after what it covers only"
                                + " within one topic");
            }
        }
        ZoneId timeZone = yaml.zone("time_zone");
        yaml.rejectUnknown();
        return new SourceSettings(topics, dialect, names, role, completeness, timeZone);
    }

    private void checkTopics(YamlMapping yaml, List<String> topics, String reading) {
        if (topics.isEmpty()) {
            problems.add(text.file(), yaml.line(), "a source without topics; give 'topic' or 'topics'");
        }
        for (String topic : topics) {
            String key = yaml.has("topic") ? "topic" : "topics";
            if (!TOPIC.matcher(topic).matches()) {
                yaml.problem(key, "topic '" + topic + "', expected " + TOPIC_EXPECTED);
            }
            if (!seen.add(topic + " " + reading)) {
                yaml.problem(key, "topic '" + topic + "' is listed twice for " + reading + "; list it once");
            }
            if (outputs.names().contains(topic)) {
                yaml.problem(key, "topic '" + topic + "' is an output of the job; it cannot be read as a source");
            }
        }
    }

    private static String wireName(SourceSettings.Role role) {
        return role.name().toLowerCase(java.util.Locale.ROOT);
    }
}
