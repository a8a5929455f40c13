package io.countersign.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.detection.settings.DetectionSettings;
import io.countersign.detection.startup.NewestCheckpoint;
import io.countersign.launcher.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cluster of {@code docker/compose.yaml} as processes on loopback: Flink's entry points with the image's
 * configuration and the thin job jar, the settings and commands of compose. What is left to Docker is the images and the
 * network between them.
 */
class ClusterIT {

    private static final int CONSISTENT_UNANCHORED = 10;

    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private Cluster cluster;

    @BeforeEach
    void layOut() throws IOException {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
        cluster = new Cluster(directory, broker.bootstrapServers());
    }

    @AfterEach
    void stop() throws InterruptedException {
        cluster.stop();
        broker.close();
    }

    @Test
    void shouldFindWhatWasPlantedAndKeepEvidenceOfItAndGoOnFromACheckpointAfterADeath() throws Exception {
        up();
        Process first = cluster.startJobManager();
        cluster.startTaskManager();
        assertFoundIsPlanted();
        assertHealthCheckOfTheJobManagerHolds();
        cluster.awaitInLog("Completed checkpoint");
        long linesOfTheWeek = assertEvidenceIsSound();

        try (KafkaProducer<byte[], byte[]> dead = leaveATransactionOpen()) {
            first.destroyForcibly().waitFor();
            up();
            Process second = cluster.startJobManager();
            cluster.awaitInLog("Completed checkpoint");
            assertThat(cluster.log("jobmanager")).contains("Going on from file:");
            assertFoundIsPlanted();
            assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
            assertThat(assertEvidenceIsSound())
                    .as("what is in evidence is not judged again")
                    .isEqualTo(linesOfTheWeek);

            second.destroy();
            assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(NewestCheckpoint.below(cluster.checkpoints().toUri().toString()))
                    .as("stopped as Docker stops it, it leaves what the next one goes on from")
                    .isPresent();
        }
    }

    /** What ends before the JobManager starts, the first time and any other. */
    private void up() throws Exception {
        assertThat(cluster.run("evidence")).as(cluster.logs()).isZero();
        assertThat(cluster.run("feed")).as(cluster.logs()).isZero();
    }

    private void assertFoundIsPlanted() throws Exception {
        assertThat(cluster.run("exceptions", "--patience", "PT3M"))
                .as(directory + cluster.logs())
                .isZero();
    }

    /** How many lines of verdicts there are. */
    private long assertEvidenceIsSound() throws Exception {
        assertThat(cluster.run("verify")).as(cluster.logs()).isEqualTo(CONSISTENT_UNANCHORED);
        Matcher verdicts = Pattern.compile("(\\d+) verdict").matcher(cluster.log("verify"));
        assertThat(verdicts.find()).as(cluster.log("verify")).isTrue();
        return Long.parseLong(verdicts.group(1));
    }

    /** As a death between two checkpoints leaves it: no reader gets past it until it is aborted. */
    private KafkaProducer<byte[], byte[]> leaveATransactionOpen() throws Exception {
        DetectionSettings settings =
                DetectionSettings.loadWithoutEvidence(cluster.container().path(Compose.settingsTarget()), Map.of());
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        settings.kafka().transactionalIdPrefix() + "-verdicts-0-9"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(settings.topics().verdicts(), new byte[0]))
                .get();
        return producer;
    }

    private void assertHealthCheckOfTheJobManagerHolds() throws IOException, InterruptedException {
        String check = Compose.service("jobmanager")
                .path("healthcheck")
                .path("test")
                .path(1)
                .asText();
        Matcher parts = Pattern.compile("curl -fsS (http://localhost:8081/\\S+) \\| grep -q '(.*)'")
                .matcher(check);
        assertThat(parts.matches()).as(check).isTrue();
        URI uri = URI.create(parts.group(1).replace("localhost:8081", Cluster.LOOPBACK + ":" + cluster.restPort()));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(parts.group(2));
    }
}
