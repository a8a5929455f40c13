package io.countersign.detection.ingest;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Streams of what was ingested from Kafka. Only committed records are read, never from the end, and watermarks are
 * those of single partitions. Watermark alignment stays off (FLINK-39728).
 */
public final class KafkaIngest {

    @SuppressWarnings("deprecation") // The connector has no other way to name the strategy.
    private static final OffsetsInitializer COMMITTED =
            OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);

    private KafkaIngest() {}

    /** Topics with actions, whose time moves the watermark. The caller gives the uid. */
    public static DataStreamSource<Ingested> actions(
            StreamExecutionEnvironment env, KafkaInput input, DialectFactory dialects) {
        OffsetsInitializer start = input.startFrom() == StartFrom.EARLIEST ? OffsetsInitializer.earliest() : COMMITTED;
        WatermarkStrategy<Ingested> time =
                ActionTime.ofActions(input.maxSkew(), input.outOfOrderness(), input.idleTimeout());
        return env.fromSource(source(input, input.groupId(), "actions", start, dialects, Map.of()), time, "actions");
    }

    /**
     * Topics with register records and marks. They are always read from the earliest offset when there is no checkpoint:
     * committed offsets tell what another run has seen, not what this register holds. The consumer group is another, so
     * that a topic which holds actions too keeps what was committed of those.
     *
     * @param lastOffsets what {@link ReadinessProbe} found: behind each of these offsets goes an
     *     {@link Ingested#caughtUp}
     */
    public static DataStreamSource<Ingested> register(
            StreamExecutionEnvironment env, KafkaInput input, DialectFactory dialects, Map<String, Long> lastOffsets) {
        return env.fromSource(
                source(
                        input,
                        input.groupId() + "-register",
                        "register",
                        OffsetsInitializer.earliest(),
                        dialects,
                        lastOffsets),
                ActionTime.ofRegister(),
                "register");
    }

    private static KafkaSource<Ingested> source(
            KafkaInput input,
            String groupId,
            String role,
            OffsetsInitializer start,
            DialectFactory dialects,
            Map<String, Long> lastOffsets) {
        List<TopicReading> topics = input.topics();
        return KafkaSource.<Ingested>builder()
                .setProperties(ConsumerProperties.of(input))
                .setClientIdPrefix(input.groupId() + "-" + role)
                .setGroupId(groupId)
                .setTopics(input.topicNames())
                .setStartingOffsets(start)
                .setProperty(
                        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                        Long.toString(input.partitionDiscoveryInterval().toMillis()))
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "true")
                .setDeserializer(new KafkaMessages(topics, dialects, lastOffsets))
                .build();
    }
}
