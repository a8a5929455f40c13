package io.countersign.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.launcher.Countersign;
import io.countersign.launcher.broker.EmbeddedBroker;
import io.countersign.launcher.scenario.QuarterEndWeek;
import io.countersign.launcher.scenario.ScenarioMessage;
import io.countersign.launcher.scenario.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FeedCommandTest {

    private static final String EVERY_SOURCE = """
              - { topic: aws.cloudtrail, dialect: aws.cloudtrail, role: actions }
              - { topic: pipeline.actions, dialect: countersign.canonical, role: actions }
              - { topic: servicenow.change_request, dialect: servicenow.change_request, role: register }
              - { topic: inventory, dialect: countersign.canonical, role: register }
              - { topic: pam, dialect: countersign.canonical, role: register, source: pam }
            """;

    @TempDir
    Path directory;

    private EmbeddedBroker broker;

    private final StringWriter console = new StringWriter();

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void shouldSendTheWholeWeekInOrderIntoTopicsThatKeepIt() throws Exception {
        assertThat(feed(EVERY_SOURCE, "--seed", "5")).as(console.toString()).isZero();

        List<ScenarioMessage> week = QuarterEndWeek.generate(5).messages();
        for (String topic : List.of(Topics.PIPELINE, Topics.SERVICENOW, Topics.INVENTORY, Topics.PAM)) {
            assertThat(read(topic))
                    .as(topic)
                    .isEqualTo(week.stream()
                            .filter(message -> message.topic().equals(topic))
                            .map(message -> message.timestampMillis() + " " + text(message.value()))
                            .toList());
        }
        assertThat(read(Topics.CLOUDTRAIL))
                .containsExactlyInAnyOrderElementsOf(week.stream()
                        .filter(message -> message.topic().equals(Topics.CLOUDTRAIL))
                        .map(message -> message.timestampMillis() + " " + text(message.value()))
                        .toList());
        assertThat(retention())
                .containsOnlyKeys(Topics.ALL)
                .allSatisfy((topic, millis) -> assertThat(millis).isEqualTo("-1"));
    }

    @Test
    void shouldSendNothingWhereAnythingHasBeenSentBefore() throws Exception {
        assertThat(feed(EVERY_SOURCE)).as(console.toString()).isZero();
        List<String> before = read(Topics.INVENTORY);

        assertThat(feed(EVERY_SOURCE)).isZero();

        assertThat(read(Topics.INVENTORY)).isEqualTo(before).isNotEmpty();
        assertThat(console.toString())
                .contains(
                        "Nothing sent: aws.cloudtrail, inventory, pam, pipeline.actions, servicenow.change_request held"
                                + " messages before.");
    }

    @Test
    void shouldRefuseSettingsThatLeaveATopicOfTheWeekUnread() throws Exception {
        String sources = EVERY_SOURCE.replace("topic: inventory", "topic: cmdb");

        assertThat(feed(sources)).isEqualTo(Countersign.EXIT_USAGE);

        assertThat(console.toString()).contains("topics [inventory] are not among the 'sources' of");
        try (Admin admin = broker.admin()) {
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void shouldReportEveryProblemOfTheSettings() throws Exception {
        assertThat(feed("  - { topic: aws.cloudtrail, dialect: aws.cloudtrail, role: actions, colour: red }\n"))
                .isEqualTo(Countersign.EXIT_USAGE);

        assertThat(console.toString()).contains("'colour'", "no source has role 'register'");
    }

    @Test
    void shouldNotWaitForEverForAJobThatDoesNotStart() throws Exception {
        assertThat(feed(EVERY_SOURCE, "--watch", "--patience", "PT1S")).isEqualTo(Countersign.EXIT_FAILURE);

        assertThat(console.toString())
                .contains("output topics [countersign.exceptions.v1, countersign.verdicts.v1,"
                        + " countersign.quarantine.v1, countersign.population.v1, countersign.alerts.v1,"
                        + " countersign.matches.v1] did not appear"
                        + " within PT1S");
    }

    @Test
    void shouldExitWithOneWhenTheJobFindsNothing() throws Exception {
        broker.createTopics(
                List.of(
                        "countersign.exceptions.v1",
                        "countersign.verdicts.v1",
                        "countersign.quarantine.v1",
                        "countersign.population.v1",
                        "countersign.matches.v1",
                        "countersign.alerts.v1"),
                1);

        assertThat(feed(EVERY_SOURCE, "--watch", "--patience", "PT1S")).isEqualTo(1);

        assertThat(console.toString()).contains(": no verdict", "differences.");
    }

    private int feed(String sources, String... further) throws Exception {
        Path file = directory.resolve("countersign.yaml");
        Files.createDirectories(directory.resolve("rules"));
        Files.writeString(directory.resolve("assets.yaml"), "assets: []\n");
        Files.writeString(
                file,
                """
                kafka:
                  bootstrap.servers: "%s"
                  transactional.id.prefix: test
                rules: rules
                assets: assets.yaml
                checkpoint.directory: "%s"
                sources:
                """.formatted(
                                        broker.bootstrapServers(),
                                        directory.resolve("checkpoints").toUri())
                        + sources);
        List<String> args = new ArrayList<>(List.of("--config", file.toString()));
        args.addAll(List.of(further));
        PrintWriter writer = new PrintWriter(console, true);
        return new CommandLine(new FeedCommand())
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    writer.println(failure.getMessage());
                    return Countersign.EXIT_FAILURE;
                })
                .execute(args.toArray(String[]::new));
    }

    /** The messages of a topic, each with its Kafka timestamp. */
    private List<String> read(String topic) {
        List<String> read = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    read.add(message.timestamp() + " " + text(message.value()));
                }
            }
        }
        return read;
    }

    private Map<String, String> retention() throws Exception {
        List<ConfigResource> resources = Topics.ALL.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        try (Admin admin = broker.admin()) {
            return admin.describeConfigs(resources).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            entry -> entry.getKey().name(),
                            entry -> entry.getValue()
                                    .get(TopicConfig.RETENTION_MS_CONFIG)
                                    .value()));
        }
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}
