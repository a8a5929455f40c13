package io.countersign.detection.settings;

import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A settings file as texts by dotted key, whether it nests its keys or not, with where each comes from; and its list of
 * sources.
 */
final class SettingsText {

    static final String SOURCES = "sources";

    private final String file;
    private final Problems problems;
    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private final List<YamlMapping> sources;

    /**
     * A value and where it was given.
     *
     * @param line of the file, counted from 1; 0 for an override
     * @param secret whether it may be shown
     */
    record Entry(String value, int line, boolean secret) {}

    private SettingsText(String file, List<YamlMapping> sources, Problems problems) {
        this.file = file;
        this.sources = sources;
        this.problems = problems;
    }

    static SettingsText parse(String file, String yaml, Problems problems) {
        YamlMapping mapping = YamlMapping.parse(file, yaml, problems);
        if (mapping == null) {
            return new SettingsText(file, List.of(), problems);
        }
        SettingsText text = new SettingsText(file, mapping.mappings(SOURCES), problems);
        Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(yaml));
        if (root instanceof MappingNode node) {
            text.flatten("", node);
        }
        return text;
    }

    private void flatten(String prefix, MappingNode node) {
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                continue;
            }
            String key = prefix + scalar.getValue();
            int line = scalar.getStartMark() == null ? 1 : scalar.getStartMark().getLine() + 1;
            Node value = tuple.getValueNode();
            if (key.equals(SOURCES) || value.getTag().equals(Tag.NULL)) {
                continue;
            }
            if (value instanceof MappingNode nested) {
                flatten(key + ".", nested);
            } else if (value instanceof ScalarNode text) {
                Entry other = entries.put(key, new Entry(text.getValue(), line, false));
                if (other != null) {
                    problems.add(file, line, "'" + key + "' is given on line " + other.line() + " too; keep one");
                }
            } else {
                problems.add(file, line, "'" + key + "' is a list, expected text");
            }
        }
    }

    /** Puts values in place of the file's. */
    void override(Map<String, String> overrides) {
        new TreeMap<>(overrides).forEach((key, value) -> {
            if (key.equals(SOURCES) || key.startsWith(SOURCES + ".") || key.startsWith(SOURCES + "[")) {
                problems.add("-D" + key, "the list of sources cannot be overridden; change it in " + file);
            } else {
                entries.put(key, new Entry(value, 0, false));
            }
        });
    }

    /** Replaces what refers to secrets. */
    void resolve(Secrets secrets) {
        entries.replaceAll((key, entry) -> {
            if (!Secrets.isReferredToBy(entry.value())) {
                return entry;
            }
            try {
                return new Entry(secrets.resolve(entry.value()), entry.line(), true);
            } catch (Secrets.UnresolvedException e) {
                problem(key, "'" + key + "': " + e.problem());
                return new Entry("", entry.line(), true);
            }
        });
    }

    String file() {
        return file;
    }

    SortedMap<String, Entry> entries() {
        return entries;
    }

    List<YamlMapping> sources() {
        return sources;
    }

    @Nullable
    Entry entry(String key) {
        return entries.get(key);
    }

    /** Notes a problem where the key was given. */
    void problem(String key, String problem) {
        Entry entry = entries.get(key);
        if (entry == null) {
            problems.add(file, problem);
        } else if (entry.line() == 0) {
            problems.add("-D" + key, problem);
        } else {
            problems.add(file, entry.line(), problem);
        }
    }
}
