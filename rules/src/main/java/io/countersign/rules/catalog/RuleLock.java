package io.countersign.rules.catalog;

import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The versions of rules and what they meant at them, as {@code rules.lock} beside the rules keeps them: an auditor must
 * be able to tell from a version what was judged, so that nobody may change the one without the other.
 *
 * @param entries by id
 */
public record RuleLock(Map<String, Entry> entries) {

    /** The name of the file. */
    public static final String FILE = "rules.lock";

    /** What to do about a lock that is behind. */
    private static final String WRITE = "`countersign rules lint --lock DIR` writes it";

    private static final String HEADER = "# What each version of a rule judges: id, version, SHA-256 of its logic."
            + " Written by `countersign rules lint --lock DIR`.\n";

    private static final Pattern LINE = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*) ([1-9][0-9]{0,8}) ([0-9a-f]{64})");

    /**
     * A rule.
     *
     * @param version of the rule
     * @param digest of its {@link Logic}
     * @param file where that is said
     * @param line where that is said
     */
    public record Entry(int version, String digest, String file, int line) {

        private boolean isSameLogic(Entry other) {
            return digest.equals(other.digest);
        }
    }

    public RuleLock {
        TreeMap<String, Entry> sorted = new TreeMap<>(CodePointOrder.ORDER);
        sorted.putAll(entries);
        entries = Collections.unmodifiableMap(sorted);
    }

    /** What rules mean now; those that cannot be read are left out, and their problems noted. */
    public static RuleLock of(List<RuleFile> files, Problems problems) {
        Map<String, Entry> entries = new TreeMap<>();
        for (RuleFile file : files) {
            Problems ofFile = new Problems();
            List<Control> controls = new ArrayList<>();
            List<Sequence> sequences = new ArrayList<>();
            YamlMapping yaml = YamlMapping.findQuoted(file.name(), file.text(), ofFile);
            if (yaml != null && yaml.has("kind")) {
                new RuleReader(file, yaml, ofFile).read(controls, sequences);
            }
            ofFile.found().forEach(problems::add);
            if (yaml != null && ofFile.found().isEmpty()) {
                int line = yaml.line("version");
                controls.forEach(each -> entries.put(
                        each.id(), new Entry(each.card().version(), Logic.digest(each), file.name(), line)));
                sequences.forEach(each -> entries.put(
                        each.id(), new Entry(each.card().version(), Logic.digest(each), file.name(), line)));
            }
        }
        return new RuleLock(entries);
    }

    /**
     * Reads the lock of a directory; null if it has none.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public static @Nullable RuleLock read(Path directory, Problems problems) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        Map<String, Entry> entries = new TreeMap<>();
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                read(lines.get(i), i + 1, entries, problems);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
        return new RuleLock(entries);
    }

    private static void read(String text, int line, Map<String, Entry> entries, Problems problems) {
        if (text.isBlank() || text.startsWith("#")) {
            return;
        }
        Matcher matcher = LINE.matcher(text);
        if (!matcher.matches()) {
            problems.add(
                    FILE,
                    line,
                    "'" + text + "' is no line of a lock, expected an id, a version and a digest; " + WRITE);
        } else if (entries.put(
                        matcher.group(1), new Entry(Integer.parseInt(matcher.group(2)), matcher.group(3), FILE, line))
                != null) {
            problems.add(FILE, line, "rule '" + matcher.group(1) + "' is locked twice, as after a merge; " + WRITE);
        }
    }

    /**
     * Notes where what rules are now is not what is locked.
     *
     * @param now what they are
     * @param all whether {@code now} has all rules of the directory, so that any other is gone
     */
    public void compare(RuleLock now, boolean all, Problems problems) {
        now.entries.forEach((id, entry) -> {
            Entry locked = entries.get(id);
            if (locked == null) {
                problems.add(entry.file(), entry.line(), "rule '" + id + "' is not in " + FILE + "; " + WRITE);
            } else if (!isForbidden(id, locked, entry, problems) && entry.version() > locked.version()) {
                problems.add(
                        FILE,
                        locked.line(),
                        "rule '" + id + "' is locked at version " + locked.version() + " and is at version "
                                + entry.version() + " now; " + WRITE);
            }
        });
        entries.forEach((id, entry) -> {
            if (all && !now.entries.containsKey(id)) {
                problems.add(FILE, entry.line(), "there is no rule '" + id + "' any more; " + WRITE);
            }
        });
    }

    /** Notes the changes that may not be locked: another logic under the same version, and an earlier version. */
    public void refuse(RuleLock now, Problems problems) {
        now.entries.forEach((id, entry) -> {
            Entry locked = entries.get(id);
            if (locked != null) {
                isForbidden(id, locked, entry, problems);
            }
        });
    }

    private static boolean isForbidden(String id, Entry locked, Entry now, Problems problems) {
        if (now.version() < locked.version()) {
            problems.add(
                    now.file(),
                    now.line(),
                    "the version of rule '" + id + "' is " + now.version() + " and was " + locked.version()
                            + ", expected that or more; versions never go down");
            return true;
        }
        if (now.version() == locked.version() && !now.isSameLogic(locked)) {
            problems.add(
                    now.file(),
                    now.line(),
                    "what rule '" + id + "' judges has changed, and its version is still " + now.version()
                            + "; write 'version: " + (now.version() + 1) + "', or undo the change");
            return true;
        }
        return false;
    }

    /** The text of the file. */
    public String text() {
        List<String> lines = new ArrayList<>();
        entries.forEach((id, entry) -> lines.add(id + " " + entry.version() + " " + entry.digest() + "\n"));
        return HEADER + String.join("", lines);
    }

    /**
     * Writes it into a directory.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path directory) throws IOException {
        Files.writeString(directory.resolve(FILE), text());
    }
}
