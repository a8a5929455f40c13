package io.countersign.detection.publish;

import io.countersign.detection.judge.Finding;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A finding as one readable sentence: who did what to what, and what was wrong with it. Text from logs is neutralised,
 * so that it can stand in a terminal, a mail or a spreadsheet; a page still has to escape it.
 */
public final class Sentence {

    private Sentence() {}

    /** The sentence, without a full stop. */
    public static String of(Finding finding) {
        return Shown.noFormula(words(finding));
    }

    private static String words(Finding finding) {
        Verdict verdict = finding.verdict();
        Action action = finding.action();
        String deed = Shown.text(verdict.identity()) + " " + verb(action) + " " + thing(action);
        if (verdict.outcome() == VerdictOutcome.AUTHORISED) {
            return deed + (verdict.change() == null ? " as allowed" : " under " + Shown.text(verdict.change()));
        }
        String sentence = deed + " " + clause(verdict, action);
        return verdict.outcome() == VerdictOutcome.RATIFIED && verdict.ratifiedAt() != null
                ? sentence + "; ratified by " + Shown.text(String.valueOf(verdict.change())) + " "
                        + span(Duration.between(action.time(), verdict.ratifiedAt())) + " later"
                : sentence;
    }

    private static String verb(Action action) {
        boolean attempt = action.outcome() == ActionOutcome.FAILURE;
        return attempt ? "tried to " + infinitive(action.operation()) : past(action.operation());
    }

    private static String past(Operation operation) {
        return switch (operation) {
            case READ -> "read";
            case EXPORT -> "exported";
            case WRITE -> "wrote";
            case DEFINE -> "redefined";
            case DEPLOY -> "deployed to";
            case GRANT -> "granted access to";
            case REVOKE -> "revoked access to";
            case CREDENTIAL_ISSUE -> "issued a credential for";
            case CREDENTIAL_ROTATE -> "rotated a credential of";
            case CREDENTIAL_REVOKE -> "revoked a credential of";
            case SESSION_START -> "started a session on";
            case SESSION_END -> "ended a session on";
            case SESSION_RECORD -> "recorded a session on";
            case MONITOR_DISABLE -> "switched off monitoring of";
            case LOGIN -> "logged in to";
            case OTHER -> "acted on";
        };
    }

    private static String infinitive(Operation operation) {
        return switch (operation) {
            case READ -> "read";
            case EXPORT -> "export";
            case WRITE -> "write";
            case DEFINE -> "redefine";
            case DEPLOY -> "deploy to";
            case GRANT -> "grant access to";
            case REVOKE -> "revoke access to";
            case CREDENTIAL_ISSUE -> "issue a credential for";
            case CREDENTIAL_ROTATE -> "rotate a credential of";
            case CREDENTIAL_REVOKE -> "revoke a credential of";
            case SESSION_START -> "start a session on";
            case SESSION_END -> "end a session on";
            case SESSION_RECORD -> "record a session on";
            case MONITOR_DISABLE -> "switch off monitoring of";
            case LOGIN -> "log in to";
            case OTHER -> "act on";
        };
    }

    private static String thing(Action action) {
        Asset asset = action.asset();
        if (action.object() != null) {
            return Shown.text(action.object());
        }
        return asset == null ? "something" : Shown.text(asset.id());
    }

    private static String clause(Verdict verdict, Action action) {
        Reason reason = verdict.reason();
        if (reason == null) {
            return "";
        }
        // Where the ladder is climbed without a change, it is that of an entitlement.
        String change = verdict.nearest() == null ? "its entitlement" : Shown.text(verdict.nearest());
        Long offBy = verdict.offByMillis();
        String off = offBy == null || offBy == 0 ? "" : span(Duration.ofMillis(offBy));
        return switch (reason) {
            case NO_CHANGE -> "and no change names " + systemOf(action);
            case WRONG_SYSTEM -> "under " + change + ", which does not name " + systemOf(action);
            case WRONG_ENVIRONMENT -> "but " + change + " does not name environment " + environmentOf(action.asset());
            case WRONG_IDENTITY -> "but " + change + " names other identities";
            case WRONG_OPERATION ->
                "but " + change + " does not allow " + action.operation().wireName();
            case WRONG_OBJECT -> "but " + change + " names other objects";
            case RAISED_AFTER -> "before " + change + " was raised";
            case NOT_APPROVED -> "without approval: " + approvalClause(verdict, change);
            case REJECTED -> "although " + change + " was rejected";
            case CANCELLED -> "although " + change + " was cancelled";
            case CLOSED -> "after " + change + " was closed";
            case APPROVAL_STALE -> "after " + change + " had been edited since its approval";
            case SELF_APPROVED ->
                verdict.nearest() == null
                        ? "under an entitlement that it approved itself"
                        : "approved only by those involved in " + change;
            case NO_WINDOW -> "but " + change + " has no window";
            case BEFORE_START -> off + " before " + change + " started";
            case AFTER_END -> off.isEmpty() ? "just as " + change + " ended" : off + " after " + change + " ended";
            case FROZEN -> "during a freeze, under " + change;
            case AMBIGUOUS_IDENTITY -> "under a name that several identities share";
            case HUMAN_USE -> "as a person, which no machine approval covers";
            case SOURCE_INCOMPLETE -> "and a source has not said whether it was approved";
            case BEFORE_RETENTION -> "too long ago for the register to know";
            default -> standingClause(reason);
        };
    }

    private static String standingClause(Reason reason) {
        return switch (reason) {
            case UNKNOWN_IDENTITY -> "and no inventory knows it";
            case IDENTITY_RETIRED -> "after it was retired";
            case NO_OWNER -> "and nobody owns it";
            case NO_ENTITLEMENT -> "without an entitlement to the system";
            case ENTITLEMENT_EXPIRED -> "after its entitlement expired";
            case REVIEW_OVERDUE -> "under an entitlement whose review is overdue";
            case NO_CREDENTIAL -> "with a credential the record does not name";
            case UNKNOWN_CREDENTIAL -> "with a credential that no inventory knows";
            case CREDENTIAL_REVOKED -> "with a credential that was rotated or revoked";
            case CREDENTIAL_MISUSED -> "with the credential of another identity";
            case ROTATION_OVERDUE -> "with a credential whose rotation is overdue";
            case NOT_VAULTED -> "with a credential that is in no vault";
            case NO_SESSION -> "outside any session";
            case RECORDING_GAP -> "in a session whose recording does not show it";
            case RECORDING_FAILED -> "in a session whose recording failed";
            case NOT_RECORDED -> "in a session that was not recorded";
            default -> throw new IllegalArgumentException("a reason of the ladder of changes: " + reason);
        };
    }

    private static String approvalClause(Verdict verdict, String change) {
        return verdict.nearest() == null ? "its entitlement has none" : change + " has too few approvals";
    }

    private static String systemOf(Action action) {
        return action.asset() == null ? "it" : Shown.text(action.asset().system());
    }

    private static String environmentOf(@Nullable Asset asset) {
        return asset == null ? "" : Shown.text(asset.environment());
    }

    /** A span of time in its two largest units, for example {@code 14 min} or {@code 2 h 5 min}. */
    static String span(Duration span) {
        if (span.compareTo(Duration.ofSeconds(1)) < 0) {
            return span.toMillis() + " ms";
        }
        if (span.compareTo(Duration.ofMinutes(1)) < 0) {
            return span.toSeconds() + " s";
        }
        if (span.compareTo(Duration.ofHours(1)) < 0) {
            return span.toMinutes() + " min";
        }
        if (span.compareTo(Duration.ofDays(1)) < 0) {
            return span.toHours() + " h" + rest(span.toMinutesPart(), " min");
        }
        return span.toDays() + " d" + rest(span.toHoursPart(), " h");
    }

    private static String rest(int amount, String unit) {
        return amount == 0 ? "" : " " + amount + unit;
    }
}
