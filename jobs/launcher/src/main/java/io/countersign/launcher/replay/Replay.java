package io.countersign.launcher.replay;

import io.countersign.evidence.log.EvidenceLine;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.launcher.check.CanonicalRun;
import io.countersign.rules.catalog.Catalog;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A period judged again: first all is read that the stores have of it, then it is judged, then compared. */
final class Replay implements AutoCloseable {

    private final Evidence evidence;
    private final Findings findings;
    private final Period period;
    private final Map<Integer, RuleSet> runs;
    private final boolean otherRules;
    private final List<GivenLog> logs;

    /**
     * What is to be replayed.
     *
     * @param stores the directories of the stores, of a log each
     * @param keys which are trusted; without any, whoever signed the checkpoint is believed
     * @param rules other rules than those in force; null for those in force
     */
    record Request(
            List<Path> stores,
            List<VerifierKey> keys,
            Period period,
            @Nullable Catalog rules,
            int parallelism) {

        Request {
            stores = List.copyOf(stores);
            keys = List.copyOf(keys);
        }
    }

    private Replay(
            List<GivenLog> logs,
            Evidence evidence,
            Fingerprints fingerprints,
            Period period,
            Map<Integer, RuleSet> runs,
            boolean otherRules)
            throws IOException {
        this.logs = List.copyOf(logs);
        this.evidence = evidence;
        this.period = period;
        this.runs = runs;
        this.otherRules = otherRules;
        findings = new Findings(evidence, period, fingerprints);
    }

    /**
     * Reads all that is needed out of the stores.
     *
     * @param directory an empty one for files that are not needed afterwards
     * @throws IOException if a store cannot be read or is damaged
     * @throws InvalidFileException if the rules that one names are no rules of this version
     */
    static Replay read(Request request, Path directory) throws IOException, InvalidFileException {
        List<GivenLog> logs = GivenLog.open(request.stores(), request.keys());
        RuleSets ruleSets = ruleSets(logs);
        List<RuleSet> all = ruleSets.all();
        if (all.isEmpty()) {
            throw new IOException(
                    logs.get(0).storage() + " has a log without evidence; there is nothing to judge again");
        }
        Catalog rules = request.rules();
        boolean otherRules =
                rules != null && all.stream().anyMatch(set -> !set.digest().equals(rules.digest()));
        RuleSet newest = all.get(all.size() - 1);
        Map<Integer, RuleSet> runs = new TreeMap<>();
        if (rules != null && otherRules) {
            runs.put(0, new RuleSet(rules, newest.completeness(), newest.patience()));
        } else {
            all.forEach(set -> runs.put(runs.size(), set));
        }
        Fingerprints fingerprints = new Fingerprints(otherRules);
        Period period = request.period();
        Period fed = new Period(period.from().minus(longestWithin(runs)), period.to());
        Evidence evidence = extract(
                logs,
                new StoreReading(ruleSets, fed, period, fingerprints, directory, request.parallelism()),
                runs.size() > 1);
        if (!otherRules) {
            runs.keySet().retainAll(evidence.ruleSets());
        }
        return new Replay(logs, evidence, fingerprints, period, runs, otherRules);
    }

    private static Evidence extract(List<GivenLog> logs, StoreReading reading, boolean severalRuleSets)
            throws IOException {
        try (reading) {
            Evidence evidence = reading.evidence();
            if (severalRuleSets) {
                evidence.expectSeveralRuleSets();
            }
            for (GivenLog log : logs) {
                log.reader().forEach(reading.of(log));
            }
            return evidence;
        }
    }

    private static RuleSets ruleSets(List<GivenLog> logs) throws IOException, InvalidFileException {
        RuleSets ruleSets = new RuleSets();
        for (GivenLog log : logs) {
            Set<String> named = new LinkedHashSet<>();
            log.reader().forEach(new EvidenceReader.Visitor() {
                @Override
                public boolean wants(Leaf.Manifest manifest) {
                    named.add(manifest.segment().origin().rulesSha256());
                    return false;
                }

                @Override
                public void line(EvidenceLine line) {}
            });
            for (String each : named) {
                ruleSets.add(log.storage(), each);
            }
        }
        return ruleSets;
    }

    private static Duration longestWithin(Map<Integer, RuleSet> runs) {
        Duration longest = Duration.ZERO;
        for (RuleSet rules : runs.values()) {
            Duration within = rules.longestWithin();
            longest = within.compareTo(longest) > 0 ? within : longest;
        }
        return longest;
    }

    /** Judges again: a run for each rule set, for none if the period is empty. */
    void judge(Path directory, int parallelism) throws Exception {
        for (Map.Entry<Integer, RuleSet> run : runs.entrySet()) {
            Path parts = Files.createDirectory(directory.resolve("parts-" + run.getKey()));
            RuleSet rules = run.getValue();
            CanonicalRun.execute(evidence.files(), rules.completeness(), rules.catalog(), parallelism, parts);
            findings.take(parts, run.getKey(), runs.size() == 1);
        }
    }

    /** Compares what was found with what evidence says. */
    Result compare() throws IOException {
        return new Comparing(evidence, findings, runs, otherRules).compare();
    }

    Evidence evidence() {
        return evidence;
    }

    Findings findings() {
        return findings;
    }

    Period period() {
        return period;
    }

    /** The rule sets that it is judged by, by their numbers. */
    Map<Integer, RuleSet> runs() {
        return runs;
    }

    /** Whether the rules are not those of evidence. */
    boolean byOtherRules() {
        return otherRules;
    }

    /** The logs that were read, in the order in which they were made. */
    List<GivenLog> logs() {
        return logs;
    }

    @Override
    public void close() throws IOException {
        findings.close();
    }
}
