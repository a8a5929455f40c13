package io.countersign.detection.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.judge.Alert;
import io.countersign.detection.judge.Alert.Status;
import io.countersign.detection.judge.Finding;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many alerts of a group are open, and until when that is remembered. */
class AlertGroupsTest {

    private static final Instant NOON = Findings.NOON;
    private static final Duration WEEK = Duration.ofDays(7);

    private KeyedOneInputStreamOperatorTestHarness<String, Alert, GroupedAlert> groups = start(null, 0);
    private final List<GroupedAlert> grouped = new ArrayList<>();
    private long clockMillis;

    private static KeyedOneInputStreamOperatorTestHarness<String, Alert, GroupedAlert> start(
            @Nullable OperatorSubtaskState state, long clockMillis) {
        try {
            var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                    new KeyedProcessOperator<>(new AlertGroups()), AlertGroups::keyOf, Types.STRING);
            harness.setProcessingTime(clockMillis);
            harness.setup();
            harness.initializeState(state);
            harness.open();
            return harness;
        } catch (Exception e) {
            throw new IllegalStateException("the groups do not start", e);
        }
    }

    @AfterEach
    void close() throws Exception {
        groups.close();
    }

    @Test
    void shouldCountTheWritesOfOneDeployUpToFourHundred_E10() throws Exception {
        for (int i = 0; i < 400; i++) {
            tell("g", Status.PROVISIONAL, true, NOON.plusSeconds(i));
        }
        assertThat(counts()).hasSize(400).startsWith(1L, 2L, 3L).endsWith(399L, 400L);
        assertThat(last().firstTime()).isEqualTo(NOON);
        assertThat(last().lastTime()).isEqualTo(NOON.plusSeconds(399));
    }

    @Test
    void shouldCountAnAlertOnceWhateverBecomesOfIt_E10() throws Exception {
        tell("g", Status.PROVISIONAL, true, NOON);
        tell("g", Status.PROVISIONAL, true, NOON);
        tell("g", Status.INDETERMINATE, false, NOON);
        tell("g", Status.SETTLED, false, NOON);
        tell("g", Status.RATIFIED, false, NOON);
        tell("g", Status.WITHDRAWN, false, NOON);
        assertThat(counts()).containsExactly(1L, 2L, 2L, 2L, 1L, 0L);
    }

    @Test
    void shouldCountEachGroupByItself_E10() throws Exception {
        tell("g", Status.SETTLED, true, NOON);
        tell("h", Status.SETTLED, true, NOON);
        tell("h", Status.SETTLED, true, NOON.minusSeconds(5));
        assertThat(counts()).containsExactly(1L, 1L, 2L);
        assertThat(last().firstTime()).isEqualTo(NOON.minusSeconds(5));
        assertThat(last().lastTime()).isEqualTo(NOON);
    }

    @Test
    void shouldForgetAGroupSevenDaysAfterItsLastAlertAndNotBefore_E10() throws Exception {
        tell("g", Status.SETTLED, true, NOON);
        pass(WEEK.minusMillis(1));
        tell("g", Status.SETTLED, true, NOON);
        pass(WEEK.minusMillis(1));
        assertThat(groups.numKeyedStateEntries()).isOne();
        pass(Duration.ofMillis(1));
        assertThat(groups.numKeyedStateEntries()).isZero();
        assertThat(groups.numProcessingTimeTimers()).isZero();
        tell("g", Status.SETTLED, true, NOON);
        assertThat(counts()).containsExactly(1L, 2L, 1L);
    }

    @Test
    void shouldKeepNothingOfWhatIsClosedInAGroupThatIsForgotten_E10() throws Exception {
        tell("g", Status.RATIFIED, false, NOON);
        tell("h", Status.RATIFIED, true, NOON);
        assertThat(counts()).containsExactly(0L, 0L);
        assertThat(groups.numKeyedStateEntries()).isZero();
        assertThat(groups.numProcessingTimeTimers()).isZero();
    }

    @Test
    void shouldNotCountOffWhatItHasForgotten_E10() throws Exception {
        tell("g", Status.SETTLED, true, NOON);
        pass(WEEK);
        tell("g", Status.SETTLED, true, NOON.plus(WEEK));
        tell("g", Status.RATIFIED, false, NOON);
        assertThat(counts()).containsExactly(1L, 1L, 1L);
    }

    @Test
    void shouldGoOnCountingAfterARestore_E10() throws Exception {
        tell("g", Status.PROVISIONAL, true, NOON);
        OperatorSubtaskState snapshot = groups.snapshot(1, clockMillis);
        tell("g", Status.PROVISIONAL, true, NOON);
        counts();
        groups.close();
        groups = start(snapshot, clockMillis);
        tell("g", Status.PROVISIONAL, true, NOON);
        tell("g", Status.SETTLED, false, NOON);
        assertThat(counts()).containsExactly(1L, 2L, 2L, 2L);
        pass(WEEK);
        assertThat(groups.numKeyedStateEntries()).isZero();
    }

    private void tell(String group, Status status, boolean first, Instant time) throws Exception {
        VerdictOutcome outcome = switch (status) {
            case PROVISIONAL, SETTLED -> VerdictOutcome.EXCEPTION;
            case RATIFIED -> VerdictOutcome.RATIFIED;
            case WITHDRAWN -> VerdictOutcome.AUTHORISED;
            case INDETERMINATE -> VerdictOutcome.INDETERMINATE;
        };
        Finding finding = Findings.finding(outcome, 1, null, at(time));
        groups.processElement(new StreamRecord<>(new Alert(finding, status, group, first)));
    }

    private static Action at(Instant time) {
        return Findings.action("ci-gl", "gl.journal", time);
    }

    private void pass(Duration duration) throws Exception {
        clockMillis += duration.toMillis();
        groups.setProcessingTime(clockMillis);
    }

    private List<Long> counts() {
        grouped.addAll(groups.extractOutputValues());
        groups.getOutput().clear();
        return grouped.stream().map(each -> each.total().open()).toList();
    }

    private GroupTotal last() {
        counts();
        return grouped.get(grouped.size() - 1).total();
    }
}
