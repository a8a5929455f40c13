package io.countersign.detection.ingest;

import io.countersign.schemas.dialect.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads Kafka's records into events inside the source, so that each event keeps its partition's place in the watermark.
 * No record makes it fail: an exception here would restart the job at the same record for ever.
 */
final class KafkaMessages implements KafkaRecordDeserializationSchema<Ingested> {

    private static final long serialVersionUID = 1L;

    private final ArrayList<TopicReading> topics;
    private final DialectFactory dialects;
    private final HashMap<String, Long> awaited;

    private transient Map<String, List<MessageReader>> readers;

    /**
     * A reader of topics.
     *
     * @param topics how each is read; one that is listed under several dialects is read in each of them
     * @param awaited by {@code topic-partition} the offset after which it has caught up
     */
    KafkaMessages(List<TopicReading> topics, DialectFactory dialects, Map<String, Long> awaited) {
        this.topics = new ArrayList<>(topics);
        this.dialects = dialects;
        this.awaited = new HashMap<>(awaited);
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        readers = new HashMap<>();
        topics.forEach(reading -> readers.computeIfAbsent(reading.topic(), unused -> new ArrayList<>())
                .add(new MessageReader(dialects.create(reading.dialect(), reading.source(), reading.timeZone()))));
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> consumed, Collector<Ingested> out) {
        List<MessageReader> own = readers.get(consumed.topic());
        if (own == null) {
            throw new IllegalStateException("a record of topic " + consumed.topic() + ", which was not asked for");
        }
        Message message = new Message(
                consumed.topic(),
                consumed.partition(),
                consumed.offset(),
                consumed.timestamp() < 0 ? null : consumed.timestamp(),
                consumed.value());
        own.forEach(reader -> reader.read(message).forEach(out::collect));
        signalCaughtUp(consumed, out);
    }

    /** The last offset may have been compacted away since it was asked for: a later one says as much. */
    private void signalCaughtUp(ConsumerRecord<byte[], byte[]> consumed, Collector<Ingested> out) {
        if (awaited.isEmpty()) {
            return;
        }
        String partition = consumed.topic() + "-" + consumed.partition();
        Long last = awaited.get(partition);
        if (last != null && consumed.offset() >= last) {
            awaited.remove(partition);
            out.collect(Ingested.register(RegisterEvent.ofCaughtUp(partition)));
        }
    }

    @Override
    public TypeInformation<Ingested> getProducedType() {
        return TypeInformation.of(Ingested.class);
    }
}
