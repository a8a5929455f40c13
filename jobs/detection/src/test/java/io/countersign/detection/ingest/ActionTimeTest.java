package io.countersign.detection.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class ActionTimeTest {

    private static final long NOON = Instant.parse("2026-03-31T12:00:00Z").toEpochMilli();
    private static final WatermarkStrategy<Ingested> STRATEGY =
            ActionTime.ofActions(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofMinutes(1));

    private final TestingClock clock = new TestingClock();
    private final TestingOutput output = new TestingOutput();
    private final WatermarkGenerator<Ingested> generator = STRATEGY.createWatermarkGenerator(clock);
    private final TimestampAssigner<Ingested> assigner = STRATEGY.createTimestampAssigner(clock);

    private static final class TestingClock
            implements WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {

        private final ManualClock manual = new ManualClock();

        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return manual;
        }
    }

    private static final class TestingOutput implements WatermarkOutput {

        private final List<Object> emitted = new ArrayList<>();

        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            emitted.add("idle");
        }

        @Override
        public void markActive() {
            emitted.add("active");
        }

        private Object last() {
            return emitted.get(emitted.size() - 1);
        }
    }

    @Test
    void anActionMovesTheWatermarkToItsTimeLessTheOutOfOrderness() {
        deliver(actionAt(NOON), NOON);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(NOON - 10_000 - 1);
    }

    @Test
    void whatIsNoActionNeverMovesTheWatermark() {
        deliver(actionAt(NOON), NOON);
        deliver(Ingested.register(RegisterEvent.of("{}")), NOON + 3_600_000);
        deliver(Ingested.register(RegisterEvent.ofCaughtUp("t-0")), NOON + 3_600_000);
        deliver(passedOver(), NOON + 3_600_000);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(NOON - 10_000 - 1);
    }

    @Test
    void anActionFarInTheFutureMovesTheWatermarkNoFurtherThanTheSkewAllows() {
        deliver(actionAt(Instant.parse("9999-01-01T00:00:00Z").toEpochMilli()), NOON);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(NOON + 300_000 - 10_000 - 1);
    }

    @Test
    void aPartitionOfEventsThatAreNoActionsIsIdleLikeASilentOne() {
        generator.onPeriodicEmit(output);
        for (int second = 0; second <= 61; second++) {
            deliver(passedOver(), NOON);
            clock.manual.advanceTime(Duration.ofSeconds(1));
            generator.onPeriodicEmit(output);
        }
        assertThat(output.last()).isEqualTo("idle");
        deliver(actionAt(NOON), NOON);
        generator.onPeriodicEmit(output);
        assertThat(output.last()).isEqualTo(NOON - 10_000 - 1);
    }

    @Test
    void aRegisterPartitionIsIdleFromTheFirstToTheLast() {
        WatermarkGenerator<Ingested> register = ActionTime.ofRegister().createWatermarkGenerator(clock);
        register.onPeriodicEmit(output);
        register.onEvent(Ingested.register(RegisterEvent.of("{}")), NOON, output);
        register.onEvent(actionAt(NOON), NOON, output);
        register.onPeriodicEmit(output);
        assertThat(output.emitted).containsOnly("idle");
    }

    private void deliver(Ingested ingested, long kafkaTimestamp) {
        generator.onEvent(ingested, assigner.extractTimestamp(ingested, kafkaTimestamp), output);
    }

    private static Ingested passedOver() {
        return Ingested.passedOver(new Tally(Tally.Subject.SOURCE, "trail", "out_of_scope", "NOT_LISTED", 1));
    }

    private static Ingested actionAt(long millis) {
        return Ingested.action(new Action(
                "a",
                Instant.ofEpochMilli(millis),
                "trail",
                new Actor("ci", ActorKind.MACHINE, null, null, List.of()),
                null,
                Operation.WRITE,
                null,
                ActionOutcome.SUCCESS,
                null,
                null,
                null,
                null,
                null));
    }
}
