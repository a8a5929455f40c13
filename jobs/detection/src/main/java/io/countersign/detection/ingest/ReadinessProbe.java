package io.countersign.detection.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds the last record that can be read of each partition, so that at a cold start nothing is settled before the
 * register has been read up to there. The end offset alone does not tell: transaction markers, aborted records and what
 * compaction removed take offsets that no reader ever sees.
 */
public final class ReadinessProbe {

    private static final Duration POLL = Duration.ofMillis(200);

    private ReadinessProbe() {}

    /**
     * By {@code topic-partition} the offset of its last committed record; partitions without any are left out.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker cannot be asked
     */
    public static Map<String, Long> lastOffsets(KafkaInput input) {
        Properties properties = ConsumerProperties.of(input);
        properties.setProperty(ConsumerConfig.CLIENT_ID_CONFIG, input.groupId() + "-readiness");
        properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        Map<String, Long> lastOffsets = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : input.topicNames()) {
                for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                    partitions.add(new TopicPartition(topic, partition.partition()));
                }
            }
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                long last = lastBetween(
                        consumer, partition, begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L));
                if (last >= 0) {
                    lastOffsets.put(partition.toString(), last);
                }
            }
        }
        return lastOffsets;
    }

    /** Looks at ever longer ends of the partition, since one that ends in markers only would hide the last record. */
    private static long lastBetween(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long begin, long end) {
        consumer.assign(List.of(partition));
        long upTo = end;
        for (long length = 16; upTo > begin; length *= 16) {
            long from = Math.max(begin, end - length);
            long last = lastReadable(consumer, partition, from, upTo);
            if (last >= 0) {
                return last;
            }
            upTo = from;
        }
        return -1;
    }

    private static long lastReadable(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long upTo) {
        consumer.seek(partition, from);
        long last = -1;
        while (consumer.position(partition) < upTo) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                if (found.offset() < upTo) {
                    last = found.offset();
                }
            }
        }
        return last;
    }
}
