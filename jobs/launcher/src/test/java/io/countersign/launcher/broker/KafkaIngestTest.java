package io.countersign.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.ingest.DialectFactory;
import io.countersign.detection.ingest.Ingested;
import io.countersign.detection.ingest.KafkaIngest;
import io.countersign.detection.ingest.KafkaInput;
import io.countersign.detection.ingest.Quarantined;
import io.countersign.detection.ingest.ReadinessProbe;
import io.countersign.detection.ingest.RegisterEvent;
import io.countersign.detection.ingest.StartFrom;
import io.countersign.detection.ingest.TopicReading;
import io.countersign.schemas.codec.QuarantineReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // Waiting for a record cannot be interrupted.
class KafkaIngestTest {

    private static final DialectFactory DIALECTS = new DialectFactory(Duration.ofMinutes(5), "");

    /** Kafka's timestamps are the clock's, so that the times of valid actions must be about its as well. */
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(directory);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void poisonIsQuarantinedWithItsBytesAndCoordinatesAndTheJobGoesOn() throws Exception {
        broker.createTopics(List.of("poison"), 1);
        List<byte[]> poison = new ArrayList<>(List.of(
                new byte[0],
                "{".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xc3, 0x28},
                gzip("{}"),
                action("future", now.plus(Duration.ofHours(1))),
                action("year-9999", Instant.parse("9999-01-01T00:00:00Z"))));
        sendWithoutValue("poison", 0);
        poison.forEach(bytes -> send("poison", 0, bytes));
        send("poison", 0, action("last", now));
        producer.flush();

        StreamExecutionEnvironment env = environment();
        List<Ingested> events =
                collect(KafkaIngest.actions(env, input("poison"), DIALECTS).uid("actions"), 2 * (poison.size() + 2));

        List<Quarantined> quarantined = events.stream()
                .map(Ingested::quarantined)
                .filter(Objects::nonNull)
                .toList();
        assertThat(quarantined)
                .extracting(Quarantined::reason)
                .containsExactly(
                        QuarantineReason.EMPTY,
                        QuarantineReason.EMPTY,
                        QuarantineReason.NOT_JSON,
                        QuarantineReason.NOT_UTF8,
                        QuarantineReason.NOT_UTF8,
                        QuarantineReason.TIME_OUT_OF_RANGE,
                        QuarantineReason.TIME_OUT_OF_RANGE);
        assertThat(quarantined).extracting(Quarantined::offset).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(quarantined).extracting(Quarantined::topic).containsOnly("poison");
        assertThat(quarantined.subList(1, 7)).extracting(Quarantined::raw).containsExactlyElementsOf(poison);
        assertThat(events.get(events.size() - 2).action()).isNotNull().returns("last", last -> last.id());
    }

    @Test
    void aPartitionHasCaughtUpBehindTheLastRecordThatWasThereAtTheStart() throws Exception {
        broker.createTopics(List.of("register"), 2);
        send("register", 1, mark("itsm", now.minusSeconds(3)));
        send("register", 1, mark("itsm", now.minusSeconds(2)));
        producer.flush();
        KafkaInput input = input("register");
        Map<String, Long> awaited = ReadinessProbe.lastOffsets(input);
        send("register", 1, mark("itsm", now.minusSeconds(1)));
        producer.flush();

        List<Ingested> events = collect(
                KafkaIngest.register(environment(), input, DIALECTS, awaited).uid("register"), 7);

        List<String> order = events.stream().map(KafkaIngestTest::kindOf).toList();
        assertThat(order).containsExactly("record", "count", "record", "count", "register-1", "record", "count");
    }

    private static String kindOf(Ingested event) {
        RegisterEvent register = event.register();
        if (register == null) {
            return "count";
        }
        return register.caughtUp() == null ? "record" : register.caughtUp();
    }

    @Test
    void aRegisterIsReadFromItsBeginningWhateverTheGroupHasCommitted() throws Exception {
        broker.createTopics(List.of("again"), 1);
        send("again", 0, mark("itsm", now.minusSeconds(1)));
        producer.flush();
        for (int run = 0; run < 2; run++) {
            StreamExecutionEnvironment env = environment();
            env.enableCheckpointing(100);
            List<Ingested> read = collect(
                    KafkaIngest.register(env, input("again"), DIALECTS, Map.of())
                            .uid("register"),
                    2);
            assertThat(Objects.requireNonNull(read.get(0).register()).canonicalJson())
                    .contains("\"mark\"");
        }
    }

    /** Neither a partition of poison, nor one without records, nor a register holds the actions' time back. */
    @Test
    void onlyPartitionsWithActionsHoldTheWatermark() throws Exception {
        broker.createTopics(List.of("time"), 3);
        broker.createTopics(List.of("time-register"), 2);
        send("time", 0, action("first", now.minus(Duration.ofHours(2))));
        send("time", 0, action("second", now));
        for (int i = 0; i < 50; i++) {
            send("time", 1, "no action".getBytes(StandardCharsets.UTF_8));
        }
        send("time-register", 0, mark("itsm", now.minus(Duration.ofDays(1))));
        producer.flush();

        StreamExecutionEnvironment env = environment();
        DataStream<Ingested> both = KafkaIngest.actions(env, input("time"), DIALECTS)
                .uid("actions")
                .union(KafkaIngest.register(env, input("time-register"), DIALECTS, Map.of())
                        .uid("register"));
        DataStream<String> passed = both.filter(each -> each.action() != null)
                .uid("filter")
                .keyBy(each -> 0, Types.INT)
                .process(new PassedBy())
                .uid("timers");
        assertThat(collect(passed, 1))
                .containsExactly(
                        "watermark passed " + now.minus(Duration.ofHours(2)).toEpochMilli());
    }

    /** Says when the watermark has passed the time of an action. */
    private static final class PassedBy extends KeyedProcessFunction<Integer, Ingested, String> {

        @Override
        public void processElement(Ingested event, Context context, Collector<String> out) {
            context.timerService().registerEventTimeTimer(context.timestamp());
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext context, Collector<String> out) {
            out.collect("watermark passed " + timestamp);
        }
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        return StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
    }

    @SuppressWarnings("try") // Closing the iterator ends the job; that it may be interrupted is no fault here.
    private static <T> List<T> collect(DataStream<T> stream, int count) throws Exception {
        List<T> collected = new ArrayList<>();
        try (CloseableIterator<T> events = stream.executeAndCollect()) {
            while (collected.size() < count) {
                collected.add(events.next());
            }
        }
        return collected;
    }

    private static KafkaInput input(String topic) {
        return new KafkaInput(
                broker.bootstrapServers(),
                Map.of(),
                "ingest-" + topic,
                List.of(new TopicReading(topic, "countersign.canonical")),
                StartFrom.COMMITTED,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1));
    }

    private static byte[] action(String id, Instant time) {
        return """
                {"type":"action","id":"%s","time":"%s","source":"trail","actor":{"principal":"ci","kind":"machine"},\
                "operation":"write","outcome":"success"}""".formatted(id, time).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] mark(String source, Instant through) {
        return """
                {"type":"mark","source":"%s","complete_through":"%s"}""".formatted(source, through).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Flushed by the tests.
    private static void send(String topic, int partition, byte[] value) {
        producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Flushed by the tests.
    private static void sendWithoutValue(String topic, int partition) {
        producer.send(new ProducerRecord<>(topic, partition, null, null));
    }
}
