package io.countersign.evidence.command;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.log.SegmentBuilder;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Candidate;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Scope;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One action, the change that came nearest, and the verdict in two revisions, as the job writes them. */
final class CommandLog {

    static final String VERDICT = "00112233445566778899aabbccddeeff";
    private static final Instant AT = Instant.parse("2026-03-31T22:00:00.000Z");
    private static final String RULE = "kind: control\nid: ledger-writes\ntitle: only inside a change \u001b[31m\n";
    private static final byte[] SOURCE = "{\"sql\":\"\u001b]0;owned\u0007insert\"}".getBytes(StandardCharsets.UTF_8);

    private final PosixStorage storage;
    private final EvidenceLog log;
    private final Segment.Origin origin;

    CommandLog(Path directory, Path key) throws Exception {
        storage = new PosixStorage(directory);
        log = EvidenceLog.open(storage, new KeyFile(key).read());
        byte[] rule = RULE.getBytes(StandardCharsets.UTF_8);
        byte[] set = ("{\"files\":[{\"name\":\"ledger-writes/ledger-writes.yaml\",\"sha256\":\"" + Codec.sha256(rule)
                        + "\"}],\"rules_digest\":\"d1\",\"sources\":{}}")
                .getBytes(StandardCharsets.UTF_8);
        storage.create("rules/" + Codec.sha256(rule), rule);
        storage.create("rules/" + Codec.sha256(set), set);
        String raw = Codec.sha256(SOURCE);
        storage.create("raw/" + raw.substring(0, 2) + "/" + raw, SOURCE);
        origin = new Segment.Origin(Codec.sha256(set), "s".repeat(64), "0.1.0", "job", 1);
    }

    /** Writes the action, two versions of a change, and the first revision of the verdict. */
    void first() throws IOException {
        Action action = new Action(
                "evt-7",
                AT,
                "erp",
                new Actor("svc-close", ActorKind.MACHINE, null, null, List.of()),
                null,
                Operation.WRITE,
                "gl_journal",
                ActionOutcome.SUCCESS,
                null,
                null,
                null,
                null,
                new RawReference("erp.audit", 0, 41, Codec.sha256(SOURCE), null));
        add(
                EvidenceRecord.of(action, Codec.contentSha256(action)),
                change("CHG1", 1),
                change("CHG1", 2),
                change("CHG2", 1),
                EvidenceRecord.of(verdict(1, VerdictOutcome.INDETERMINATE), null));
    }

    /** Writes the second revision. */
    void second() throws IOException {
        add(EvidenceRecord.of(verdict(2, VerdictOutcome.EXCEPTION), VerdictOutcome.INDETERMINATE));
    }

    private static EvidenceRecord change(String id, long version) {
        Change change = new Change(
                id,
                version,
                AT.plusSeconds(version),
                "servicenow",
                ChangeKind.NORMAL,
                ChangeState.APPROVED,
                null,
                new Scope(List.of("erp"), List.of(), List.of(), List.of(), List.of()),
                "ada",
                List.of(),
                List.of());
        return EvidenceRecord.of(change, Codec.contentSha256(change), null);
    }

    private static Verdict verdict(int revision, VerdictOutcome outcome) {
        return new Verdict(
                VERDICT,
                "ledger-writes",
                AT,
                "erp",
                "evt-7",
                "svc-close",
                outcome,
                Reason.NO_WINDOW,
                null,
                "CHG1",
                60_000L,
                null,
                revision,
                List.of(),
                List.of(new Candidate("CHG1", 10, Reason.NO_WINDOW, 60_000L)),
                "d1");
    }

    /** All in one lane each, the lanes of their ids. */
    private void add(EvidenceRecord... records) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (int lane = 0; lane < log.lanes(); lane++) {
            @Nullable SegmentBuilder builder = null;
            for (EvidenceRecord record : records) {
                if (record.lane(log.lanes()) == lane) {
                    builder = builder == null
                            ? new SegmentBuilder(
                                    log.epoch(), lane, log.heads().get(lane).lastSeq() + 1)
                            : builder;
                    byte[] line = LineWriter.write(record, log.epoch(), builder.nextSeq())
                            .line();
                    builder.add(line, record.type(), record.timeMillis());
                }
            }
            if (builder != null) {
                SegmentBuilder.Built built = builder.build(origin);
                storage.create(built.stagingKey(), built.object());
                segments.add(built.segment());
            }
        }
        log.take(segments);
    }
}
