package io.countersign.detection.judge;

import io.countersign.detection.ingest.TallyBook;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Numbers the revisions of verdicts, hands them on and counts them (S6.2, S6.3).
 *
 * @param book where they are counted
 * @param out where they go
 * @param alerts what responders hear of them
 */
record Revisions(TallyBook book, Consumer<Finding> out, Alerts alerts) {

    /** Counts an action that a control selected and that has no verdict yet. */
    void select(Rule rule) {
        book.control(rule.id(), "selected", 1);
        book.control(rule.id(), "pending", 1);
    }

    /** Hands a verdict on as the next revision, if it says anything new; returns the last one handed on. */
    Verdict next(Rule rule, Waiting of, Verdict verdict) {
        Verdict last = of.last();
        if (last != null && verdict.sameFinding(last)) {
            return last;
        }
        Verdict next = last == null ? verdict : verdict.withRevision(last.revision() + 1);
        book.control(rule.id(), last == null ? "pending" : termOf(last.outcome()), -1);
        book.control(rule.id(), termOf(next.outcome()), 1);
        Finding finding = new Finding(next, of.action(), rule.card(), last == null ? null : last.outcome());
        out.accept(finding);
        alerts.revised(finding, of.group());
        return next;
    }

    private static String termOf(VerdictOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
