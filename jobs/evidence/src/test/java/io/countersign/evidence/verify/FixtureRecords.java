package io.countersign.evidence.verify;

import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Scope;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Made-up records: what a job reads at an offset, and what it says of an action. */
final class FixtureRecords {

    private FixtureRecords() {}

    static String contentSha256(Action action) {
        return Hash.sha256(EvidenceCodec.write(action)).toHex();
    }

    static String id(String what, Object of) {
        return Hash.sha256((what + of).getBytes(StandardCharsets.UTF_8)).toHex().substring(0, 32);
    }

    /** The bytes that an action was read from. */
    static byte[] source(int partition, long offset) {
        return ("source bytes " + partition + " " + offset).getBytes(StandardCharsets.UTF_8);
    }

    /** An action of a partition of the actions; the source bytes of it are those of {@link #source}. */
    static Action action(int partition, long offset) {
        String sha256 = Hash.sha256(source(partition, offset)).toHex();
        return new Action(
                "action-" + partition + "-" + offset,
                FixtureJob.START.plusSeconds(offset),
                "postgres",
                new Actor("svc_loader", ActorKind.MACHINE, null, null, List.of("svc_parent")),
                new Asset("db/gl.journal", "ledger", "prod", "general-ledger"),
                Operation.WRITE,
                "public.journal_entries \u00e4\u20ac \"quoted\"",
                ActionOutcome.SUCCESS,
                null,
                "run-" + offset / 7,
                false,
                null,
                new RawReference(FixtureJob.ACTIONS, partition, offset, sha256, "request-" + offset));
    }

    static Verdict verdict(Action action, VerdictOutcome outcome, int revision, String rulesDigest) {
        return new Verdict(
                id("verdict", action),
                FixtureJob.CONTROL,
                action.time(),
                action.source(),
                contentSha256(action).substring(0, 32),
                "id-loader",
                outcome,
                outcome == VerdictOutcome.AUTHORISED ? null : Reason.NO_CHANGE,
                null,
                null,
                null,
                null,
                revision,
                List.of(),
                List.of(),
                rulesDigest);
    }

    /** A version of a change. */
    static Change change(long offset, Instant at, List<String> implementers) {
        return new Change(
                "CHG-" + offset,
                1,
                at,
                "tickets",
                ChangeKind.NORMAL,
                ChangeState.APPROVED,
                null,
                new Scope(List.of("ledger"), List.of(), List.of(), List.of(), List.of()),
                "alice",
                implementers,
                List.of());
    }

    static RawReference rawOf(long offset) {
        return new RawReference(
                FixtureJob.REGISTER,
                0,
                offset,
                Hash.sha256(new byte[] {(byte) offset}).toHex(),
                null);
    }
}
