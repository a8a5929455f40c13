package io.countersign.detection.publish;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Messages as a sink would send them. */
final class Sent {

    private static final KafkaRecordSerializationSchema.KafkaSinkContext SINK =
            new KafkaRecordSerializationSchema.KafkaSinkContext() {
                @Override
                public int getParallelInstanceId() {
                    return 0;
                }

                @Override
                public int getNumberOfParallelInstances() {
                    return 1;
                }

                @Override
                public int[] getPartitionsForTopic(String topic) {
                    return new int[] {0};
                }
            };

    private Sent() {}

    static <T> ProducerRecord<byte[], byte[]> by(TopicMessages<T> messages, T element) {
        return messages.serialize(element, SINK, 1L);
    }

    static Map<String, String> headers(ProducerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new HashMap<>();
        message.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
