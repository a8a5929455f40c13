package io.countersign.detection.publish;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.kafka.clients.admin.AdminClient;
import org.jspecify.annotations.Nullable;

/**
 * An exactly-once Kafka sink that closes the admin client with which each of its writers looks for transactions that were
 * left open. The connector (5.0.0) never does: every restart of the job would leave one thread a writer behind, which goes
 * on connecting for as long as the TaskManager lives.
 */
final class TidyKafkaSink<T>
        implements Sink<T>,
                SupportsWriterState<T, KafkaWriterState>,
                SupportsCommitter<KafkaCommittable>,
                SupportsPostCommitTopology<KafkaCommittable> {

    private static final long serialVersionUID = 1L;
    private static final Field ADMIN_CLIENT = adminClient();

    private final KafkaSink<T> sink;

    TidyKafkaSink(KafkaSink<T> sink) {
        this.sink = sink;
    }

    private static Field adminClient() {
        try {
            Field field = Class.forName("org.apache.flink.connector.kafka.sink.ExactlyOnceKafkaWriter")
                    .getDeclaredField("adminClient");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another version of flink-connector-kafka; see whether it still leaks", e);
        }
    }

    /** A writer needs the client while it is made, and would make another if it needed one again. */
    private static <W> W withoutAdminClient(W writer) throws IOException {
        try {
            @Nullable AdminClient admin = (AdminClient) ADMIN_CLIENT.get(writer);
            if (admin != null) {
                ADMIN_CLIENT.set(writer, null);
                admin.close();
            }
            return writer;
        } catch (IllegalAccessException e) {
            throw new IOException("the admin client of a Kafka writer cannot be closed", e);
        }
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return withoutAdminClient(sink.createWriter(context));
    }

    @Override
    public StatefulSinkWriter<T, KafkaWriterState> restoreWriter(
            WriterInitContext context, Collection<KafkaWriterState> state) throws IOException {
        return withoutAdminClient(sink.restoreWriter(context, state));
    }

    @Override
    public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
        return sink.getWriterStateSerializer();
    }

    @Override
    public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
        return sink.createCommitter(context);
    }

    @Override
    public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
        return sink.getCommittableSerializer();
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committables) {
        sink.addPostCommitTopology(committables);
    }
}
