package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.action;
import static io.countersign.detection.judge.Given.change;
import static io.countersign.detection.judge.Given.changeRule;
import static io.countersign.detection.judge.Given.days;
import static io.countersign.detection.judge.Given.emergency;
import static io.countersign.detection.judge.Given.hours;
import static io.countersign.detection.judge.Given.mark;
import static io.countersign.detection.judge.Given.minutes;
import static io.countersign.detection.judge.Given.recording;
import static io.countersign.detection.judge.Given.releaseWindow;
import static io.countersign.detection.judge.Given.rule;
import static io.countersign.detection.judge.Given.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.record.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a checkpoint carries over: to other subtasks, to other rules. */
class RestoreTest {

    private static final RuleFile RECORDED =
            rule("recorded", "true", "recording: { sources: [recorder], within: PT15M }");

    @ParameterizedTest
    @EnumSource
    void shouldGoOnInEveryStageWithWhateverParallelism(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 1, settings(), List.of(releaseWindow(), RECORDED))) {
            for (int i = 0; i < 40; i++) {
                judge.deliver(action("a-" + i, minutes(i), Operation.WRITE, "s-1"));
            }
            judge.restore(4).deliver(mark(minutes(19)));
            judge.restore(2).watermark(hours(2));
            assertThat(judge.said())
                    .as("20 exceptions to be ratified, 20 indeterminate, 40 without a word of the recorder")
                    .hasSize(80);
            judge.restore(4).deliver(recording("REC-1", "s-1", NOON, hours(-1), minutes(30)));
            judge.restore(1).deliver(emergency("CHG-9", hours(1), hours(-1), minutes(30)));
            judge.restore(2).deliver(mark(hours(48)), mark("recorder", hours(48)));
            judge.restore(4);
            assertThat(judge.waiting()).isZero();
            assertThat(judge.revisions().values())
                    .allSatisfy(numbers -> assertThat(numbers)
                            .isSorted()
                            .startsWith(1)
                            .doesNotHaveDuplicates()
                            .hasSize(numbers.get(numbers.size() - 1)));
            assertThat(judge.population().ofControl("release-window", "ratified"))
                    .isEqualTo(30);
            assertThat(judge.population().ofControl("release-window", "exception"))
                    .isEqualTo(10);
            assertThat(judge.population().ofControl("recorded", "authorised")).isEqualTo(30);
            assertThat(judge.population().ofControl("recorded", "exception")).isEqualTo(10);
            assertThat(judge.population().imbalances()).isEmpty();
        }
    }

    @Test
    void shouldJudgeByANewRuleWhatComesAfterIt_S7() throws Exception {
        RuleFile dual = changeRule("dual", "true", "min_approvers: 2");
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), action("a", NOON));
            judge.restore(1, settings(), List.of(releaseWindow(), dual));
            judge.deliver(action("b", minutes(1)), mark(hours(24)));
            assertThat(judge.verdicts())
                    .extracting(verdict -> verdict.actionId() + " " + verdict.control())
                    .containsExactlyInAnyOrder("a release-window", "b release-window", "b dual");
        }
    }

    @Test
    void shouldJudgeWhatWaitedForARuleThatComesBack_S6_3() throws Exception {
        RuleFile dual = changeRule("dual", "true", "min_approvers: 2");
        try (JudgeStand judge = JudgeStand.of(settings(), dual)) {
            judge.deliver(action("a", NOON));
            judge.restore(1, settings(), List.of(releaseWindow())).deliver(mark(NOON));
            assertThat(judge.said()).isEmpty();
            assertThat(judge.population().ofControl("dual", "pending")).isOne();
            judge.restore(1, settings(), List.of(releaseWindow(), dual)).clock(Duration.ofSeconds(1));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
            assertThat(judge.population().imbalances()).isEmpty();
        }
    }

    @Test
    void shouldWaitAsLongAsTheRuleInForceSays_S5() throws Exception {
        RuleFile slower = rule("recorded", "true", "recording: { sources: [recorder], within: PT2H }");
        try (JudgeStand judge = JudgeStand.of(settings(), RECORDED)) {
            judge.deliver(action("a", NOON, Operation.WRITE, "s-1"));
            judge.restore(1, settings(), List.of(slower)).deliver(mark("recorder", hours(1)));
            assertThat(judge.said()).isEmpty();
            judge.deliver(recording("REC-1", "s-1", hours(2), hours(-1), hours(1)), mark("recorder", hours(2)));
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
        }
    }

    @Test
    void shouldLeaveAnExceptionAloneWhenItsControlNoLongerAsksForAChange_S5() throws Exception {
        RuleFile recorded = rule("release-window", "true", "recording: { sources: [recorder], within: PT15M }");
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(NOON));
            judge.restore(1, settings(), List.of(recorded)).deliver(mark("recorder", hours(48)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldLeaveAnExceptionAloneWhenItsControlNowTrustsASourceThatWasSilent_S4_5() throws Exception {
        RuleFile more =
                rule("release-window", "true", "change: { sources: [servicenow, recorder], ratify_within: PT24H }");
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-2), hours(-2), hours(-1)), action("a", NOON), mark(NOON));
            judge.restore(1, settings(), List.of(more)).watermark(days(92));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION AFTER_END");
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldRefuseARetentionThatEndsBeforeAnActionCanBeSettled_S3_7() {
        JudgeSettings day = settings(Duration.ofHours(1), Duration.ofHours(24));
        assertThatThrownBy(() -> JudgeStand.of(day, releaseWindow()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "retention is PT24H, expected at least PT25H, which is max_wait and ratify_within of control"
                                + " 'release-window' together; raise retention or lower those");
        RuleFile week = rule("week", "true", "recording: { sources: [recorder], within: P7D }");
        assertThat(settings(Duration.ofHours(1), Duration.ofHours(169))).isNotNull();
        assertThatThrownBy(() -> JudgeStand.of(settings(Duration.ofHours(1), Duration.ofHours(168)), week))
                .hasMessageContaining("max_wait and within of control 'week'");
    }
}
