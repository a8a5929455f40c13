package io.countersign.detection.publish;

import io.countersign.detection.judge.Alert;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Counts the alerts of each group, so that four hundred writes of one deploy are one conversation that grows.
 *
 * <p>State and its end: a number and three instants for a group, however many alerts it has, and a timer; both go seven
 * days of processing time after its last alert. An alert says itself whether it is the first under its id, so that no
 * ids need be remembered; a repetition beyond {@code dedup_horizon} counts again, as in the population (S6.3).
 */
public final class AlertGroups extends KeyedProcessFunction<String, Alert, GroupedAlert> {

    private static final long serialVersionUID = 1L;
    private static final long FORGET_AFTER_MILLIS = Duration.ofDays(7).toMillis();
    private static final ValueStateDescriptor<GroupTotal> TOTAL =
            new ValueStateDescriptor<>("alert-groups", TypeInformation.of(GroupTotal.class));

    private transient ValueState<GroupTotal> totals;

    /** Groups that start at nothing. */
    public AlertGroups() {}

    /** The key: the group. */
    public static String keyOf(Alert alert) {
        return alert.group();
    }

    @Override
    public void open(OpenContext context) {
        totals = getRuntimeContext().getState(TOTAL);
    }

    @Override
    public void processElement(Alert alert, Context context, Collector<GroupedAlert> out) throws Exception {
        long now = context.timerService().currentProcessingTime();
        GroupTotal before = totals.value();
        GroupTotal total = add(before, alert, now);
        if (before != null || total.open() > 0) {
            totals.update(total);
            if (before == null) {
                context.timerService().registerProcessingTimeTimer(now + FORGET_AFTER_MILLIS);
            }
        }
        out.collect(new GroupedAlert(alert, total));
    }

    private static GroupTotal add(@Nullable GroupTotal before, Alert alert, long now) {
        Instant time = alert.finding().verdict().time();
        if (before == null) {
            return new GroupTotal(alert.status().closes() ? 0 : 1, time, time, now);
        }
        // Of an action before the first one, the group has been forgotten since it was counted.
        boolean counted = !alert.first() && !time.isBefore(before.firstTime());
        long open = before.open() + (alert.status().closes() ? 0 : 1) - (counted ? 1 : 0);
        return new GroupTotal(
                Math.max(open, 0),
                time.isBefore(before.firstTime()) ? time : before.firstTime(),
                time.isAfter(before.lastTime()) ? time : before.lastTime(),
                now);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<GroupedAlert> out) throws Exception {
        GroupTotal total = totals.value();
        if (total == null) {
            return;
        }
        long forgetAt = total.alertedMillis() + FORGET_AFTER_MILLIS;
        if (forgetAt <= timestamp) {
            totals.clear();
        } else {
            context.timerService().registerProcessingTimeTimer(forgetAt);
        }
    }
}
