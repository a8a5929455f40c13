package io.countersign.launcher.replay;

import io.countersign.launcher.check.CanonicalRun;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What bounded runs found of the period, each judging what was judged by its rules before. */
final class Findings implements AutoCloseable {

    /** The number of the file with what evidence says. */
    static final int OF_EVIDENCE = 0;

    private final Evidence evidence;
    private final Period period;
    private final Fingerprints fingerprints;
    private final List<FileChannel> files = new ArrayList<>();
    private final Map<Digits, Said> last = new HashMap<>();
    private final Set<Digits> cameBy = new HashSet<>();
    private final Map<String, Matched> matches = new TreeMap<>();

    Findings(Evidence evidence, Period period, Fingerprints fingerprints) throws IOException {
        this.evidence = evidence;
        this.period = period;
        this.fingerprints = fingerprints;
        files.add(FileChannel.open(evidence.verdicts()));
    }

    /**
     * Takes what a run left.
     *
     * @param ruleSet the number of the rule set of the run
     * @param only whether it is the only run, so that all of it counts
     */
    void take(Path parts, int ruleSet, boolean only) throws IOException {
        try (Stream<Path> paths = Files.list(parts)) {
            for (Path path : paths.sorted().toList()) {
                String name = path.getFileName().toString();
                if (name.startsWith(CanonicalRun.VERDICTS)) {
                    int file = files.size();
                    files.add(FileChannel.open(path));
                    LineFile.read(
                            path,
                            (offset, json) -> verdict(json, ruleSet, only, new Said.Place(file, offset, json.length)));
                } else if (name.startsWith(CanonicalRun.MATCHES)) {
                    LineFile.read(path, (offset, json) -> match(json, ruleSet));
                }
            }
        }
    }

    private void verdict(byte[] json, int ruleSet, boolean only, Said.Place place) {
        Verdict verdict = readVerdict(json);
        if (!period.has(verdict.time())) {
            return;
        }
        Digits id = Digits.of(verdict.id());
        Said before = evidence.said().get(id);
        boolean isOfThisRun = only
                || (before == null
                        ? evidence.arrivedUnder(Digits.ofAction(verdict.source(), verdict.actionId()), ruleSet)
                        : before.ruleSet() == ruleSet);
        if (isOfThisRun) {
            Said now = Said.of(verdict, fingerprints.ofVerdict(json), ruleSet, place);
            Said earlier = last.put(id, now);
            if (earlier != null && before != null && earlier.finding().equals(before.finding())) {
                cameBy.add(id);
            }
        }
    }

    private void match(byte[] json, int ruleSet) {
        Match match = readMatch(json);
        if (period.has(match.time())) {
            Matched before = evidence.matches().get(match.id());
            Matched now = new Matched(match, fingerprints.ofMatch(json), ruleSet);
            if (before == null || before.ruleSet() == ruleSet) {
                matches.put(match.id(), now);
            } else {
                matches.putIfAbsent(match.id(), now);
            }
        }
    }

    /** What each verdict came to, by id. */
    Map<Digits, Said> last() {
        return Collections.unmodifiableMap(last);
    }

    /** Whether a verdict was, on the way to what it came to, what evidence says of it. */
    boolean cameBy(Digits id) {
        return cameBy.contains(id);
    }

    Map<String, Matched> matches() {
        return Collections.unmodifiableMap(matches);
    }

    /** A verdict of a run or of evidence. */
    Verdict verdict(Said said) throws IOException {
        return readVerdict(LineFile.read(files.get(said.file()), said.offset(), said.length()));
    }

    private static Verdict readVerdict(byte[] json) {
        try {
            return EvidenceCodec.readVerdict(json);
        } catch (UnreadableException e) {
            throw new IllegalStateException("a verdict that was written cannot be read: " + e.detail(), e);
        }
    }

    private static Match readMatch(byte[] json) {
        try {
            return EvidenceCodec.readMatch(json);
        } catch (UnreadableException e) {
            throw new IllegalStateException("a match that was written cannot be read: " + e.detail(), e);
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
    }
}
