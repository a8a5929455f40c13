package io.countersign.launcher.reconcile;

import io.countersign.detection.judge.Finding;
import io.countersign.detection.publish.ExceptionMessages;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.EvidenceLine;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.storage.Storage;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.judge.Selection;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The findings of a log, of which topics should tell. */
final class ExpectedFindings {

    private final Storage storage;
    private final EvidenceReader reader;
    private final Instant since;
    private final Map<String, Catalog> catalogs = new HashMap<>();

    /** Those of actions at or after an instant. */
    ExpectedFindings(Storage storage, EvidenceReader reader, Instant since) {
        this.storage = storage;
        this.reader = reader;
        this.since = since;
    }

    /**
     * What a log says.
     *
     * @param verdict a revision of it
     * @param previous the outcome of the revision before
     * @param control what the control's rule file said of itself then
     */
    record Expected(Verdict verdict, @Nullable VerdictOutcome previous, Control control) {

        /** Whether the exceptions topic should tell of it. */
        boolean isPublished() {
            // Whether it is published does not depend on the action.
            return ExceptionMessages.isPublished(verdict.outcome(), previous, control.card());
        }
    }

    /** Hands over each. */
    void forEach(Consumer<Expected> each) throws IOException {
        reader.forEach(line -> {
            if (line.scanner().type() == EvidenceType.VERDICT) {
                Expected expected = read(line);
                if (!expected.verdict().time().isBefore(since)) {
                    each.accept(expected);
                }
            }
        });
    }

    private Expected read(EvidenceLine line) throws IOException {
        try {
            Verdict verdict = EvidenceCodec.readVerdict(line.record(storage));
            String previous = line.scanner().previous();
            return new Expected(
                    verdict,
                    previous == null ? null : VerdictOutcome.valueOf(previous),
                    control(line.manifest().segment().origin().rulesSha256(), verdict.control()));
        } catch (UnreadableException e) {
            throw new IOException(
                    "line " + line.number() + " of " + line.manifest().segment().path() + ": " + e.detail(), e);
        }
    }

    private Control control(String rulesSha256, String id) throws IOException {
        Catalog catalog = catalogs.get(rulesSha256);
        if (catalog == null) {
            List<RuleFile> files = new ArrayList<>();
            FileSet.read(storage, FileSet.RULES, rulesSha256)
                    .files()
                    .forEach((name, bytes) -> files.add(new RuleFile(name, bytes)));
            try {
                catalog = Catalog.of(files);
            } catch (InvalidFileException e) {
                throw new IOException("the rules in force then cannot be read by this version: " + e.getMessage(), e);
            }
            catalogs.put(rulesSha256, catalog);
        }
        return catalog.controls().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IOException("a verdict of control " + id + ", which the rules " + rulesSha256
                        + " in force then do not have"));
    }

    /** The findings of some revisions as the job had them, each with its action. */
    List<Finding> findings(Set<VerdictRevision> wanted) throws IOException {
        Map<String, List<Expected>> byVerdict = new HashMap<>();
        Map<String, Control> controls = new HashMap<>();
        forEach(expected -> {
            if (wanted.contains(VerdictRevision.of(expected.verdict()))) {
                byVerdict
                        .computeIfAbsent(expected.verdict().id(), unused -> new ArrayList<>())
                        .add(expected);
                controls.put(expected.control().id(), expected.control());
            }
        });
        List<Finding> findings = new ArrayList<>();
        reader.forEach(line -> {
            if (line.scanner().type() == EvidenceType.ACTION) {
                Action action = action(line);
                String content = Codec.contentSha256(action);
                for (Control control : controls.values()) {
                    String id = new Selection(control, action, content).verdictId();
                    List<Expected> found = byVerdict.remove(id);
                    if (found != null) {
                        found.forEach(each -> findings.add(finding(each, action)));
                    }
                }
            }
        });
        if (!byVerdict.isEmpty()) {
            throw new IOException("the evidence lacks the actions of verdicts " + byVerdict.keySet());
        }
        return findings;
    }

    private static Finding finding(Expected expected, Action action) {
        RuleCard card = expected.control().card();
        return new Finding(expected.verdict(), action, card, expected.previous());
    }

    private Action action(EvidenceLine line) throws IOException {
        try {
            return (Action) EvidenceCodec.readRecord(line.record(storage));
        } catch (UnreadableException e) {
            throw new IOException(
                    "line " + line.number() + " of " + line.manifest().segment().path() + ": " + e.detail(), e);
        }
    }
}
