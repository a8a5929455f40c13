package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a running job, when the job goes back, and is made larger or smaller (E4, E5). */
class EvidenceLogTest {

    private static final int FEW = 6;
    private static final int ALL = 12;

    @TempDir
    static Path directory;

    private static KeptLogs logs;

    @BeforeAll
    static void start() throws Exception {
        logs = KeptLogs.start(directory, ALL);
    }

    @AfterAll
    static void stop() {
        logs.close();
    }

    @AfterEach
    void neverRestart() {
        logs.stand().neverRestart();
    }

    @Test
    void shouldStopForGoodWhenItGoesBackAndGoOnInANewEpoch_E4() throws Exception {
        KeptLog kept = logs.log("back");
        kept.send(0, FEW);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, FEW);
        String older = kept.savepoint(job);
        kept.send(FEW, ALL);
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        SortedMap<String, String> before = kept.objects();

        logs.stand().restartAsShipped();
        assertThat(KeptLog.awaitFailure(kept.start(older)))
                .hasStackTraceContaining("FORK: lane ")
                .hasStackTraceContaining("begin epoch 2 with 'countersign evidence epoch'");
        assertThat(kept.objects()).isEqualTo(before);

        kept.beginEpoch(2);
        job = kept.start(older);
        kept.awaitJudged(job, 2, ALL - FEW);
        kept.stop(job);
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(logs.undisturbed());
    }

    @Test
    void shouldRefuseToStartWithoutTheStateThatTheLinesCameFrom_E4() throws Exception {
        KeptLog kept = logs.log("cold");
        kept.send(0, 1);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, 1);
        TestStand.cancel(job);
        SortedMap<String, String> before = kept.objects();
        assertThatThrownBy(() -> kept.start(null))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("has lines of epoch 1, and the job starts without the state that they came from;"
                        + " resume from its checkpoint, or begin epoch 2 with 'countersign evidence epoch'");
        assertThat(kept.objects()).isEqualTo(before);
    }

    @Test
    void shouldKeepTheLanesWhenParallelismChanges_E4() throws Exception {
        KeptLog kept = logs.log("rescaled");
        String savepoint = null;
        for (int i = 0; i < 3; i++) {
            kept.send(i * 4, (i + 1) * 4);
            JobClient job = kept.start(savepoint, i == 1 ? 1 : 2);
            kept.awaitJudged(job, 1, (i + 1) * 4);
            savepoint = kept.stop(job);
        }
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
        assertThat(kept.bodies()).isEqualTo(logs.undisturbed());
    }

    @Test
    void shouldAccountForTheMarkersOfTransactionsAsGaps_E5() throws Exception {
        KeptLog kept = logs.log("transactions");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", logs.stand().bootstrapServers(), "transactional.id", "loader"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            transaction(producer, kept.actionTopic(), 0, FEW);
            producer.commitTransaction();
            transaction(producer, kept.actionTopic(), FEW, ALL);
            producer.flush();
            producer.abortTransaction();
            transaction(producer, kept.actionTopic(), FEW, ALL - 2);
            producer.commitTransaction();
        }
        // Nothing tells a job that there is a marker behind the last record it reads.
        kept.send(ALL - 2, ALL);
        JobClient job = kept.start(null);
        kept.awaitJudged(job, 1, ALL);
        kept.stop(job);
        assertThat(kept.bodies()).isEqualTo(logs.undisturbed());
        List<String> accounts = kept.records(EvidenceType.ACCOUNTING);
        assertThat(accounts)
                .as("records 0-2, marker 3, aborted 4-6, marker 7, records 8-9, marker 10, record 11")
                .anySatisfy(account -> assertThat(account)
                        .contains("\"gaps\":[{\"from\":\"3\",\"to\":\"8\"},{\"from\":\"10\",\"to\":\"11\"}]"));
        assertThat(kept.verify()).startsWith("CONSISTENT_UNANCHORED");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Ending the transaction waits for it.
    private static void transaction(KafkaProducer<byte[], byte[]> producer, String topic, int from, int to) {
        producer.beginTransaction();
        for (int number = from; number < to; number++) {
            producer.send(new ProducerRecord<>(
                    topic,
                    number % KeptLog.ACTION_PARTITIONS,
                    null,
                    KeptLog.action(number).getBytes(StandardCharsets.UTF_8)));
        }
    }
}
