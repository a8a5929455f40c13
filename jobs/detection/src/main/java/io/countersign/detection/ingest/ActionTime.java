package io.countersign.detection.ingest;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.BoundedOutOfOrdernessWatermarks;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.eventtime.WatermarksWithIdleness;

/** Watermarks of one partition: the time of its actions moves them, nothing else does. */
final class ActionTime {

    private ActionTime() {}

    /** Of partitions with actions. */
    static WatermarkStrategy<Ingested> ofActions(Duration maxSkew, Duration outOfOrderness, Duration idleTimeout) {
        return new OfActions(maxSkew, outOfOrderness, idleTimeout);
    }

    /** Of partitions with register records: idle from the first to the last, so that they hold nothing back. */
    static WatermarkStrategy<Ingested> ofRegister() {
        return new OfRegister();
    }

    /**
     * The action's time, but at most so far ahead of Kafka's timestamp as a dialect would let pass (S1.4): one time far
     * in the future would make everything after it late. Other events keep Kafka's timestamp.
     */
    private record Clamped(long maxSkewMillis) implements TimestampAssigner<Ingested> {
        @Override
        public long extractTimestamp(Ingested ingested, long recordTimestamp) {
            if (ingested.action() == null) {
                return recordTimestamp;
            }
            long time = ingested.action().time().toEpochMilli();
            return recordTimestamp < 0 ? time : Math.min(time, recordTimestamp + maxSkewMillis);
        }
    }

    private record OfActions(Duration maxSkew, Duration outOfOrderness, Duration idleTimeout)
            implements WatermarkStrategy<Ingested> {

        @Override
        public WatermarkGenerator<Ingested> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
            return new OnActions(new WatermarksWithIdleness<>(
                    new BoundedOutOfOrdernessWatermarks<>(outOfOrderness),
                    idleTimeout,
                    context.getInputActivityClock()));
        }

        @Override
        public TimestampAssigner<Ingested> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
            return new Clamped(maxSkew.toMillis());
        }
    }

    private record OfRegister() implements WatermarkStrategy<Ingested> {

        @Override
        public WatermarkGenerator<Ingested> createWatermarkGenerator(WatermarkGeneratorSupplier.Context context) {
            return new AlwaysIdle();
        }
    }

    /**
     * Lets a generator see actions only. A partition full of events that are out of scope is thus as idle as a silent
     * one: it knows nothing of the time of actions, and would otherwise hold all others back for ever.
     */
    private record OnActions(WatermarkGenerator<Ingested> generator) implements WatermarkGenerator<Ingested> {

        @Override
        public void onEvent(Ingested ingested, long timestamp, WatermarkOutput output) {
            if (ingested.action() != null) {
                generator.onEvent(ingested, timestamp, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            generator.onPeriodicEmit(output);
        }
    }

    private static final class AlwaysIdle implements WatermarkGenerator<Ingested> {

        @Override
        public void onEvent(Ingested ingested, long timestamp, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.markIdle();
        }
    }
}
