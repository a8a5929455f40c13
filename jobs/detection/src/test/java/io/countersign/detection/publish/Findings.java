package io.countersign.detection.publish;

import io.countersign.detection.judge.Finding;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.catalog.Severity;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Candidate;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Findings to publish: one action by default, and texts that someone chose to do harm with. */
final class Findings {

    static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");
    static final String ID = "200ca2ddea0404da22fe0001898a8417";

    /** A terminal's title, colours and line, a right-to-left override, other lines and the ends of strings. */
    static final String HOSTILE =
            "=cmd|' /C calc'!A0\u001b]0;owned\u0007\u001b[31m\r\nINFO ok\u202e\u2028\u0085\"}<b>\ufeff";

    private Findings() {}

    static Finding exception(Reason reason) {
        return finding(VerdictOutcome.EXCEPTION, reason, 1, null, card("high", false), action("ci-gl", "gl.journal"));
    }

    /** The exception of a control that knows of no changes. */
    static Finding exceptionWithoutChange(Reason reason) {
        Finding finding = exception(reason);
        Verdict verdict = finding.verdict();
        return new Finding(
                new Verdict(
                        ID,
                        verdict.control(),
                        verdict.time(),
                        verdict.source(),
                        verdict.actionId(),
                        verdict.identity(),
                        verdict.outcome(),
                        reason,
                        null,
                        null,
                        null,
                        null,
                        1,
                        List.of(),
                        List.of(),
                        verdict.rulesDigest()),
                finding.action(),
                finding.control(),
                null);
    }

    static Finding finding(VerdictOutcome outcome, int revision, @Nullable VerdictOutcome previous) {
        return finding(outcome, revision, previous, action("ci-gl", "gl.journal"));
    }

    static Finding finding(VerdictOutcome outcome, int revision, @Nullable VerdictOutcome previous, Action action) {
        Reason reason = switch (outcome) {
            case AUTHORISED -> null;
            case INDETERMINATE -> Reason.SOURCE_INCOMPLETE;
            case EXCEPTION, RATIFIED -> Reason.AFTER_END;
        };
        return finding(outcome, reason, revision, previous, card("high", false), action);
    }

    static Finding of(RuleCard card, Action action) {
        return finding(VerdictOutcome.EXCEPTION, Reason.AFTER_END, 1, null, card, action);
    }

    private static Finding finding(
            VerdictOutcome outcome,
            @Nullable Reason reason,
            int revision,
            @Nullable VerdictOutcome previous,
            RuleCard card,
            Action action) {
        boolean off = reason == Reason.AFTER_END || reason == Reason.BEFORE_START;
        boolean nearest = outcome == VerdictOutcome.EXCEPTION || outcome == VerdictOutcome.RATIFIED;
        boolean covered = outcome == VerdictOutcome.AUTHORISED || outcome == VerdictOutcome.RATIFIED;
        Verdict verdict = new Verdict(
                ID,
                card.id(),
                action.time(),
                action.source(),
                action.id(),
                action.actor().principal(),
                outcome,
                reason,
                covered ? "CHG0030193" : null,
                nearest ? "CHG0030192" : null,
                off ? 843_127L : null,
                outcome == VerdictOutcome.RATIFIED ? NOON.plusSeconds(2_460) : null,
                revision,
                List.of("ATTEMPT"),
                nearest ? List.of(new Candidate("CHG0030192", 10, Reason.AFTER_END, 843_127L)) : List.of(),
                "0".repeat(64));
        return new Finding(verdict, action, card, previous);
    }

    static RuleCard card(String severity, boolean shadow) {
        return new RuleCard(
                "release-window",
                "Only inside a release",
                Severity.valueOf(severity.toUpperCase(Locale.ROOT)),
                "finance",
                shadow,
                1,
                null);
    }

    static Action action(String principal, String object) {
        return action(principal, object, ActorKind.MACHINE, Operation.WRITE, ActionOutcome.SUCCESS);
    }

    static Action action(String principal, String object, Instant time) {
        return action(time, principal, object, ActorKind.MACHINE, Operation.WRITE, ActionOutcome.SUCCESS);
    }

    static Action action(String principal, String object, ActorKind kind, Operation operation, ActionOutcome outcome) {
        return action(NOON, principal, object, kind, operation, outcome);
    }

    private static Action action(
            Instant time, String principal, String object, ActorKind kind, Operation operation, ActionOutcome outcome) {
        return new Action(
                "evt-1",
                time,
                "trail",
                new Actor(principal, kind, "AK-1", "s-1", List.of()),
                new Asset("gl-db", "ledger", "production", "ledger"),
                operation,
                object,
                outcome,
                null,
                null,
                null,
                new Origin("10.20.0.7", "curl"),
                null);
    }

    /** An action of which a log tells as little as it may. */
    static Action bareAction() {
        return new Action(
                "",
                NOON,
                "trail",
                new Actor("", ActorKind.UNKNOWN, null, null, List.of()),
                null,
                Operation.OTHER,
                null,
                ActionOutcome.FAILURE,
                null,
                null,
                null,
                null,
                null);
    }
}
