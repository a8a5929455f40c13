package io.countersign.detection.judge;

import io.countersign.detection.judge.WaitingRoom.Stage;
import io.countersign.rules.judge.Judge;
import io.countersign.rules.judge.Selection;
import io.countersign.schemas.record.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When a selected action is judged, which revisions its verdict gets and when no more will come (S3.7, S4.5 to S4.7).
 *
 * <p>Two clocks drive it, and neither is the other's: completeness of the register settles, the action watermark gives
 * up waiting and lets go. An action is let go of when it is older than the register reaches back, whatever it waits for.
 */
final class Settlement {

    private final Map<String, Rule> rules;
    private final Judge judge;
    private final RegisterState register;
    private final WaitingRoom waiting;
    private final Revisions revisions;
    private final Provisional provisional;
    private final Map<String, Instant> settledThrough = new HashMap<>();

    /** A settlement for the rules in force, which are given by id. */
    Settlement(
            Map<String, Rule> rules,
            Judge judge,
            RegisterState register,
            WaitingRoom waiting,
            Revisions revisions,
            Provisional provisional) {
        this.rules = rules;
        this.judge = judge;
        this.register = register;
        this.waiting = waiting;
        this.revisions = revisions;
        this.provisional = provisional;
    }

    /** Takes an action that waits for the end of all input. */
    void hold(Rule rule, Waiting arrival) throws Exception {
        revisions.select(rule);
        waiting.add(Stage.SETTLEMENT, arrival);
    }

    /**
     * Takes an action, and judges it if that can be done.
     *
     * @param maxWait how long its sources may stay silent (S4.7)
     */
    void arrive(Rule rule, Waiting arrival, Duration maxWait) throws Exception {
        revisions.select(rule);
        Selection selection = arrival.selectedBy(rule);
        if (arrival.action().time().isBefore(register.reachesBackTo())) {
            revisions.next(rule, arrival, judge.beforeRetention(selection));
        } else if (!selection.settlesAt().isAfter(through(rule))) {
            settle(rule, arrival);
        } else {
            provisional.take(rule, arrival);
            giveUp(rule, maxWait);
        }
    }

    /** Judges what its sources have become complete for. */
    void advance() throws Exception {
        for (Rule rule : rules.values()) {
            Instant through = through(rule);
            if (!through.equals(settledThrough.put(rule.id(), through))) {
                settle(rule, through);
            }
        }
    }

    private void settle(Rule rule, Instant through) throws Exception {
        long settled = before(through, rule.requirement().completeAfter());
        waiting.takeThrough(Stage.SETTLEMENT, rule.id(), settled, each -> settle(rule, each));
        waiting.takeThrough(Stage.OVERDUE, rule.id(), settled, each -> settle(rule, each));
        long finished = before(through, rule.requirement().ratifyWithin());
        waiting.takeThrough(Stage.RATIFICATION, rule.id(), finished, each -> finish(rule, each));
    }

    private void settle(Rule rule, Waiting each) throws Exception {
        Selection selection = each.selectedBy(rule);
        boolean assumed = register.completeness().isAssumed(rule.sources());
        Verdict settled = revisions.next(rule, each, judge.settle(selection, assumed));
        if (Judge.isOpen(selection, settled)) {
            Waiting open = each.after(settled);
            if (selection.finalAt().isAfter(through(rule))) {
                waiting.add(Stage.RATIFICATION, open);
            } else {
                finish(rule, open);
            }
        }
    }

    /**
     * The final revision, taken at K of S4.5. There is none if the rules have changed so that the control no longer asks
     * for a change, or trusts a source that has not even come as far as the action.
     */
    private void finish(Rule rule, Waiting each) {
        Selection selection = each.selectedBy(rule);
        Verdict last = each.last();
        Instant through = through(rule);
        if (last == null
                || !Judge.isOpen(selection, last)
                || through.isBefore(each.action().time())) {
            return;
        }
        boolean assumed = register.completeness().isAssumed(rule.sources());
        revisions.next(rule, each, judge.finish(selection, through, assumed));
    }

    /** Says of actions whose sources have been silent for too long that they cannot be known (S4.7). */
    void giveUp(Duration maxWait) throws Exception {
        for (Rule rule : rules.values()) {
            giveUp(rule, maxWait);
        }
    }

    /** What a cold start has not read yet is no silence. */
    private void giveUp(Rule rule, Duration maxWait) throws Exception {
        if (!register.completeness().isReady()) {
            return;
        }
        long silent =
                before(register.watermark(), rule.requirement().completeAfter().plus(maxWait));
        waiting.takeThrough(
                Stage.SETTLEMENT,
                rule.id(),
                silent,
                each -> waiting.add(Stage.OVERDUE, each.after(sayIncomplete(rule, each))));
    }

    private Verdict sayIncomplete(Rule rule, Waiting each) {
        Selection selection = each.selectedBy(rule);
        return revisions.next(
                rule,
                each,
                judge.incomplete(selection, register.completeness().incomplete(rule.sources(), selection.settlesAt())));
    }

    /**
     * Lets go of the actions that the register no longer reaches back to: exceptions get their final revision with what
     * is known, what was indeterminate stays so. What waits for a control that the rules no longer have stays pending.
     */
    void letGo() throws Exception {
        long tooOld = before(register.reachesBackTo(), Duration.ofMillis(1));
        for (String control : waiting.controls()) {
            Rule rule = rules.get(control);
            waiting.takeThrough(Stage.SETTLEMENT, control, tooOld, each -> {
                if (rule != null) {
                    revisions.next(rule, each, judge.beforeRetention(each.selectedBy(rule)));
                }
            });
            waiting.takeThrough(Stage.OVERDUE, control, tooOld, each -> {});
            waiting.takeThrough(Stage.RATIFICATION, control, tooOld, each -> {
                if (rule != null) {
                    finish(rule, each);
                }
            });
        }
    }

    /** The end of all input of a bounded run: whatever was delivered counts, and nothing more will come. */
    void end() throws Exception {
        register.completeness().endOfInput();
        advance();
        for (Rule rule : rules.values()) {
            waiting.takeThrough(Stage.SETTLEMENT, rule.id(), Long.MAX_VALUE, each -> sayIncomplete(rule, each));
            waiting.takeThrough(Stage.RATIFICATION, rule.id(), Long.MAX_VALUE, each -> finish(rule, each));
        }
    }

    /** The controls for which actions wait and which are not in force. */
    Set<String> controlsNotInForce() {
        Set<String> controls = waiting.controls();
        controls.removeAll(rules.keySet());
        return controls;
    }

    private Instant through(Rule rule) {
        return register.completeness().through(rule.sources());
    }

    /** An instant less a duration in epoch milliseconds; the two ends of time stay where they are. */
    private static long before(Instant instant, Duration duration) {
        if (instant.equals(Instant.MIN)) {
            return Long.MIN_VALUE;
        }
        return instant.equals(Instant.MAX)
                ? Long.MAX_VALUE
                : instant.minus(duration).toEpochMilli();
    }
}
