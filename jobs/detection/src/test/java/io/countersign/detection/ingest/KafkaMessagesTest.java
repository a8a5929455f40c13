package io.countersign.detection.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose records a topic's are. */
class KafkaMessagesTest {

    private static final String POLL = """
            {"complete_through":"2026-03-30T18:10:00Z","records":[{"number":"CHG1","sys_mod_count":"1",\
            "sys_updated_on":"2026-03-30 18:05:09","type":"normal","state":"-2"}]}""";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"itsm-emea, itsm-emea", "-, servicenow"})
    void shouldNameTheSourceThatTheSettingsNameForRecordsAndMarks(String named, String expected) {
        List<Ingested> read =
                read(new TopicReading("changes", "servicenow.change_request", named, null), "changes", POLL);

        assertThat(read).hasSize(3);
        assertThat(read.subList(0, 2))
                .allSatisfy(each -> assertThat(
                                Objects.requireNonNull(each.register()).canonicalJson())
                        .contains("\"source\":\"" + expected + "\""));
    }

    @Test
    void shouldLeaveCanonicalRecordsTheSourceTheyName() {
        String mark = "{\"type\":\"mark\",\"source\":\"inventory\",\"complete_through\":\"2026-03-30T18:10:00Z\"}";

        assertThat(Objects.requireNonNull(read(new TopicReading("t", "countersign.canonical", "itsm", null), "t", mark)
                                .get(0)
                                .register())
                        .canonicalJson())
                .contains("\"source\":\"inventory\"");
    }

    private static final DeserializationSchema.InitializationContext NOTHING_NEEDED =
            new DeserializationSchema.InitializationContext() {
                @Override
                public MetricGroup getMetricGroup() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public UserCodeClassLoader getUserCodeClassLoader() {
                    throw new UnsupportedOperationException();
                }
            };

    private static List<Ingested> read(TopicReading reading, String topic, String value) {
        KafkaMessages messages =
                new KafkaMessages(List.of(reading), new DialectFactory(Duration.ofMinutes(5), ""), Map.of());
        messages.open(NOTHING_NEEDED);
        List<Ingested> gathered = new ArrayList<>();
        messages.deserialize(
                new ConsumerRecord<>(topic, 0, 7, new byte[0], value.getBytes(StandardCharsets.UTF_8)),
                new ListCollector<>(gathered));
        return gathered;
    }
}
