package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.action;
import static io.countersign.detection.judge.Given.change;
import static io.countersign.detection.judge.Given.days;
import static io.countersign.detection.judge.Given.emergency;
import static io.countersign.detection.judge.Given.hours;
import static io.countersign.detection.judge.Given.mark;
import static io.countersign.detection.judge.Given.minutes;
import static io.countersign.detection.judge.Given.releaseWindow;
import static io.countersign.detection.judge.Given.rule;
import static io.countersign.detection.judge.Given.settings;
import static io.countersign.detection.judge.Given.tellingAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What responders are told, when, and what becomes of it (E10). */
class ProvisionalTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final RuleFile SHADOW = new RuleFile(
            "release-window.yaml",
            (new String(releaseWindow().bytes(), StandardCharsets.UTF_8) + "status: shadow\n")
                    .getBytes(StandardCharsets.UTF_8));

    @Test
    void shouldTellWhatIsKnownSoFarExactlyWhenAnActionHasWaitedThatLong_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.clock(Duration.ofMillis(357)).deliver(action("a", NOON));
            judge.clock(MINUTE.minus(MILLI));
            assertThat(judge.told()).isEmpty();
            judge.clock(MILLI);
            assertThat(judge.told()).containsExactly("a PROVISIONAL EXCEPTION NO_CHANGE");
            judge.clock(Duration.ofHours(9));
            assertThat(judge.told()).as("once").hasSize(1);
            assertThat(judge.said()).as("nobody else hears of it").isEmpty();
            assertThat(judge.population().ofControl("release-window", "pending"))
                    .isOne();
            assertThat(judge.population().ofControl("release-window", "exception"))
                    .isZero();
        }
    }

    @Test
    void shouldTellAtOnceIfItIsToWaitForNothing_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(tellingAfter(Duration.ZERO), releaseWindow())) {
            judge.deliver(action("a", NOON));
            assertThat(judge.told()).containsExactly("a PROVISIONAL EXCEPTION NO_CHANGE");
            judge.clock(MINUTE).deliver(mark(NOON));
            assertThat(judge.told()).endsWith("a SETTLED EXCEPTION NO_CHANGE").hasSize(2);
        }
    }

    @Test
    void shouldTellNothingProvisionalOfWhatIsSettledBefore_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-2), hours(-1), hours(1)));
            judge.deliver(action("covered", NOON), action("late", hours(2)));
            judge.clock(MINUTE.minus(MILLI)).deliver(mark(hours(2)));
            judge.clock(MINUTE);
            assertThat(judge.told()).containsExactly("late SETTLED EXCEPTION AFTER_END");
            assertThat(judge.alerts().get(0).first()).isTrue();
        }
    }

    @Test
    void shouldTellNothingOfWhatIsCoveredByWhatIsKnownSoFar_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-2), hours(-1), hours(1)), action("a", NOON));
            judge.clock(MINUTE).clock(MINUTE);
            assertThat(judge.told()).isEmpty();
            judge.deliver(mark(NOON)).clock(MINUTE);
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
            assertThat(judge.told()).isEmpty();
        }
    }

    @Test
    void shouldWithdrawWhatTurnsOutToBeAuthorised_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON)).clock(MINUTE);
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), mark(NOON));
            assertThat(judge.told()).containsExactly("a PROVISIONAL EXCEPTION NO_CHANGE", "a WITHDRAWN AUTHORISED");
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
            assertThat(judge.alerts())
                    .extracting(alert -> alert.finding().verdict().id())
                    .containsOnly(judge.verdicts().get(0).id());
        }
    }

    @Test
    void shouldTellEveryStatusOnceAndWhatIsRatifiedLast_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON)).clock(MINUTE).deliver(mark(NOON));
            judge.deliver(emergency("CHG-9", hours(1), hours(-1), hours(1)), mark(hours(24)));
            assertThat(judge.told())
                    .containsExactly(
                            "a PROVISIONAL EXCEPTION NO_CHANGE",
                            "a SETTLED EXCEPTION NO_CHANGE",
                            "a RATIFIED RATIFIED RAISED_AFTER");
            assertThat(judge.alerts()).extracting(Alert::first).containsExactly(true, false, false);
        }
    }

    @Test
    void shouldNotTellTwiceThatAnExceptionStands_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(NOON));
            judge.deliver(change("CHG-2", hours(2), hours(-1), hours(1)), mark(hours(48)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "a 2 EXCEPTION RAISED_AFTER");
            assertThat(judge.told()).containsExactly("a SETTLED EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldTellWhatCannotBeKnownAndWhatBecomesOfIt_S4_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON)).clock(MINUTE);
            judge.deliver(action("b", NOON.plusMillis(1))).watermark(hours(2)).clock(MINUTE);
            judge.deliver(change("CHG-1", hours(-1), hours(-1), NOON), change("CHG-2", hours(-1), NOON, hours(1)));
            judge.deliver(mark(NOON.plusMillis(1)));
            assertThat(judge.told())
                    .containsExactly(
                            "a PROVISIONAL EXCEPTION NO_CHANGE",
                            "a INDETERMINATE INDETERMINATE SOURCE_INCOMPLETE",
                            "b INDETERMINATE INDETERMINATE SOURCE_INCOMPLETE",
                            "a WITHDRAWN AUTHORISED",
                            "b WITHDRAWN AUTHORISED");
        }
    }

    @Test
    void shouldTellThatAnActionIsTooOldToBeKnown_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.watermark(days(91)).deliver(action("a", NOON)).clock(MINUTE);
            assertThat(judge.told()).containsExactly("a INDETERMINATE INDETERMINATE BEFORE_RETENTION");
        }
    }

    @Test
    void shouldTellNothingOfAControlInShadow_S7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(tellingAfter(Duration.ZERO), SHADOW)) {
            judge.deliver(action("a", NOON), action("b", hours(3))).clock(MINUTE);
            judge.deliver(mark(NOON)).watermark(hours(5));
            assertThat(judge.said()).hasSize(2);
            assertThat(judge.told()).isEmpty();
        }
    }

    @Test
    void shouldTellNothingInABoundedRun_S8() throws Exception {
        try (JudgeStand judge = JudgeStand.of(JudgeSettings.bounded(settings().completeness()), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(NOON)).clock(Duration.ofDays(1));
            judge.endInput();
            assertThat(judge.said()).isNotEmpty();
            assertThat(judge.told()).isEmpty();
        }
    }

    @Test
    void shouldNotTakeARecordingForMissingBeforeItIsDue_S5() throws Exception {
        RuleFile recorded = rule("recorded", "true", "recording: { sources: [recorder], within: PT15M }");
        try (JudgeStand judge = JudgeStand.of(settings(), recorded)) {
            judge.deliver(action("a", NOON, Operation.WRITE, "s-1"));
            judge.clock(Duration.ofMinutes(16).minus(MILLI));
            assertThat(judge.told()).isEmpty();
            judge.clock(MILLI);
            assertThat(judge.told()).containsExactly("a PROVISIONAL EXCEPTION NOT_RECORDED");
        }
    }

    @Test
    void shouldTakeNothingForMissingBeforeTheRegisterHasBeenRead_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(Given.awaiting("register-0"), releaseWindow())) {
            judge.deliver(action("a", NOON), action("b", hours(1))).clock(Duration.ofHours(1));
            assertThat(judge.told()).isEmpty();
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1))).caughtUp("register-0");
            judge.clock(Duration.ofSeconds(1));
            assertThat(judge.told()).containsExactly("b PROVISIONAL EXCEPTION AFTER_END");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldWithdrawAfterARestoreWhatItToldBefore_E10(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 1, settings(), List.of(releaseWindow()))) {
            judge.deliver(action("told", NOON)).clock(Duration.ofSeconds(40));
            judge.deliver(action("due", NOON)).clock(Duration.ofSeconds(20));
            assertThat(judge.told()).containsExactly("told PROVISIONAL EXCEPTION NO_CHANGE");
            judge.restore(3).clock(Duration.ofSeconds(40).minus(MILLI));
            assertThat(judge.told()).hasSize(1);
            judge.clock(MILLI);
            assertThat(judge.told())
                    .endsWith("due PROVISIONAL EXCEPTION NO_CHANGE")
                    .hasSize(2);
            judge.restore(2).deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), mark(NOON));
            assertThat(judge.told().subList(2, 4))
                    .containsExactlyInAnyOrder("told WITHDRAWN AUTHORISED", "due WITHDRAWN AUTHORISED");
            assertThat(judge.waiting()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeOneGroupOfTheWritesOfOneDeployWhateverComesOfThem_E10(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 2, settings(), List.of(releaseWindow()))) {
            for (int i = 0; i < 400; i++) {
                judge.deliver(action("a-" + i, NOON.plusMillis(i))).clock(MILLI);
            }
            judge.clock(MINUTE).clock(MINUTE);
            assertThat(judge.told()).hasSize(400).allMatch(told -> told.endsWith("PROVISIONAL EXCEPTION NO_CHANGE"));
            judge.deliver(change("CHG-1", hours(-2), hours(-2), hours(-1)), mark(minutes(1)));
            assertThat(judge.told()).hasSize(800);
            judge.deliver(emergency("CHG-9", minutes(2), hours(-1), hours(1)), mark(hours(25)));
            assertThat(judge.told()).hasSize(1200);
            assertThat(judge.alerts()).extracting(Alert::group).containsOnly(groupOf("ci-gl", ""));
            Set<String> once = new HashSet<>();
            assertThat(judge.told()).allMatch(once::add);
        }
    }

    private static String groupOf(String identity, String nearest) {
        String text = "release-window\n" + identity + "\n" + nearest + "\nledger";
        return Codec.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    @Test
    void shouldGroupByTheNearestChangeWhereNothingWasToldBefore_E10() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-2), hours(-2), hours(-1)), mark(hours(1)));
            Action first = action("a", NOON);
            judge.deliver(first, action("b", hours(1)));
            assertThat(judge.alerts()).extracting(Alert::group).containsOnly(groupOf("ci-gl", "CHG-1"));
        }
    }

    @Test
    void shouldTellInTimeOfActionsThatShareAPlaceInTheWaitingRoom_E10() throws Exception {
        assertThat(new ActionKey().getKey(action("Aa", NOON))).isEqualTo(new ActionKey().getKey(action("BB", NOON)));
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("Aa", NOON)).clock(Duration.ofSeconds(2));
            judge.restore(1, tellingAfter(Duration.ofSeconds(10)), List.of(releaseWindow()));
            judge.deliver(action("BB", NOON)).clock(Duration.ofSeconds(10).minus(MILLI));
            assertThat(judge.told()).isEmpty();
            judge.clock(MILLI);
            assertThat(judge.told()).containsExactly("BB PROVISIONAL EXCEPTION NO_CHANGE");
            judge.clock(Duration.ofSeconds(48).minus(MILLI));
            assertThat(judge.told()).hasSize(1);
            judge.clock(MILLI);
            assertThat(judge.told())
                    .endsWith("Aa PROVISIONAL EXCEPTION NO_CHANGE")
                    .hasSize(2);
        }
    }

    @Test
    void shouldSayNothingMoreOfAControlThatTheRulesNoLongerHave_E10() throws Exception {
        RuleFile other = Given.changeRule("other", "action.source == 'nobody'", "min_approvers: 1");
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON));
            judge.restore(1, settings(), List.of(other)).clock(Duration.ofHours(1));
            assertThat(judge.told()).isEmpty();
            assertThat(judge.waiting()).isOne();
        }
    }
}
