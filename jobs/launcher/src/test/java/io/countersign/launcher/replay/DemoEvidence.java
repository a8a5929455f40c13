package io.countersign.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.log.EvidenceLine;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.launcher.CommandRun;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Scope;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The evidence of the demo's week, and what can be added to a copy of it. */
record DemoEvidence(Path demo) {

    /** Plays the demo below a directory. */
    static DemoEvidence play(Path directory) {
        assertThat(CommandRun.of("demo", "--exit", "--json", "--work-dir", directory.toString())
                        .exit())
                .isZero();
        return new DemoEvidence(directory);
    }

    Path store() {
        return demo.resolve("evidence");
    }

    Path key() {
        return demo.resolve("evidence.key");
    }

    String vkey() throws Exception {
        return Ed25519Signer.parse(Files.readString(key())).verifierKey().toString();
    }

    interface Each {
        void line(EvidenceLine line) throws Exception;
    }

    void read(Each each) throws IOException {
        EvidenceReader.open(new PosixStorage(store())).forEach(line -> {
            try {
                each.line(line);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The last revision of each verdict in evidence. */
    List<Verdict> verdictsInEvidence() throws IOException {
        Map<String, Verdict> last = new TreeMap<>();
        read(line -> {
            byte[] json = line.scanner().record();
            if (line.scanner().type() == EvidenceType.VERDICT && json != null) {
                Verdict verdict = EvidenceCodec.readVerdict(json);
                last.merge(verdict.id(), verdict, (one, other) -> one.revision() > other.revision() ? one : other);
            }
        });
        List<Verdict> sorted = new ArrayList<>(last.values());
        sorted.sort(Comparator.comparing(Verdict::time)
                .thenComparing(Verdict::source, CodePointOrder.ORDER)
                .thenComparing(Verdict::actionId, CodePointOrder.ORDER)
                .thenComparing(Verdict::control, CodePointOrder.ORDER)
                .thenComparing(Verdict::id, CodePointOrder.ORDER));
        return sorted;
    }

    /** Verdicts as lines of S8, of one day or of all; how many revisions it took is not part of what they say. */
    static List<String> linesOf(List<Verdict> verdicts, String day) {
        return verdicts.stream()
                .filter(verdict -> verdict.time().toString().startsWith(day))
                .map(verdict -> new String(Codec.write(verdict.withRevision(1)), StandardCharsets.UTF_8))
                .toList();
    }

    /** An exception of the release window, of which no approved change is near. */
    Verdict exception() throws IOException {
        return verdictsInEvidence().stream()
                .filter(verdict -> verdict.reason() == Reason.NO_CHANGE)
                .findFirst()
                .orElseThrow();
    }

    Action actionOf(Verdict verdict) throws IOException {
        List<Action> found = new ArrayList<>();
        read(line -> {
            byte[] json = line.scanner().record();
            if (line.scanner().type() == EvidenceType.ACTION
                    && json != null
                    && EvidenceCodec.readRecord(json) instanceof Action action
                    && action.id().equals(verdict.actionId())) {
                found.add(action);
            }
        });
        return found.get(0);
    }

    /** A change that covers an action and was recorded an hour before it. */
    static Change covering(Verdict verdict, Action action) {
        Asset asset = Objects.requireNonNull(action.asset());
        Instant recordedAt = verdict.time().minus(Duration.ofHours(1));
        return new Change(
                "CHG9999999",
                1,
                recordedAt,
                "servicenow",
                ChangeKind.NORMAL,
                ChangeState.APPROVED,
                new Interval(recordedAt, recordedAt.plus(Duration.ofHours(2))),
                new Scope(
                        List.of(asset.system()),
                        List.of(asset.environment()),
                        List.of(verdict.identity()),
                        List.of(),
                        List.of()),
                "usr-somebody",
                List.of(),
                List.of(new Approval("usr-else", recordedAt, Decision.APPROVED)));
    }

    /** Where a record of the tickets is that comes behind all that came. */
    RawReference behindAllMarks() throws IOException {
        List<RawReference> marks = new ArrayList<>();
        read(line -> {
            LineScanner scanner = line.scanner();
            byte[] json = scanner.record();
            if (scanner.type() == EvidenceType.MARK
                    && json != null
                    && EvidenceCodec.readRecord(json).source().equals("servicenow")) {
                marks.add(new RawReference(
                        String.valueOf(scanner.rawTopic()), scanner.rawPartition(), 1_000_000, "0".repeat(64), null));
            }
        });
        return marks.get(0);
    }

    Path copy(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store())) {
            for (Path file : files.toList()) {
                Files.copy(file, store.resolve(store().relativize(file)));
            }
        }
        return store;
    }

    static Verdict authorised(Verdict of, String id, String actionId, int revision) {
        return new Verdict(
                id,
                of.control(),
                of.time(),
                of.source(),
                actionId,
                of.identity(),
                VerdictOutcome.AUTHORISED,
                null,
                "CHG0000001",
                null,
                null,
                null,
                revision,
                of.notes(),
                List.of(),
                of.rulesDigest());
    }

    static Action renamed(Action action, String id) {
        return new Action(
                id,
                action.time(),
                action.source(),
                action.actor(),
                action.asset(),
                action.operation(),
                action.object(),
                action.outcome(),
                action.changeRef(),
                action.runId(),
                action.interactive(),
                action.origin(),
                null);
    }
}
