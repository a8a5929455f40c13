package io.countersign.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafka.docker.KafkaDockerWrapper$;
import kafka.server.KafkaConfig;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfiguration;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Flink and Kafka understand what they are configured with, and it fits into their containers. */
class ProcessesTest {

    private static final Path CONFIGURATION = Compose.ROOT.resolve("docker/flink");
    private static final List<Class<?>> OPTIONS = List.of(
            BlobServerOptions.class,
            CheckpointingOptions.class,
            CoreOptions.class,
            JobManagerOptions.class,
            NettyShuffleEnvironmentOptions.class,
            RestOptions.class,
            TaskManagerOptions.class,
            WebOptions.class);

    private final Configuration flink = GlobalConfiguration.loadConfiguration(CONFIGURATION.toString());

    @TempDir
    Path directory;

    @Test
    void shouldConfigureFlinkWithOptionsThatItKnowsAndValuesThatItReads() throws IllegalAccessException {
        Map<String, ConfigOption<?>> known = new TreeMap<>();
        for (Class<?> options : OPTIONS) {
            for (Field field : options.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof ConfigOption<?> option) {
                    known.put(option.key(), option);
                }
            }
        }
        assertThat(flink.keySet()).isSubsetOf(known.keySet()).hasSizeGreaterThan(25);
        flink.keySet()
                .forEach(key ->
                        assertThat(flink.getOptional(known.get(key))).as(key).isPresent());
    }

    @Test
    void shouldSetEveryPartOfTheMemoryItselfAndFitItIntoTheContainers() {
        assertThat(flink.keySet())
                .contains(
                        "jobmanager.memory.heap.size",
                        "jobmanager.memory.off-heap.size",
                        "jobmanager.memory.jvm-metaspace.size",
                        "taskmanager.cpu.cores",
                        "taskmanager.memory.framework.heap.size",
                        "taskmanager.memory.framework.off-heap.size",
                        "taskmanager.memory.task.heap.size",
                        "taskmanager.memory.task.off-heap.size",
                        "taskmanager.memory.managed.size",
                        "taskmanager.memory.jvm-metaspace.size");
        for (String range : List.of(
                "jobmanager.memory.jvm-overhead", "taskmanager.memory.jvm-overhead", "taskmanager.memory.network")) {
            assertThat(flink.toMap().get(range + ".min"))
                    .as(range)
                    .isNotNull()
                    .isEqualTo(flink.toMap().get(range + ".max"));
        }
        MemorySize jobManager =
                JobManagerProcessUtils.processSpecFromConfig(flink).getTotalProcessMemorySize();
        MemorySize taskManager =
                TaskExecutorProcessUtils.processSpecFromConfig(flink).getTotalProcessMemorySize();
        assertThat(limit("jobmanager")).isEqualTo(jobManager.add(tmpfs("jobmanager")));
        assertThat(limit("taskmanager")).isEqualTo(taskManager.add(tmpfs("taskmanager")));
    }

    @Test
    void shouldSayHowMuchMemoryThatIs() throws IOException {
        Matcher said =
                Pattern.compile("# (\\d+) MiB in all").matcher(Files.readString(CONFIGURATION.resolve("config.yaml")));
        assertThat(said.results().map(result -> Integer.valueOf(result.group(1))))
                .containsExactly(
                        JobManagerProcessUtils.processSpecFromConfig(flink)
                                .getTotalProcessMemorySize()
                                .getMebiBytes(),
                        TaskExecutorProcessUtils.processSpecFromConfig(flink)
                                .getTotalProcessMemorySize()
                                .getMebiBytes());
    }

    @Test
    void shouldOpenTheModulesThatFlinkReflectsOn() {
        assertThat(flink.get(CoreOptions.FLINK_JVM_OPTIONS)).contains("--add-opens=java.base/java.util=ALL-UNNAMED");
    }

    @Test
    void shouldOfferNoWayToSubmitOrCancelThroughThePage() {
        assertThat(flink.get(WebOptions.SUBMIT_ENABLE)).isFalse();
        assertThat(flink.get(WebOptions.CANCEL_ENABLE)).isFalse();
    }

    @Test
    void shouldKeepAMessageThatQuotesALogOnOneLine() throws IOException {
        try (InputStream in = Files.newInputStream(CONFIGURATION.resolve("log4j-console.properties"));
                LoggerContext context = new LoggerContext("test")) {
            PropertiesConfiguration log =
                    new PropertiesConfigurationFactory().getConfiguration(context, new ConfigurationSource(in));
            log.initialize();
            Layout<?> layout = log.getAppender("CONSOLE").getLayout();
            Object line = layout.toSerializable(Log4jLogEvent.newBuilder()
                    .setLoggerName("io.countersign.Job")
                    .setLevel(Level.WARN)
                    .setMessage(new SimpleMessage("read 'a\r\nERROR forged'"))
                    .build());
            assertThat(line.toString()).endsWith("WARN  Job read 'a\\r\\nERROR forged'" + System.lineSeparator());
        }
    }

    /** Kafka's image turns its environment into a file by this class, which its jar holds. */
    @Test
    void shouldConfigureABrokerThatStarts() throws IOException {
        KafkaDockerWrapper$.MODULE$.prepareServerConfigs(
                directory,
                directory,
                Files.createDirectory(directory.resolve("final")),
                scala.collection.immutable.Map.from(CollectionConverters.asScala(ComposeTest.environment("kafka"))));
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(directory.resolve("final/server.properties"))) {
            properties.load(in);
        }
        KafkaConfig kafka = KafkaConfig.fromProps(properties);

        assertThat(properties.stringPropertyNames())
                .hasSize(16)
                .isSubsetOf(kafka.values().keySet());
        assertThat(properties.stringPropertyNames()).noneMatch(name -> name.startsWith("heap"));
        assertThat(Compose.service("kafka").path("volumes").path(0).asText())
                .isEqualTo("kafka:" + properties.getProperty("log.dirs"));
    }

    @Test
    void shouldLeaveRoomAroundTheHeapsOfKafkaAndTheLauncher() throws IOException {
        Matcher heap = Pattern.compile("-Xms(\\w+) -Xmx(\\w+)")
                .matcher(ComposeTest.environment("kafka").getOrDefault("KAFKA_HEAP_OPTS", ""));
        assertThat(heap.matches()).isTrue();
        assertThat(MemorySize.parse(heap.group(2)).multiply(2)).isLessThanOrEqualTo(limit("kafka"));
        assertThat(Dockerfile.read().stage("launcher").arguments("ENTRYPOINT").get(0))
                .contains("-XX:MaxRAMPercentage=60");
    }

    private static MemorySize limit(String service) {
        JsonNode memory = Compose.service(service)
                .path("deploy")
                .path("resources")
                .path("limits")
                .path("memory");
        return MemorySize.parse(memory.asText());
    }

    private static MemorySize tmpfs(String service) {
        String mount = Compose.service(service).path("tmpfs").path(0).asText();
        return MemorySize.parse(mount.replaceFirst(".*size=", ""));
    }
}
