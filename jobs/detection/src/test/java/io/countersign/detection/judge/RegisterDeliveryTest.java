package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.TICKETS;
import static io.countersign.detection.judge.Given.action;
import static io.countersign.detection.judge.Given.awaiting;
import static io.countersign.detection.judge.Given.change;
import static io.countersign.detection.judge.Given.credential;
import static io.countersign.detection.judge.Given.days;
import static io.countersign.detection.judge.Given.emergency;
import static io.countersign.detection.judge.Given.hours;
import static io.countersign.detection.judge.Given.identity;
import static io.countersign.detection.judge.Given.mark;
import static io.countersign.detection.judge.Given.minutes;
import static io.countersign.detection.judge.Given.releaseWindow;
import static io.countersign.detection.judge.Given.rule;
import static io.countersign.detection.judge.Given.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.judge.Population;
import io.countersign.schemas.record.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the register's sources deliver, when, and what that does to completeness. */
class RegisterDeliveryTest {

    private static final String INVENTORY = "inventory";

    /** Everything is assumed: nobody declares anything. */
    private static final JudgeSettings ASSUMED = new JudgeSettings(
            Map.of(),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofDays(90),
            Duration.ofHours(24),
            Duration.ofMinutes(1),
            false,
            Set.of());

    @Test
    void shouldShowALateRecordToLaterActionsOnly_S3_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("settled", NOON), mark(hours(1)));
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(5)));
            judge.deliver(action("late-too", hours(1)), action("later", hours(1).plusMillis(1)));
            judge.deliver(mark(hours(100)));
            assertThat(judge.said())
                    .containsExactly(
                            "settled 1 EXCEPTION NO_CHANGE", "late-too 1 EXCEPTION NO_CHANGE", "later 1 AUTHORISED");
            assertThat(judge.population().ofSource(TICKETS, "late_register")).isOne();
            assertThat(judge.population().ofSource(TICKETS, "register")).isOne();
        }
    }

    @Test
    void shouldNotLetALateRecordRatify_S3_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(hours(2)));
            judge.deliver(emergency("CHG-9", hours(1), hours(-1), hours(1)), mark(hours(24)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldTakeARecordAtTheMarkItselfForLate_S3_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(mark(NOON), change("at", NOON, NOON, hours(1)));
            judge.deliver(change("after", NOON.plusMillis(1), NOON, hours(1)));
            assertThat(judge.population().ofSource(TICKETS, "late_register")).isOne();
        }
    }

    @Test
    void shouldRememberOverARestoreWhichRecordsWereLate_S3_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(action("a", NOON), mark(hours(1)), emergency("CHG-9", hours(1), hours(-1), hours(2)));
            judge.restore(2);
            judge.deliver(action("b", hours(1)), mark(hours(48)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "b 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldIgnoreALowerMark_S3_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(mark(hours(1)), mark(NOON));
            judge.deliver(action("a", hours(1)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
            assertThat(judge.population().ofSource(TICKETS, "marks")).isEqualTo(2);
        }
    }

    @Test
    void shouldCountARepeatedVersionAsADuplicateAndNothingMore_S3_2() throws Exception {
        try (JudgeStand judge = JudgeStand.of(settings(), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(5)), mark(hours(1)));
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(5)), action("a", NOON));
            Population population = judge.population();
            assertThat(population.ofSource(TICKETS, "duplicates")).isOne();
            assertThat(population.ofSource(TICKETS, "late_register")).isZero();
            assertThat(population.imbalances()).isEmpty();
            assertThat(judge.said()).containsExactly("a 1 AUTHORISED");
        }
    }

    @Test
    void shouldCountEachRegisterRecordOnceHoweverManySubtasksLearnIt_S6_3() throws Exception {
        try (JudgeStand judge = JudgeStand.of(JudgeStand.Backend.HEAP, 4, settings(), List.of(releaseWindow()))) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(5)), mark(hours(1)), action("a", NOON));
            Population population = judge.population();
            assertThat(population.ofSource(TICKETS, "read")).isEqualTo(2);
            assertThat(population.imbalances()).isEmpty();
        }
    }

    @Test
    void shouldAssumeASourceCompleteMaxDelayBehindItsNewestRecord_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(ASSUMED, releaseWindow())) {
            judge.deliver(action("a", NOON));
            judge.deliver(identity("x", 1, minutes(5).minusMillis(1), "ann"));
            assertThat(judge.said()).isEmpty();
            judge.deliver(identity("x", 2, minutes(5), "ann"));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
            assertThat(judge.verdicts().get(0).notes()).contains("ASSUMED_COMPLETE");
        }
    }

    @Test
    void shouldAdvanceAQuietAssumedSourceWithTheClock_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(ASSUMED, releaseWindow())) {
            judge.deliver(identity("x", 1, NOON, "ann"), action("a", NOON));
            judge.clock(Duration.ofMinutes(5).minusSeconds(1));
            assertThat(judge.said()).isEmpty();
            judge.clock(Duration.ofSeconds(2));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldNotAssumeAnythingOfASourceThatDeliveredNothing_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(ASSUMED, releaseWindow())) {
            judge.deliver(action("a", NOON), mark(hours(10))).clock(Duration.ofDays(10));
            assertThat(judge.said()).isEmpty();
        }
    }

    @Test
    void shouldIgnoreTheMarksOfAnAssumedSourceAltogether_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(ASSUMED, releaseWindow())) {
            judge.deliver(identity("x", 1, NOON, "ann"), action("a", minutes(10)));
            for (int minute = 0; minute < 16; minute++) {
                judge.deliver(mark(hours(1))).clock(Duration.ofMinutes(1));
            }
            assertThat(judge.said())
                    .as("they neither complete it nor keep it from advancing")
                    .containsExactly("a 1 EXCEPTION NO_CHANGE");
            assertThat(judge.population().ofSource(TICKETS, "marks")).isEqualTo(16);
        }
    }

    @Test
    void shouldNotTakeRepetitionsOfWhatIsKnownForNews_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(ASSUMED, releaseWindow())) {
            judge.deliver(action("a", minutes(10)));
            for (int minute = 0; minute < 16; minute++) {
                judge.deliver(identity("x", 1, NOON, "ann")).clock(Duration.ofMinutes(1));
            }
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldGoOnAdvancingAQuietAssumedSourceAfterARestore_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(ASSUMED, releaseWindow())) {
            judge.deliver(identity("x", 1, NOON, "ann")).clock(Duration.ofHours(10));
            judge.restore(2).clock(Duration.ofSeconds(1));
            judge.deliver(action("a", hours(10))).clock(Duration.ofMinutes(6));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldSettleNothingBeforeAllThatWasThereAtAColdStartHasBeenRead_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(awaiting("register-0", "register-1"), releaseWindow())) {
            judge.deliver(mark(hours(48)), action("a", NOON)).caughtUp("register-0");
            judge.deliver(action("b", NOON)).clock(Duration.ofMinutes(1)).watermark(minutes(1));
            assertThat(judge.said()).isEmpty();
            judge.deliver(change("CHG-1", hours(49), hours(-1), hours(1))).caughtUp("register-1");
            assertThat(judge.said()).containsExactlyInAnyOrder("a 1 EXCEPTION NO_CHANGE", "b 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldNotTakeItsOwnReadingAtAColdStartForQuiet_S4_6() throws Exception {
        JudgeSettings cold = new JudgeSettings(
                Map.of(),
                ASSUMED.maxDelay(),
                ASSUMED.maxWait(),
                ASSUMED.retention(),
                ASSUMED.dedupHorizon(),
                Duration.ofMinutes(1),
                false,
                Set.of("register-0"));
        try (JudgeStand judge = JudgeStand.of(cold, releaseWindow())) {
            judge.deliver(identity("x", 1, NOON, "ann")).clock(Duration.ofHours(1));
            judge.deliver(identity("y", 1, minutes(10), "ann")).caughtUp("register-0");
            assertThat(judge.population().ofSource(TICKETS, "late_register")).isZero();
        }
    }

    @Test
    void shouldNotTakeForSilenceWhatItHasNotReadYetAtAColdStart_S4_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(awaiting("register-0", "register-1"), releaseWindow())) {
            judge.deliver(action("a", NOON), action("b", hours(49))).watermark(hours(60));
            judge.deliver(mark(hours(48))).caughtUp("register-0").deliver(action("c", minutes(1)));
            assertThat(judge.said()).isEmpty();
            judge.caughtUp("register-1").clock(Duration.ofSeconds(1));
            assertThat(judge.said())
                    .containsExactlyInAnyOrder(
                            "a 1 EXCEPTION NO_CHANGE",
                            "c 1 EXCEPTION NO_CHANGE",
                            "b 1 INDETERMINATE SOURCE_INCOMPLETE");
        }
    }

    @Test
    void shouldLoseNothingWhenTimeRunsAheadOfTheRegisterAtAColdStart_S3_7() throws Exception {
        try (JudgeStand judge = JudgeStand.of(awaiting("register-0"), releaseWindow())) {
            judge.deliver(change("CHG-1", hours(-1), hours(-1), hours(1)), action("a", NOON));
            judge.watermark(days(200)).deliver(action("old", hours(1)));
            judge.restore(1).watermark(days(201)).deliver(mark(days(100)));
            assertThat(judge.said()).containsExactly("old 1 INDETERMINATE BEFORE_RETENTION");
            judge.caughtUp("register-0");
            assertThat(judge.said()).contains("a 1 AUTHORISED");
            assertThat(judge.population().imbalances()).isEmpty();
        }
    }

    @Test
    void shouldGoOnWaitingAfterARestoreForWhatWasNotYetRead_S4_6() throws Exception {
        JudgeSettings settings = awaiting("register-0", "register-1");
        try (JudgeStand judge = JudgeStand.of(settings, releaseWindow())) {
            judge.deliver(mark(hours(48)), action("a", NOON)).caughtUp("register-0");
            judge.restore(2);
            judge.deliver(action("b", NOON));
            assertThat(judge.said()).isEmpty();
            judge.caughtUp("register-1");
            assertThat(judge.said()).hasSize(2);
        }
    }

    @Test
    void shouldNotWaitForEverForAPartitionThatIsGone_S4_6() throws Exception {
        try (JudgeStand judge = JudgeStand.of(awaiting("register-0", "gone-0"), releaseWindow())) {
            judge.deliver(mark(hours(48)), action("a", NOON)).caughtUp("register-0");
            judge.restore(1, awaiting("register-0", "new-0"), List.of(releaseWindow()));
            judge.deliver(action("b", NOON)).clock(Duration.ofSeconds(1));
            assertThat(judge.said()).containsExactlyInAnyOrder("a 1 EXCEPTION NO_CHANGE", "b 1 EXCEPTION NO_CHANGE");
        }
    }

    @Test
    void shouldKeepWhatEachControlSeesOfAnIdentityThatChangedSources_S3_3() throws Exception {
        RuleFile entitled = rule("entitled", "true", "entitlement: { sources: [" + TICKETS + "] }");
        try (JudgeStand judge = JudgeStand.of(settings(), entitled)) {
            judge.deliver(
                    identity("ci-gl", 1, NOON, "ann"), Given.from(INVENTORY, identity("ci-gl", 2, days(1), "bob")));
            judge.deliver(mark(days(200)));
            judge.watermark(days(150)).watermark(days(170));
            judge.deliver(action("a", days(170)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_ENTITLEMENT");
        }
    }

    @Test
    void shouldKeepAVersionAsLongAsALateSuccessorIsHiddenFromSomeAction_S3_6() throws Exception {
        RuleFile entitled = rule("entitled", "true", "entitlement: { sources: [" + TICKETS + "] }");
        try (JudgeStand judge = JudgeStand.of(settings(), entitled)) {
            judge.deliver(identity("ci-gl", 1, NOON, "ann"), mark(days(200)), identity("ci-gl", 2, days(1), "bob"));
            judge.watermark(days(150)).watermark(days(170));
            judge.deliver(action("a", days(170)));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_ENTITLEMENT");
        }
    }

    @Test
    void shouldGoOnNotingAConflictWhenItsVersionsAreOld_S3_2() throws Exception {
        RuleFile vaulted = rule("vaulted", "true", "credential: { sources: [" + TICKETS + "], max_age: P900D }");
        try (JudgeStand judge = JudgeStand.of(settings(), vaulted)) {
            judge.deliver(credential("AK-1", 1, NOON), credential("AK-1", 1, hours(1)), mark(days(200)));
            judge.watermark(days(150)).watermark(days(170)).restore(1);
            judge.deliver(action("a", days(170)));
            Verdict verdict = judge.verdicts().get(0);
            assertThat(verdict.notes()).contains("REGISTER_CONFLICT");
        }
    }
}
