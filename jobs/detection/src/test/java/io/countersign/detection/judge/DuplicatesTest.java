package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.action;
import static io.countersign.detection.judge.Given.days;
import static io.countersign.detection.judge.Given.hours;
import static io.countersign.detection.judge.Given.mark;
import static io.countersign.detection.judge.Given.minutes;
import static io.countersign.detection.judge.Given.releaseWindow;
import static io.countersign.detection.judge.Given.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.judge.Population;
import io.countersign.schemas.record.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Repetitions of actions and reuse of their ids (S6.1). */
class DuplicatesTest {

    @ParameterizedTest
    @EnumSource
    void shouldJudgeEqualContentsOnce_S6_1(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = stand(backend)) {
            judge.deliver(action("a", NOON), action("a", NOON), mark(hours(48)));
            judge.restore(2);
            judge.deliver(action("a", NOON));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE");
            Population population = judge.population();
            assertThat(population.ofSource("trail", "duplicates")).isEqualTo(2);
            assertThat(population.ofControl("release-window", "selected")).isOne();
            assertThat(population.imbalances()).isEmpty();
        }
    }

    @Test
    void shouldJudgeEveryContentUnderAReusedIdAndCountTheReuse_S6_1() throws Exception {
        try (JudgeStand judge = stand(JudgeStand.Backend.HEAP)) {
            judge.deliver(mark(hours(48)));
            judge.deliver(action("a", NOON), action("a", NOON, Operation.DEPLOY, null), action("a", minutes(90)));
            assertThat(judge.verdicts()).extracting("id").hasSize(3).doesNotHaveDuplicates();
            Population population = judge.population();
            assertThat(population.ofSource("trail", "id_conflicts")).isEqualTo(2);
            assertThat(population.ofSource("trail", "duplicates")).isZero();
            assertThat(population.imbalances()).isEmpty();
        }
    }

    @Test
    void shouldCountAReuseOfAnIdWithinTheHorizonOfItsLastUse_S6_1() throws Exception {
        try (JudgeStand judge = stand(JudgeStand.Backend.HEAP)) {
            judge.deliver(action("a", NOON), action("a", hours(20)));
            judge.watermark(hours(30));
            judge.deliver(action("a", hours(31)));
            assertThat(judge.population().ofSource("trail", "id_conflicts")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRecogniseARepetitionUntilTheWatermarkHasPassedItByTheHorizon_S6_1(JudgeStand.Backend backend)
            throws Exception {
        try (JudgeStand judge = stand(backend)) {
            judge.deliver(action("a", NOON), mark(hours(48)));
            judge.watermark(hours(24));
            judge.deliver(action("a", NOON));
            assertThat(judge.population().ofSource("trail", "duplicates")).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRepeatTheVerdictUnderItsIdBeyondTheHorizon_S6_1(JudgeStand.Backend backend) throws Exception {
        try (JudgeStand judge = stand(backend)) {
            judge.deliver(mark(days(10)), action("a", NOON));
            judge.watermark(days(3)).watermark(days(4));
            judge.deliver(action("a", NOON));
            assertThat(judge.said()).containsExactly("a 1 EXCEPTION NO_CHANGE", "a 1 EXCEPTION NO_CHANGE");
            assertThat(judge.lastVerdicts()).hasSize(1);
            assertThat(judge.population().imbalances()).isEmpty();
        }
    }

    private static JudgeStand stand(JudgeStand.Backend backend) throws Exception {
        return JudgeStand.of(backend, 1, settings(), List.of(releaseWindow()));
    }
}
