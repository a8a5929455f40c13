package io.countersign.detection.ingest;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.dialect.Dialect;
import io.countersign.schemas.dialect.EventHandler;
import io.countersign.schemas.dialect.Message;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads events again where they came from. They are exceptions, and few: to carry the bytes of every event along would cost
 * each of them. A message is read in its dialect again, and the event is the one whose bytes have the hash that is wanted.
 */
public final class KafkaRawBytes implements RawBytes {

    private static final long serialVersionUID = 1L;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What is wanted lies far apart: a fetch of the usual size would bring hundreds of messages for each. */
    private static final int FETCHED_BYTES = 64 * 1024;

    /** So far ahead it is cheaper to read on than to begin again. */
    private static final int NEAR = 40;

    private final HashMap<String, String> properties = new HashMap<>();
    private final ArrayList<TopicReading> topics;
    private final DialectFactory dialects;

    /** For what an input reads. */
    public KafkaRawBytes(KafkaInput input, DialectFactory dialects) {
        Properties given = ConsumerProperties.of(input);
        given.stringPropertyNames().forEach(name -> properties.put(name, given.getProperty(name)));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, input.groupId() + "-raw");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(FETCHED_BYTES));
        topics = new ArrayList<>(input.topics());
        this.dialects = dialects;
    }

    @Override
    public Reader open() {
        Map<String, List<Dialect>> readers = new HashMap<>();
        topics.forEach(reading -> readers.computeIfAbsent(reading.topic(), unused -> new ArrayList<>())
                .add(dialects.create(reading.dialect(), reading.source(), reading.timeZone())));
        return new KafkaReader(
                new KafkaConsumer<>(
                        new HashMap<>(properties), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                readers);
    }

    private record KafkaReader(KafkaConsumer<byte[], byte[]> consumer, Map<String, List<Dialect>> dialects)
            implements Reader {

        @Override
        public void read(Collection<RawReference> wanted, BiConsumer<RawReference, byte[]> found) {
            Map<TopicPartition, TreeMap<Long, List<RawReference>>> places = new HashMap<>();
            for (RawReference each : wanted) {
                if (dialects.containsKey(each.topic())) {
                    places.computeIfAbsent(
                                    new TopicPartition(each.topic(), each.partition()), unused -> new TreeMap<>())
                            .computeIfAbsent(each.offset(), unused -> new ArrayList<>())
                            .add(each);
                }
            }
            places.forEach((partition, offsets) -> read(partition, offsets, found));
        }

        /** Goes through a partition from one wanted offset to the next; what has been deleted is passed over. */
        private void read(
                TopicPartition partition,
                TreeMap<Long, List<RawReference>> offsets,
                BiConsumer<RawReference, byte[]> found) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
            long begin = consumer.beginningOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
            Long next = offsets.ceilingKey(begin);
            long position = -1;
            while (next != null && next < end) {
                if (position < 0 || next > position + NEAR) {
                    consumer.seek(partition, next);
                }
                List<ConsumerRecord<byte[], byte[]>> polled =
                        consumer.poll(POLL).records(partition);
                for (ConsumerRecord<byte[], byte[]> each : polled) {
                    List<RawReference> here = offsets.get(each.offset());
                    if (here != null) {
                        match(each, here, found);
                    }
                }
                position = consumer.position(partition);
                if (position > next) {
                    next = offsets.ceilingKey(position);
                }
            }
        }

        private void match(
                ConsumerRecord<byte[], byte[]> consumed,
                List<RawReference> wanted,
                BiConsumer<RawReference, byte[]> found) {
            Message message =
                    new Message(consumed.topic(), consumed.partition(), consumed.offset(), null, consumed.value());
            for (Dialect dialect : dialects.getOrDefault(consumed.topic(), List.of())) {
                dialect.read(message, new Matching(wanted, found));
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** Hands on the bytes of the actions whose hash is wanted. */
    private record Matching(List<RawReference> wanted, BiConsumer<RawReference, byte[]> found) implements EventHandler {

        @Override
        public void action(Action action, byte[] bytes, int from, int to) {
            RawReference raw = action.raw();
            for (RawReference each : wanted) {
                if (raw != null && raw.sha256().equals(each.sha256())) {
                    found.accept(each, Arrays.copyOfRange(bytes, from, to));
                    return;
                }
            }
        }

        @Override
        public void action(Action action) {}

        @Override
        public void register(RegisterRecord registerRecord) {}

        @Override
        public void mark(Mark mark) {}

        @Override
        public void outOfScope(String source, String reason) {}

        @Override
        public void noAction(String source, String reason) {}

        @Override
        public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {}
    }
}
