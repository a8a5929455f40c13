package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.TICKETS;
import static io.countersign.detection.judge.Given.action;
import static io.countersign.detection.judge.Given.change;
import static io.countersign.detection.judge.Given.changeRule;
import static io.countersign.detection.judge.Given.days;
import static io.countersign.detection.judge.Given.emergency;
import static io.countersign.detection.judge.Given.freeze;
import static io.countersign.detection.judge.Given.hours;
import static io.countersign.detection.judge.Given.identity;
import static io.countersign.detection.judge.Given.mark;
import static io.countersign.detection.judge.Given.minutes;
import static io.countersign.detection.judge.Given.recording;
import static io.countersign.detection.judge.Given.releaseWindow;
import static io.countersign.detection.judge.Given.rule;
import static io.countersign.detection.judge.Given.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.VerdictOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;

/** When a verdict comes, which revision it is and when no more will come. */
class SettlementTest {

    private static final RuleFile RECORDED =
            rule("recorded", "true", "recording: { sources: [recorder], within: PT15M }");

    @Test
    void shouldSettleByAMarkThroughTheActionsInstantAndNotAMillisecondBelow_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), action("a", NOON));
            judge.deliver(mark(NOON.minusMillis(1)));
            assertThat(judge.said()).isEmpty();
            judge.deliver(mark(NOON));
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
        }
    }

    @Test
    void shouldSettleAtOnceAnActionThatComesWhenItsSourcesAreCompleteAlready_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), mark(NOON));
            judge.deliver(action("a", NOON), action("b", NOON.plusMillis(1)));
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
        }
    }

    @Test
    void shouldNeverSettleByIdlenessOfTheRegister_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON));
            judge.registerWatermark(days(900).toEpochMilli());
            judge.registerWatermark(Watermark.MAX_WATERMARK.getTimestamp());
            judge.clock(Duration.ofDays(900));
            assertThat(judge.said()).isEmpty();
            assertThat(judge.waiting()).isOne();
        }
    }

    @Test
    void shouldWaitForEverySourceOfTheControl_S4_6() throws Exception {
        RuleFile two = rule("two", "true", "change: { sources: [" + TICKETS + ", recorder] }");
        try (JudgeStand judge = JudgeStand.of(settings(), two)) {
            judge.deliver(action("a", NOON), mark(hours(1)));
            assertThat(judge.said()).isEmpty();
            judge.deliver(mark("recorder", NOON));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldBeIndeterminateOnceTheWatermarkHasPassedMaxWait_S4_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON));
            judge.watermark(minutes(60).minusMillis(1));
            assertThat(judge.said()).isEmpty();
            judge.watermark(minutes(60));
            assertThat(judge.said()).containsExactly("a 1 INDETERMINATE SOURCE_INCOMPLETE");
            assertThat(judge.verdicts().get(0).notes()).contains("SOURCE_INCOMPLETE:" + TICKETS);
            judge.watermark(hours(20));
            assertThat(judge.said()).hasSize(1);
        }
    }

    @Test
    void shouldSettleAnIndeterminateActionAsTheNextRevision_S4_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), action("a", NOON), action("b", hours(2)));
            judge.watermark(hours(3));
            judge.deliver(mark(hours(30)));
            assertThat(judge.said())
                    .containsExactly(
                            "a 1 INDETERMINATE SOURCE_INCOMPLETE",
                            "b 1 INDETERMINATE SOURCE_INCOMPLETE",
                            "a 2 AUTHORISED",
                            "b 2 EXCEPTION AFTER_END");
            assertThat(judge.findings().get(3).previous()).isEqualTo(VerdictOutcome.INDETERMINATE);
        }
    }

    @Test
    void shouldNameOnlyTheSilentSources_S4_7() throws Exception {
        RuleFile two = rule("two", "true", "change: { sources: [" + TICKETS + ", recorder, ghost] }");
        try (JudgeStand judge = JudgeStand.of(settings(), two)) {
            judge.deliver(action("a", NOON), mark(NOON)).watermark(hours(1));
            assertThat(judge.verdicts().get(0).notes())
                    .contains("SOURCE_INCOMPLETE:ghost", "SOURCE_INCOMPLETE:recorder")
                    .doesNotContain("SOURCE_INCOMPLETE:" + TICKETS);
        }
    }

    @Test
    void shouldBeIndeterminateAtOnceWhenAnActionComesLaterThanMaxWait_S4_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.watermark(hours(2));
            judge.deliver(action("a", NOON));
            assertThat(judge.said()).containsExactly("a 1 INDETERMINATE SOURCE_INCOMPLETE");
            judge.deliver(mark(NOON));
            assertThat(judge.said()).containsExactly("a 1 INDETERMINATE SOURCE_INCOMPLETE", "a 2 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldWaitForARecordingAsLongAsItMayTake_S5() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), RECORDED)) {
            judge.deliver(action("a", NOON, Operation.WRITE, "s-1"));
            judge.deliver(mark("recorder", minutes(15).minusMillis(1)));
            assertThat(judge.said()).isEmpty();
            judge.deliver(recording("REC-1", "s-1", minutes(15), hours(-1), hours(1)), mark("recorder", minutes(15)));
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
        }
    }

    @Test
    void shouldGiveUpOnARecordingAsMuchLaterAsItMayTake_S4_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), RECORDED)) {
            judge.deliver(action("a", NOON, Operation.WRITE, "s-1"));
            judge.watermark(minutes(75).minusMillis(1));
            assertThat(judge.said()).isEmpty();
            judge.watermark(minutes(75));
            assertThat(judge.said()).containsExactly("a 1 INDETERMINATE SOURCE_INCOMPLETE");
        }
    }

    @Test
    void shouldKeepAnExceptionOpenUntilItsSourcesAreCompleteThroughRatifyWithin_S4_5() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(NOON));
            judge.deliver(
                    emergency("CHG-9", hours(24), hours(-1), hours(1)),
                    mark(hours(24).minusMillis(1)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
            judge.deliver(mark(hours(24)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "a 2 RATIFIED RAISED_AFTER");
            assertThat(judge.verdicts().get(1).ratifiedAt()).isEqualTo(hours(24));
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldNotRatifyByWhatIsRecordedAMillisecondTooLate_S4_5() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(NOON));
            judge.deliver(emergency("CHG-9", hours(24).plusMillis(1), hours(-1), hours(1)), mark(hours(48)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldEmitAFinalRevisionOnlyIfItSaysAnythingNew_S4_5() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(NOON));
            judge.deliver(change("CHG-2", hours(2), hours(-1), hours(1)), mark(hours(48)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "a 2 EXCEPTION RAISED_AFTER");
            judge.deliver(action("b", hours(3)), mark(hours(96)));
            assertThat(judge.said().subList(2, 3)).containsExactly("b 1 EXCEPTION AFTER_END");
            assertThat(judge.said()).hasSize(3);
        }
    }

    @Test
    void shouldGiveBothRevisionsToAnActionThatComesWhenItsFinalOneIsDueAlready_S4_5() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(emergency("CHG-9", hours(1), hours(-1), hours(1)), mark(hours(24)));
            judge.deliver(action("a", NOON));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "a 2 RATIFIED RAISED_AFTER");
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldNotLetTheWatermarkCutRatificationShort_S4_5() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(NOON));
            judge.watermark(days(80));
            assertThat(judge.waiting()).isOne();
            judge.deliver(emergency("CHG-9", hours(1), hours(-1), hours(1)), mark(days(80)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "a 2 RATIFIED RAISED_AFTER");
        }
    }

    @Test
    void shouldFinishWithWhatItsSourcesWereCompleteThroughWhenTheyNeverComeFurther_S4_5() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("in-time", NOON), action("beyond", minutes(1)));
            judge.deliver(emergency("CHG-9", hours(1), hours(-1), minutes(1)), mark(hours(2)));
            judge.deliver(emergency("CHG-8", hours(3), minutes(1), minutes(2)));
            judge.watermark(days(92));
            assertThat(judge.said())
                    .as("what is recorded after that may not be all there is")
                    .containsExactly(
                            "in-time 1 EXCEPTION NO_CHANGE",
                            "beyond 1 EXCEPTION NO_CHANGE",
                            "in-time 2 RATIFIED RAISED_AFTER",
                            "beyond 2 EXCEPTION RAISED_AFTER");
            assertThat(judge.verdicts().get(3).nearest()).isEqualTo("CHG-9");
        }
    }

    @Test
    void shouldLetGoOfAnActionExactlyWhenItIsTooOldToBeJudged_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON.minusMillis(1)), action("b", NOON));
            judge.watermark(days(90));
            assertThat(judge.waiting()).isOne();
            judge.deliver(mark(hours(24)));
            assertThat(judge.said())
                    .containsExactly(
                            "a 1 INDETERMINATE SOURCE_INCOMPLETE",
                            "b 1 INDETERMINATE SOURCE_INCOMPLETE",
                            "b 2 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldNotKnowAnActionOlderThanTheRegisterReachesBack_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(mark(days(90)));
            judge.watermark(days(90));
            judge.deliver(action("old", NOON.minusMillis(1)), action("just", NOON));
            assertThat(judge.said())
                    .containsExactly("old 1 INDETERMINATE BEFORE_RETENTION", "just 1 EXCEPTION NO_CHANGE");
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldNotKnowAnOldActionAfterARestoreEither_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), mark(days(200)));
            judge.watermark(days(200));
            judge.restore(1).deliver(action("old", NOON));
            assertThat(judge.said()).containsExactly("old 1 INDETERMINATE BEFORE_RETENTION");
        }
    }

    @Test
    void shouldNotKnowWhatIsForgottenUnderALongerRetentionEither_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), mark(days(200)));
            judge.watermark(days(200));
            judge.restore(1, settings(Duration.ofHours(1), Duration.ofDays(900)), List.of(releaseWindow()));
            judge.deliver(action("old", NOON), action("just", days(111)));
            assertThat(judge.said())
                    .containsExactly("old 1 INDETERMINATE BEFORE_RETENTION", "just 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldLetGoOfAnIndeterminateActionThatBecameTooOldToBeJudged_S3_7() throws Exception {
        RuleFile slow = rule("slow", "true", "recording: { sources: [recorder], within: P7D }");
        try (JudgeStand judge = JudgeStand.of(settings(), slow)) {
            judge.deliver(action("a", NOON, Operation.WRITE, "s-1"));
            judge.deliver(recording("REC-1", "s-1", hours(2), hours(-1), hours(1)));
            judge.watermark(days(95));
            judge.deliver(mark("recorder", days(95)));
            assertThat(judge.said())
                    .as("what showed it is forgotten: it must not be said that nothing did")
                    .containsExactly("a 1 INDETERMINATE SOURCE_INCOMPLETE");
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldKeepARecordingAsLongAsItShowsActionsThatCanBeJudged_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), RECORDED)) {
            judge.deliver(recording("REC-1", "s-1", NOON, NOON, days(150)), mark("recorder", days(160)));
            judge.watermark(days(120)).watermark(days(140));
            judge.deliver(action("a", days(140), Operation.WRITE, "s-1"));
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
        }
    }

    @Test
    void shouldKeepAChangeWithoutAWindowUntilItsHorizonHasPassedByRetention_S3_7() throws Exception {
        RuleFile day = changeRule("day", "true", "horizon: P1D");
        try (JudgeStand judge = JudgeStand.of(settings(), day)) {
            judge.deliver(Given.withoutWindow("CHG-1", NOON), mark(days(100)));
            judge.watermark(days(91));
            judge.deliver(action("a", days(1)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_WINDOW");
        }
    }

    @Test
    void shouldKeepFreezesAndChangesAsLongAsTheyMatter_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", NOON, NOON, hours(2)), freeze("FRZ-1", NOON, hours(1), hours(2)));
            judge.deliver(mark(days(130)));
            judge.watermark(days(90).plus(Duration.ofMinutes(90)));
            judge.deliver(action("a", minutes(90)), action("b", minutes(119)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION FROZEN", "b 1 EXCEPTION FROZEN");
        }
    }

    @Test
    void shouldTakeTheEndOfAStreamForNoInstant_S4_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON));
            judge.watermark(Watermark.MAX_WATERMARK.getTimestamp());
            judge.watermark(Watermark.UNINITIALIZED.getTimestamp());
            assertThat(judge.said()).isEmpty();
            judge.restore(1).deliver(mark(hours(24)), action("b", hours(1)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "b 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldJudgeAnActionOnceForEveryControlThatSelectsIt_S6_2() throws Exception {
        RuleFile writes = changeRule("writes", "action.operation == 'write'", "min_approvers: 2");
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow(), writes, RECORDED)) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), mark(NOON));
            judge.deliver(action("a", NOON), action("b", NOON, Operation.READ, null));
            assertThat(judge.said())
                    .containsExactlyInAnyOrder("a 1 AUTHORISED", "a 1 EXCEPTION NOT_APPROVED", "b 1 AUTHORISED");
            assertThat(judge.verdicts()).extracting("id").doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldJudgeNothingInABoundedRunBeforeAllInputHasEnded_S4_6() throws Exception {
        JudgeSettings bounded = JudgeSettings.bounded(settings().completeness());
        try (JudgeStand judge = JudgeStand.of(bounded, releaseWindow())) {
            judge.deliver(action("a", NOON), mark(hours(48)));
            judge.watermark(days(400)).clock(Duration.ofDays(1));
            assertThat(judge.said()).isEmpty();
            Instant behindItsMark = hours(-1);
            judge.deliver(change("CHG-1", behindItsMark, hours(-1), hours(1)));
            judge.endInput();
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
            assertThat(judge.waiting()).isZero();
        }
    }

    @Test
    void shouldFinishABoundedRunWithWhatItsSourcesAreCompleteThrough_S4_6() throws Exception {
        JudgeSettings bounded = JudgeSettings.bounded(settings().completeness());
        try (JudgeStand judge = JudgeStand.of(bounded, releaseWindow())) {
            judge.deliver(action("a", NOON), action("unknown", hours(3)), mark(hours(2)));
            judge.deliver(emergency("CHG-9", hours(1), hours(-1), hours(1)));
            judge.endInput();
            assertThat(judge.said())
                    .containsExactlyInAnyOrder(
                            "a 1 EXCEPTION NO_CHANGE",
                            "a 2 RATIFIED RAISED_AFTER",
                            "unknown 1 INDETERMINATE SOURCE_INCOMPLETE");
        }
    }

    @Test
    void shouldReckonWithTheLongestDurationsAtTheEndsOfTheCalendar_S1_2() throws Exception {
        RuleFile century = changeRule("century", "true", "ratify_within: P36525D, horizon: P36525D");
        RuleFile shown = rule("shown", "true", "recording: { sources: [recorder], within: P36525D }");
        Instant last = Instant.parse("9999-12-31T23:59:59.999Z");
        JudgeSettings bounded = JudgeSettings.bounded(settings().completeness());
        try (JudgeStand judge = JudgeStand.of(bounded, century, shown)) {
            judge.deliver(change(
                    "CHG-1", Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("0000-01-01T00:00:00Z"), last));
            judge.deliver(action("first", Instant.parse("2000-01-01T00:00:00Z")), action("last", last));
            judge.deliver(mark(last), mark("recorder", last)).endInput();
            assertThat(judge.said())
                    .containsExactlyInAnyOrder(
                            "first 1 AUTHORISED",
                            "last 1 EXCEPTION AFTER_END",
                            "first 1 EXCEPTION NO_SESSION",
                            "last 1 INDETERMINATE SOURCE_INCOMPLETE");
        }
        Duration longest = Duration.ofDays(36_525);
        JudgeSettings patient = new JudgeSettings(
                settings().completeness(),
                longest,
                Duration.ofHours(1),
                longest.plusHours(1),
                longest,
                Duration.ofMinutes(1),
                false,
                Set.of());
        try (JudgeStand judge = JudgeStand.of(patient, century, shown)) {
            judge.deliver(action("first", Instant.parse("2000-01-01T00:00:00Z")));
            judge.deliver(identity("x", 1, Instant.parse("2000-01-01T00:00:00Z"), "ann"));
            judge.watermark(Instant.parse("1970-01-01T00:00:00Z").minus(longest))
                    .clock(longest);
            judge.watermark(last).deliver(mark(last));
            assertThat(judge.waiting()).isZero();
        }
    }
}
