package io.countersign.launcher.replay;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.EvidenceLine;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.Leaf;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads all that a replay needs out of the stores, in one pass over each: the register into one file, the actions of the period and
 * of what sequences need before it into others, and what was found of the period into memory.
 */
final class StoreReading implements AutoCloseable {

    private final RuleSets ruleSets;
    private final Period fed;
    private final Period period;
    private final Fingerprints fingerprints;
    private final LineFile register;
    private final List<LineFile> actions = new ArrayList<>();
    private final LineFile verdicts;
    private final Evidence evidence;
    private int next;
    private long leaves;

    /**
     * Before the first pass.
     *
     * @param fed when the actions are from that are wanted, which is the period and what may be before it
     * @param directory for the files
     * @param parts how many files actions are spread over
     */
    StoreReading(RuleSets ruleSets, Period fed, Period period, Fingerprints fingerprints, Path directory, int parts) {
        this.ruleSets = ruleSets;
        this.fed = fed;
        this.period = period;
        this.fingerprints = fingerprints;
        register = LineFile.compressed(directory.resolve("register.jsonl.gz"));
        for (int i = 0; i < parts; i++) {
            actions.add(LineFile.compressed(directory.resolve("actions-" + i + ".jsonl.gz")));
        }
        verdicts = LineFile.plain(directory.resolve("evidence.jsonl"));
        evidence = new Evidence(
                fed,
                period,
                register.path(),
                actions.stream().map(LineFile::path).toList(),
                verdicts.path());
    }

    /** What was read, when all of it was. */
    Evidence evidence() {
        return evidence;
    }

    /** The pass over a log; logs come in the order in which they were made. */
    EvidenceReader.Visitor of(GivenLog log) {
        Pass pass = new Pass(new StoreRecords(log.storage()), leaves);
        leaves += log.size();
        return pass;
    }

    private final class Pass implements EvidenceReader.Visitor {

        private final StoreRecords records;

        /** How many leaves the logs before have: what came of them came first. */
        private final long before;

        Pass(StoreRecords records, long before) {
            this.records = records;
            this.before = before;
        }

        @Override
        public boolean wants(Leaf.Manifest manifest) {
            Map<String, Long> counts = manifest.segment().counts();
            boolean learns = counts.keySet().stream()
                    .map(EvidenceType::of)
                    .anyMatch(type -> type == EvidenceType.MARK || (type != null && type.isRegister()));
            boolean isOfThen = manifest.segment().lastMillis() >= fed.from().toEpochMilli()
                    && manifest.segment().firstMillis() < fed.to().toEpochMilli();
            if (!learns && !isOfThen && counts.containsKey(EvidenceType.ACTION.wireName())) {
                evidence.sawAction(Instant.ofEpochMilli(manifest.segment().firstMillis()));
            }
            return learns || isOfThen;
        }

        @Override
        public void line(EvidenceLine line) throws IOException {
            EvidenceType type = line.scanner().type();
            if (type == EvidenceType.ACTION) {
                action(line);
            } else if (type == EvidenceType.VERDICT) {
                verdict(line);
            } else if (type == EvidenceType.MATCH) {
                match(line);
            } else if (type == EvidenceType.MARK || type.isRegister()) {
                learnt(line);
            }
        }

        private void action(EvidenceLine line) throws IOException {
            Instant time = Instant.parse(line.scanner().time());
            evidence.sawAction(time);
            if (!fed.has(time)) {
                return;
            }
            Action action = (Action) records.canonical(line);
            actions.get(next).add(Codec.write(action));
            next = (next + 1) % actions.size();
            evidence.addFed();
            if (period.has(time)) {
                evidence.arrived(action, ruleSetOf(line));
            }
        }

        private void learnt(EvidenceLine line) throws IOException {
            CanonicalRecord canonical = records.canonical(line);
            register.add(Codec.write(canonical));
            if (canonical instanceof Mark mark) {
                evidence.arrivals().mark(mark, StoreRecords.raw(line), before + line.leafIndex());
            } else if (canonical instanceof RegisterRecord version) {
                Digits id = Digits.of(line.scanner().id());
                evidence.arrivals().register(version, id, StoreRecords.raw(line), before + line.leafIndex());
            }
        }

        private void verdict(EvidenceLine line) throws IOException {
            if (period.has(Instant.parse(line.scanner().time()))) {
                byte[] json = records.json(line);
                Verdict verdict = records.verdict(line, json);
                long offset = verdicts.add(json);
                evidence.said(
                        Digits.of(verdict.id()),
                        Said.of(
                                verdict,
                                fingerprints.ofVerdict(json),
                                ruleSetOf(line),
                                new Said.Place(Findings.OF_EVIDENCE, offset, json.length)));
            }
        }

        private void match(EvidenceLine line) throws IOException {
            if (period.has(Instant.parse(line.scanner().time()))) {
                byte[] json = records.json(line);
                Match match = records.match(line, json);
                evidence.matched(new Matched(match, fingerprints.ofMatch(json), ruleSetOf(line)));
            }
        }
    }

    private int ruleSetOf(EvidenceLine line) {
        return ruleSets.numberOf(line.manifest().segment().origin().rulesSha256());
    }

    @Override
    public void close() {
        register.close();
        actions.forEach(LineFile::close);
        verdicts.close();
    }
}
