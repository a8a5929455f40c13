package io.countersign.detection.judge;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.FreezeScope;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RecordingState;
import io.countersign.schemas.record.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The small world of the judge's tests: one pipeline, one ledger, and times as offsets from a noon. */
final class Given {

    static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");
    static final String TICKETS = "servicenow";

    private Given() {}

    /** An instant that many minutes after noon. */
    static Instant minutes(long afterNoon) {
        return NOON.plus(Duration.ofMinutes(afterNoon));
    }

    static Instant hours(long afterNoon) {
        return NOON.plus(Duration.ofHours(afterNoon));
    }

    static Instant days(long afterNoon) {
        return NOON.plus(Duration.ofDays(afterNoon));
    }

    /** Sources by marks, the defaults of the page for everything else. */
    static JudgeSettings settings() {
        return settings(Duration.ofHours(1), Duration.ofDays(90));
    }

    /** The same, telling responders what is known so far when an action has waited that long. */
    static JudgeSettings tellingAfter(Duration provisionalAfter) {
        JudgeSettings plain = settings();
        return new JudgeSettings(
                plain.completeness(),
                plain.maxDelay(),
                plain.maxWait(),
                plain.retention(),
                plain.dedupHorizon(),
                provisionalAfter,
                false,
                Set.of());
    }

    static JudgeSettings settings(Duration maxWait, Duration retention) {
        return new JudgeSettings(
                Map.of(TICKETS, Completeness.Mode.MARKS, "recorder", Completeness.Mode.MARKS),
                Duration.ofMinutes(5),
                maxWait,
                retention,
                Duration.ofHours(24),
                Duration.ofMinutes(1),
                false,
                Set.of());
    }

    /** The same, waiting for partitions at a cold start. */
    static JudgeSettings awaiting(String... partitions) {
        JudgeSettings plain = settings();
        return new JudgeSettings(
                plain.completeness(),
                plain.maxDelay(),
                plain.maxWait(),
                plain.retention(),
                plain.dedupHorizon(),
                Duration.ofMinutes(1),
                false,
                Set.of(partitions));
    }

    /** A control over everything that machines do, which needs a change. */
    static RuleFile releaseWindow() {
        return changeRule("release-window", "true", "ratify_within: PT24H");
    }

    static RuleFile changeRule(String id, String select, String parameters) {
        return rule(id, select, "change: { sources: [" + TICKETS + "], " + parameters + " }");
    }

    static RuleFile rule(String id, String select, String requirement) {
        return new RuleFile(id + ".yaml", """
                kind: control
                id: %s
                title: Nothing happens without it
                severity: high
                owner: finance
                select: "%s"
                require:
                  %s
                """.formatted(id, select, requirement).getBytes(StandardCharsets.UTF_8));
    }

    static Action action(String id, Instant time) {
        return action(id, time, Operation.WRITE, null);
    }

    static Action action(String id, Instant time, Operation operation, @Nullable String session) {
        return new Action(
                id,
                time,
                "trail",
                new Actor("ci-gl", ActorKind.MACHINE, "AK-1", session, List.of()),
                new Asset("gl-db", "ledger", "production", "ledger"),
                operation,
                "gl.journal",
                ActionOutcome.SUCCESS,
                null,
                null,
                null,
                null,
                null);
    }

    static Mark mark(Instant completeThrough) {
        return new Mark(TICKETS, completeThrough);
    }

    static Mark mark(String source, Instant completeThrough) {
        return new Mark(source, completeThrough);
    }

    /** An approved change over the ledger, recorded and approved at an instant. */
    static Change change(String id, Instant recordedAt, Instant start, Instant end) {
        return change(id, 1, recordedAt, ChangeKind.NORMAL, start, end);
    }

    static Change emergency(String id, Instant recordedAt, Instant start, Instant end) {
        return change(id, 1, recordedAt, ChangeKind.EMERGENCY, start, end);
    }

    static Change change(String id, long version, Instant recordedAt, ChangeKind kind, Instant start, Instant end) {
        return new Change(
                id,
                version,
                recordedAt,
                TICKETS,
                kind,
                ChangeState.APPROVED,
                new Interval(start, end),
                new Scope(List.of("ledger"), List.of("production"), List.of("ci-gl"), List.of(), List.of()),
                "ann",
                List.of(),
                List.of(new Approval("bob", recordedAt, Decision.APPROVED)));
    }

    static Change withoutWindow(String id, Instant recordedAt) {
        Change planned = change(id, recordedAt, recordedAt, recordedAt);
        return new Change(
                id,
                1,
                recordedAt,
                TICKETS,
                ChangeKind.NORMAL,
                ChangeState.APPROVED,
                null,
                planned.scope(),
                "ann",
                List.of(),
                planned.approvals());
    }

    static Freeze freeze(String id, Instant recordedAt, Instant start, Instant end) {
        return new Freeze(
                id,
                1,
                recordedAt,
                TICKETS,
                FreezeState.ACTIVE,
                new Interval(start, end),
                new FreezeScope(List.of("ledger"), List.of()),
                List.of());
    }

    static Identity identity(String id, long version, Instant recordedAt, String owner) {
        return new Identity(
                id, version, recordedAt, TICKETS, ActorKind.MACHINE, List.of(), owner, IdentityState.ACTIVE, List.of());
    }

    static Credential credential(String id, long version, Instant recordedAt) {
        return new Credential(id, version, recordedAt, TICKETS, "ci-gl", CredentialState.ACTIVE, recordedAt, "vault");
    }

    static Recording recording(String id, String session, Instant recordedAt, Instant start, Instant end) {
        return new Recording(
                id, 1, recordedAt, "recorder", session, RecordingState.AVAILABLE, new Interval(start, end));
    }

    static Identity from(String source, Identity identity) {
        return new Identity(
                identity.id(),
                identity.version(),
                identity.recordedAt(),
                source,
                identity.kind(),
                identity.aliases(),
                identity.owner(),
                identity.state(),
                identity.entitlements());
    }
}
