package io.countersign.detection.judge;

import io.countersign.detection.judge.WaitingRoom.Stage;
import io.countersign.rules.judge.Judge;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Tells of exceptions known so far: an action whose sources are not complete when it has waited for a while is judged on
 * what the register holds, once, and only responders hear of it. No verdict, count or exception depends on it.
 *
 * <p>What waits carries in state when that is due, and under which group it was told of. So a restored judge neither
 * forgets to tell nor to withdraw, and what it told after the checkpoint it tells again: at least once.
 */
final class Provisional {

    /** A flood of actions is looked at in passes, not one by one. */
    private static final long PAUSE_MILLIS = 100;

    private final Map<String, Rule> rules;
    private final Judge judge;
    private final RegisterState register;
    private final WaitingRoom waiting;
    private final Alerts alerts;
    private final Duration after;
    private final ProcessingTimeService clock;
    private long timerMillis = Long.MAX_VALUE;
    private long lookedMillis = Long.MIN_VALUE / 2;

    /**
     * For the rules in force, which are given by id.
     *
     * @param after how long an action waits before it is told of
     */
    Provisional(
            Map<String, Rule> rules,
            Judge judge,
            RegisterState register,
            WaitingRoom waiting,
            Alerts alerts,
            Duration after,
            ProcessingTimeService clock) {
        this.rules = rules;
        this.judge = judge;
        this.register = register;
        this.waiting = waiting;
        this.alerts = alerts;
        this.after = after;
        this.clock = clock;
    }

    /** Takes an action that waits for its sources. */
    void take(Rule rule, Waiting arrival) throws Exception {
        waiting.add(Stage.SETTLEMENT, expected(rule, arrival));
        schedule();
    }

    /** What a control gives a recording to come is no delay of its source: nothing is known to be missing before. */
    private Waiting expected(Rule rule, Waiting arrival) {
        long wait = after.plus(rule.requirement().completeAfter()).toMillis();
        Waiting due = arrival.dueAt(clock.getCurrentProcessingTime() + wait);
        return wait == 0 && register.completeness().isReady() ? tell(due) : due;
    }

    /** Has looked at what waits when that is due, now and from now on. */
    @SuppressWarnings("FutureReturnValueIgnored") // The timer ends with the operator; a failure in it fails the task.
    void schedule() {
        long due = Math.max(waiting.nextDue(), lookedMillis + PAUSE_MILLIS);
        if (waiting.nextDue() < Long.MAX_VALUE && due < timerMillis) {
            timerMillis = due;
            clock.registerTimer(due, time -> {
                timerMillis = Long.MAX_VALUE;
                look(clock.getCurrentProcessingTime());
                schedule();
            });
        }
    }

    /** What a cold start has not read yet is not known to be missing. */
    private void look(long nowMillis) throws Exception {
        lookedMillis = nowMillis;
        if (register.completeness().isReady()) {
            waiting.lookAtDue(nowMillis, this::tell);
        }
    }

    private Waiting tell(Waiting each) {
        Rule rule = rules.get(each.control());
        boolean tooOld = each.action().time().isBefore(register.reachesBackTo());
        if (rule == null || rule.card().shadow() || tooOld) {
            return each.told(null);
        }
        Verdict known = judge.settle(each.selectedBy(rule), false);
        return each.told(
                known.outcome() == VerdictOutcome.EXCEPTION
                        ? alerts.provisional(new Finding(known, each.action(), rule.card(), null))
                        : null);
    }
}
