package io.countersign.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.startup.Demands;
import io.countersign.detection.startup.StartupGuard;
import io.countersign.detection.startup.StartupReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupGuardTest {

    private static final Duration ALLOWED = Duration.ofMinutes(10);
    private static final int LARGEST = 1_048_588;

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(
                directory, Map.of("transaction.max.timeout.ms", Long.toString(ALLOWED.toMillis())));
        broker.createTopics(List.of("trail", "out"), 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aBrokerThatHasEverythingIsFine() {
        assertThat(check("trail", outputs(List.of("out"), false, 1, LARGEST), "fine", ALLOWED, true))
                .isEqualTo(new StartupReport(List.of(), List.of()));
    }

    @Test
    void everyProblemIsReportedAtOnceWithItsRemedy() {
        StartupReport report = check(
                "absent",
                outputs(List.of("out", "missing"), false, 2, LARGEST + 1),
                "many",
                ALLOWED.plusMillis(1),
                true);
        assertThat(report.problems())
                .containsExactly(
                        "kafka.transaction.timeout is 600001 ms, broker 1 allows 600000 ms; lower it, or raise"
                                + " transaction.max.timeout.ms of the broker",
                        "topic 'absent' of 'sources' does not exist; create it or correct its name",
                        "output topic 'out' has 1 replicas, expected 2; add replicas, or lower topics.replication and"
                                + " accept the risk",
                        "output topic 'out' takes messages of 1048588 bytes, expected 1048589; raise its"
                                + " max.message.bytes",
                        "output topics [missing] do not exist; create them, or set topics.create: true");
    }

    @Test
    void missingOutputTopicsAreCreatedWhenAskedFor() throws Exception {
        assertThat(check("trail", outputs(List.of("made-1", "made-2"), true, 1, LARGEST), "make", ALLOWED, true)
                        .problems())
                .isEmpty();
        try (Admin admin = broker.admin()) {
            assertThat(EmbeddedBroker.awaitTopics(admin, List.of("made-1", "made-2"))
                            .values())
                    .hasSize(2)
                    .allMatch(topic -> topic.partitions().size() == 3);
        }
    }

    @Test
    void moreReplicasThanBrokersCannotBeCreated() {
        assertThat(check("trail", outputs(List.of("never"), true, 3, LARGEST), "replicas", ALLOWED, true)
                        .problems())
                .containsExactly("output topics [never] cannot be created with 3 replicas on 1 broker(s); lower"
                        + " topics.replication or add brokers");
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // Flushed below.
    void anOpenTransactionUnderThePrefixIsAnotherJobUnlessACheckpointIsRestored() {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "taken-verdicts-0-1"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("out", "held"));
            producer.flush();
            Demands.Outputs outputs = outputs(List.of("out"), false, 1, LARGEST);
            assertThat(check("trail", outputs, "taken", ALLOWED, true).problems())
                    .singleElement()
                    .asString()
                    .startsWith("transactions [taken-verdicts-0-1] are open, so another job seems to use the prefix"
                            + " 'taken'; give this job a kafka.transactional.id.prefix of its own");
            assertThat(check("trail", outputs, "taken", ALLOWED, false).problems())
                    .isEmpty();
            assertThat(check("trail", outputs, "take", ALLOWED, true).problems())
                    .isEmpty();
            producer.abortTransaction();
        }
    }

    @Test
    void aSmallerTopicThanTheJobsMessagesIsAProblem() {
        broker.create(List.of(new NewTopic("small", 1, (short) 1).configs(Map.of("max.message.bytes", "1000"))));
        assertThat(check("trail", outputs(List.of("small"), false, 1, LARGEST), "small", ALLOWED, true)
                        .problems())
                .containsExactly("output topic 'small' takes messages of 1000 bytes, expected 1048588; raise its"
                        + " max.message.bytes");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsTheOnlyProblem() {
        StartupReport report = StartupGuard.check(new Demands(
                "127.0.0.1:1",
                Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "1000"),
                List.of("trail"),
                outputs(List.of("out"), false, 1, LARGEST),
                "none",
                ALLOWED,
                true));
        assertThat(report.problems())
                .singleElement()
                .asString()
                .startsWith("no broker answers at 127.0.0.1:1 (TimeoutException")
                .endsWith("check kafka.bootstrap.servers, the network, and kafka.properties for SASL and TLS");
    }

    private static Demands.Outputs outputs(List<String> names, boolean create, int replication, int largest) {
        return new Demands.Outputs(names, create, 3, replication, largest);
    }

    private static StartupReport check(
            String input, Demands.Outputs outputs, String prefix, Duration timeout, boolean coldStart) {
        return StartupGuard.check(
                new Demands(broker.bootstrapServers(), Map.of(), List.of(input), outputs, prefix, timeout, coldStart));
    }
}
