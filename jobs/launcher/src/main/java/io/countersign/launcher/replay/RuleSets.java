package io.countersign.launcher.replay;

import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.log.JudgingSettings;
import io.countersign.evidence.storage.Storage;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The rule sets that logs were written under, each once, numbered in the order in which they came into force. */
final class RuleSets {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<RuleSet> sets = new ArrayList<>();

    RuleSets() {}

    /**
     * Reads a rule set, if it has not been read yet.
     *
     * @param storage of a log that was written under it
     * @param sha256 as manifests name it
     * @throws IOException if its files are not there, or are not what their names say
     * @throws InvalidFileException if they are no rules of this version
     */
    void add(Storage storage, String sha256) throws IOException, InvalidFileException {
        if (numbers.containsKey(sha256)) {
            return;
        }
        FileSet files = FileSet.read(storage, FileSet.RULES, sha256);
        List<RuleFile> rules = new ArrayList<>();
        files.files().forEach((name, bytes) -> rules.add(new RuleFile(name, bytes)));
        Map<String, Completeness.Mode> completeness = new TreeMap<>();
        for (Map.Entry<String, String> source : files.sources().entrySet()) {
            completeness.put(source.getKey(), mode(source.getKey(), source.getValue()));
        }
        byte[] settings = files.files().get(JudgingSettings.FILE);
        Patience patience = settings == null ? Patience.DEFAULT : Patience.of(JudgingSettings.read(settings));
        RuleSet read = new RuleSet(Catalog.of(rules), completeness, patience);
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i).judgesAs(read)) {
                numbers.put(sha256, i);
                sets.set(i, sets.get(i).with(patience));
                return;
            }
        }
        numbers.put(sha256, sets.size());
        sets.add(read);
    }

    private static Completeness.Mode mode(String source, String given) throws IOException {
        for (Completeness.Mode mode : Completeness.Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(given)) {
                return mode;
            }
        }
        throw new IOException("the rules in evidence say '" + given + "' of the completeness of source " + source
                + ", expected marks or assumed");
    }

    /** The number of a rule set that has been read. */
    int numberOf(String sha256) {
        Integer number = numbers.get(sha256);
        if (number == null) {
            throw new IllegalArgumentException("rule set " + sha256 + " has not been read");
        }
        return number;
    }

    List<RuleSet> all() {
        return Collections.unmodifiableList(sets);
    }
}
