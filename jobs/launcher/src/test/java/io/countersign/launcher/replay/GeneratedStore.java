package io.countersign.launcher.replay;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.storage.Storage;
import io.countersign.launcher.check.CanonicalRun;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The evidence of a generated month, as the job leaves it at a checkpoint: the tickets have come to
 * {@link Month#THROUGH}, the actions further. What waits then for its final revision, or to be given up, is not there.
 */
final class GeneratedStore {

    private static final String NO_BYTES = "0".repeat(64);

    private final Path directory;
    private final Month month;
    private final StoreMaker maker;
    private final Catalog rules;
    private final Map<String, Completeness.Mode> completeness;
    private long verdicts;
    private long open;
    private long matches;

    private GeneratedStore(Path directory, Month month) throws Exception {
        this.directory = directory;
        this.month = month;
        List<RuleFile> files = Catalog.builtIn(List.of("release-window", "grant-use-revoke"));
        rules = Catalog.of(files);
        completeness = Map.of("servicenow", Completeness.Mode.MARKS, "inventory", Completeness.Mode.MARKS);
        Storage storage = new PosixStorage(store());
        Ed25519Signer signer = Ed25519Signer.generate("generated", new SecureRandom());
        Files.writeString(directory.resolve("store.key"), signer.toSecretText());
        EvidenceLog log = EvidenceLog.create(storage, signer, 8, "test", Month.BEGIN);
        maker = new StoreMaker(
                storage, log, new Segment.Origin(keepRules(storage, files), NO_BYTES, "0.1.0", "job", 1));
    }

    private String keepRules(Storage storage, List<RuleFile> files) throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach(file -> bytes.put(file.name(), file.bytes()));
        Map<String, String> modes = new TreeMap<>();
        completeness.forEach((source, mode) -> modes.put(source, mode.name().toLowerCase(Locale.ROOT)));
        return new FileSet(bytes, modes, rules.digest()).keep(storage, FileSet.RULES);
    }

    /** Makes the store of a month below a directory. */
    static GeneratedStore make(Path directory, Month month) throws Exception {
        GeneratedStore made = new GeneratedStore(Files.createDirectories(directory), month);
        made.fill();
        return made;
    }

    Path store() {
        return directory.resolve("store");
    }

    Path key() {
        return directory.resolve("store.key");
    }

    /** How many verdicts are in it. */
    long verdicts() {
        return verdicts;
    }

    /** How many verdicts a replay goes on with, those that are not in it included. */
    long open() {
        return open;
    }

    long matches() {
        return matches;
    }

    private void fill() throws Exception {
        Path register = directory.resolve("register.jsonl.gz");
        Path actions = directory.resolve("actions.jsonl.gz");
        try (LineFile file = LineFile.compressed(register)) {
            long offset = 0;
            for (RegisterRecord version : month.register()) {
                file.add(Codec.write(version));
                maker.add(EvidenceRecord.of(version, Codec.contentSha256(version), raw(version.source(), offset++)));
            }
            for (Mark mark : month.marks()) {
                file.add(Codec.write(mark));
                maker.add(EvidenceRecord.of(mark, Codec.contentSha256(mark), raw(mark.source(), offset++)));
            }
        }
        try (LineFile file = LineFile.compressed(actions)) {
            for (long i = 0; i < month.actions(); i++) {
                Action action = month.action(i);
                file.add(Codec.write(action));
                maker.add(EvidenceRecord.of(action, Codec.contentSha256(action)));
            }
        }
        Path parts = Files.createDirectories(directory.resolve("parts"));
        CanonicalRun.execute(List.of(register, actions), completeness, rules, 1, parts);
        keepFindings(parts);
        maker.commit();
    }

    private static RawReference raw(String source, long offset) {
        return new RawReference(source, 0, offset, NO_BYTES, null);
    }

    private void keepFindings(Path parts) throws IOException {
        Map<Digits, VerdictOutcome> first = new HashMap<>();
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(CanonicalRun.VERDICTS)) {
                    LineFile.read(file, (offset, json) -> keep(verdict(json), first));
                } else if (name.startsWith(CanonicalRun.MATCHES)) {
                    LineFile.read(file, (offset, json) -> {
                        matches++;
                        maker.add(EvidenceRecord.of(match(json)));
                    });
                }
            }
        }
    }

    private void keep(Verdict verdict, Map<Digits, VerdictOutcome> first) throws IOException {
        boolean isNotGivenUp = verdict.outcome() == VerdictOutcome.INDETERMINATE
                && verdict.time().plus(Duration.ofHours(1)).isAfter(month.end());
        boolean isNotFinal = verdict.revision() > 1
                && verdict.time().plus(Duration.ofHours(24)).isAfter(Month.THROUGH);
        Digits id = Digits.of(verdict.id());
        if (isNotGivenUp || isNotFinal) {
            open++;
        } else {
            verdicts += verdict.revision() == 1 ? 1 : 0;
            maker.add(EvidenceRecord.of(verdict, verdict.revision() == 1 ? null : first.get(id)));
        }
        if (verdict.outcome() == VerdictOutcome.EXCEPTION) {
            first.put(id, verdict.outcome());
        }
    }

    private static Verdict verdict(byte[] json) {
        try {
            return EvidenceCodec.readVerdict(json);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private static Match match(byte[] json) {
        try {
            return EvidenceCodec.readMatch(json);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }
}
