package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.action;
import static io.countersign.detection.judge.Given.change;
import static io.countersign.detection.judge.Given.changeRule;
import static io.countersign.detection.judge.Given.credential;
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
import static org.assertj.core.api.Assertions.entry;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state has an end: once all is settled and the watermark has passed the horizons, it is gone. */
class StateEndTest {

    private static final RuleFile RECORDED =
            rule("recorded", "true", "recording: { sources: [recorder], within: PT1H }");
    private static final RuleFile SILENT = changeRule("silent", "true", "min_approvers: 1");

    @ParameterizedTest
    @EnumSource
    void shouldHoldNothingOnceAllIsSettledAndTheHorizonsHavePassed(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 2, settings(), List.of(releaseWindow(), RECORDED))) {
            for (int i = 0; i < 200; i++) {
                judge.deliver(
                        action("a-" + i, minutes(i), Operation.WRITE, "s-" + i % 7),
                        emergency("CHG-" + i, minutes(i + 30), minutes(i - 3), minutes(i + 3)),
                        recording("REC-" + i, "s-" + i % 7, minutes(i), minutes(i - 5), minutes(i + 5)),
                        freeze("FRZ-" + i, minutes(i), minutes(i), minutes(i + 1)));
                judge.watermark(minutes(i - 90));
            }
            assertThat(judge.waiting()).isGreaterThan(300);
            assertThat(judge.keyedEntries()).isPositive();
            judge.deliver(mark(days(300)), mark("recorder", days(300)));
            assertThat(judge.waiting()).isZero();
            passAll(judge, days(300));
            assertThat(judge.keyedEntries()).isZero();
            assertThat(judge.stateTimers()).isZero();
            judge.restore(1).restore(1);
            assertThat(judge.operatorEntries())
                    .containsOnly(
                            entry("register-versions", 0),
                            entry("awaited-partitions", 0),
                            entry("event-time", 2),
                            entry("source-progress", 2));
            assertThat(judge.keyedEntries()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldNothingOfWhatRespondersWereTold(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 2, settings(), List.of(releaseWindow(), RECORDED))) {
            for (int i = 0; i < 100; i++) {
                judge.deliver(action("a-" + i, minutes(i), Operation.WRITE, "s-1"))
                        .clock(Duration.ofMillis(10));
            }
            judge.clock(Duration.ofMinutes(1)).clock(Duration.ofHours(1));
            assertThat(judge.told()).hasSize(200);
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), mark(hours(48)));
            judge.watermark(hours(4));
            assertThat(judge.waiting()).as("without a word of the recorder").isEqualTo(100);
            judge.deliver(mark("recorder", hours(48)));
            assertThat(judge.waiting()).isZero();
            assertThat(judge.told())
                    .as("two for each action, three with the recorder")
                    .hasSize(500);
            passAll(judge, days(2));
            assertThat(judge.keyedEntries()).isZero();
            assertThat(judge.stateTimers()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldNothingOfActionsWhoseSourcesNeverSpeak(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 2, settings(), List.of(releaseWindow(), RECORDED))) {
            judge.deliver(mark(NOON));
            for (int i = -50; i < 50; i++) {
                judge.deliver(action("a-" + i, minutes(i), Operation.WRITE, "s-1"));
            }
            judge.watermark(days(1));
            assertThat(judge.waiting())
                    .as("51 exceptions to be ratified, 49 to be judged, and all of them by the other control")
                    .isEqualTo(200);
            passAll(judge, days(92));
            assertThat(judge.waiting()).isZero();
            assertThat(judge.keyedEntries()).isZero();
            assertThat(judge.verdicts()).extracting(Verdict::id).hasSize(200).doesNotHaveDuplicates();
            assertThat(judge.population().ofControl("release-window", "exception"))
                    .isEqualTo(51);
            assertThat(judge.population().ofControl("release-window", "indeterminate"))
                    .isEqualTo(49);
            assertThat(judge.population().ofControl("recorded", "indeterminate"))
                    .isEqualTo(100);
            assertThat(judge.population().imbalances()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldNothingForAControlThatTheRulesNoLongerHave(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 2, settings(), List.of(SILENT, releaseWindow()))) {
            judge.deliver(action("a", NOON), action("b", hours(1)), mark(NOON));
            judge.watermark(hours(1));
            judge.restore(2, settings(), List.of(releaseWindow()));
            assertThat(judge.waiting()).isEqualTo(4);
            passAll(judge, days(92));
            assertThat(judge.waiting()).isZero();
            assertThat(judge.keyedEntries()).isZero();
            assertThat(judge.population().imbalances()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldWhatIdentitiesAndCredentialsAreAndNothingOfWhatTheyWere(JudgeStand.Backend backend)
            throws Exception {
        try (JudgeStand judge = JudgeStand.of(backend, 1, settings(), List.of(releaseWindow()))) {
            for (int i = 1; i <= 50; i++) {
                judge.deliver(
                        identity("ci-gl", i, minutes(i), "ann"),
                        credential("AK-1", i, minutes(i)),
                        change("CHG-1", hours(i), hours(i), hours(i + 1)));
            }
            assertThat(judge.operatorEntries()).contains(entry("register-versions", 150));
            passAll(judge, days(300));
            assertThat(judge.operatorEntries()).contains(entry("register-versions", 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotKeepAPartitionItNoLongerAwaits(JudgeStand.Backend backend) throws Exception {
        JudgeSettings awaiting = Given.awaiting("register-0", "register-1");
        try (JudgeStand judge = JudgeStand.of(backend, 1, awaiting, List.of(releaseWindow()))) {
            assertThat(judge.operatorEntries()).contains(entry("awaited-partitions", 2));
            judge.caughtUp("register-1").caughtUp("register-0").caughtUp("register-7");
            assertThat(judge.operatorEntries()).contains(entry("awaited-partitions", 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldForgetSeenContentsEvenOfActionsThatComeVeryLate(JudgeStand.Backend backend) throws Exception {
        JudgeSettings plain = settings();
        JudgeSettings settings = new JudgeSettings(
                Map.of(),
                plain.maxDelay(),
                plain.maxWait(),
                plain.retention(),
                Duration.ofMinutes(90),
                Duration.ofMinutes(1),
                false,
                Set.of());
        RuleFile nothing = changeRule("nothing", "action.source == 'nobody'", "min_approvers: 1");
        try (JudgeStand judge = JudgeStand.of(backend, 1, settings, List.of(nothing))) {
            for (int i = 0; i < 300; i++) {
                judge.watermark(minutes(i - 1));
                judge.deliver(action("a-" + i, minutes(i)), action("old-" + i, days(-i)));
            }
            assertThat(judge.keyedEntries()).isLessThan(600);
            passAll(judge, days(2));
            assertThat(judge.keyedEntries()).isZero();
        }
    }

    /** Watermarks come again and again; each lets go of a little. */
    private static void passAll(JudgeStand judge, Instant instant) throws Exception {
        for (int i = 0; i < 50; i++) {
            judge.watermark(instant.plusMillis(i));
        }
    }
}
