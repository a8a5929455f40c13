package io.countersign.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.detection.DetectionJob;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.launcher.broker.EmbeddedBroker;
import io.countersign.launcher.demo.FeedCommand;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The cluster of {@code docker/compose.yaml} as processes on loopback: Flink's entry points with the image's
 * configuration and the thin job jar, the settings and commands of compose. What is left to Docker is the images and the
 * network between them.
 */
class ClusterIT {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Path JOB_JAR =
            Compose.ROOT.resolve("jobs/detection/target/countersign-detection-" + DetectionJob.VERSION + "-job.jar");

    @TempDir
    Path directory;

    private final int restPort = freePort();
    private final int rpcPort = freePort();
    private final List<Process> processes = new ArrayList<>();
    private EmbeddedBroker broker;
    private Container container;
    private Configuration configuration;

    @BeforeEach
    void layOut() throws IOException {
        container = Container.in(directory.resolve("container"));
        Files.createDirectories(container.path("/opt/flink/usrlib"));
        Files.copy(JOB_JAR, container.path("/opt/flink/usrlib/countersign-detection.jar"));
        configuration = GlobalConfiguration.loadConfiguration(
                container.path("/opt/flink/conf").toString());
        broker = EmbeddedBroker.start(directory.resolve("kafka"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.waitFor(30, TimeUnit.SECONDS);
        }
        broker.close();
    }

    @Test
    void shouldFindWhatWasPlantedAndGoOnFromACheckpointAfterADeath() throws Exception {
        assertThat(command("feed")).isZero();
        Process first = startJobManager();
        startTaskManager();
        assertThat(command("exceptions")).as(directory + logs()).isZero();
        assertHealthCheckOfTheJobManagerHolds();
        awaitInLog("Completed checkpoint");

        try (KafkaProducer<byte[], byte[]> dead = leaveATransactionOpen()) {
            first.destroyForcibly().waitFor();
            startJobManager("--fromSavepoint", newestCheckpoint());
            awaitInLog("Completed checkpoint");
            assertThat(command("exceptions")).as(directory + logs()).isZero();
            assertThatThrownBy(dead::commitTransaction).isInstanceOf(KafkaException.class);
        }
    }

    /** As a death between two checkpoints leaves it: no reader gets past it until it is aborted. */
    private KafkaProducer<byte[], byte[]> leaveATransactionOpen() throws Exception {
        DetectionSettings settings = DetectionSettings.load(container.path(Compose.settingsTarget()), Map.of());
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

    private Process startJobManager(String... further) throws IOException {
        List<String> arguments = new ArrayList<>(overrides());
        arguments.addAll(List.of(further));
        for (JsonNode argument : Compose.service("jobmanager").path("command")) {
            arguments.add(local(argument.asText()));
        }
        arguments.addAll(settingOverrides());
        return start(
                "jobmanager",
                JobManagerProcessUtils.generateJvmParametersStr(
                        JobManagerProcessUtils.processSpecFromConfig(configuration), configuration),
                StandaloneApplicationClusterEntryPoint.class,
                arguments);
    }

    /** Flink's script hands every memory option over on the command line too. */
    private void startTaskManager() throws IOException {
        List<String> arguments = new ArrayList<>(overrides());
        arguments.addAll(List.of(TaskExecutorProcessUtils.generateDynamicConfigsStr(
                        TaskExecutorProcessUtils.processSpecFromConfig(configuration))
                .split(" ")));
        start(
                "taskmanager",
                ProcessMemoryUtils.generateJvmParametersStr(
                        TaskExecutorProcessUtils.processSpecFromConfig(configuration)),
                TaskManagerRunner.class,
                arguments);
    }

    private void awaitInLog(String text) throws IOException, InterruptedException {
        Path log = directory.resolve("jobmanager.log");
        for (int look = 0; look < 1_200; look++) {
            if (Files.readString(log).contains(text)) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("'" + text + "' is not in the log of the JobManager" + logs());
    }

    private String newestCheckpoint() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("checkpoints"))) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .map(file -> file.resolveSibling("").toUri().toString())
                    .orElseThrow();
        }
    }

    private Process start(String name, String memory, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(memory.split(" ")));
        command.addAll(List.of(configuration.get(CoreOptions.FLINK_JVM_OPTIONS).split(" ")));
        Path conf = container.path("/opt/flink/conf");
        command.add("-Dlog4j.configurationFile=" + conf.resolve("log4j-console.properties"));
        command.addAll(List.of("-classpath", distribution(), main.getName(), "--configDir", conf.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile());
        builder.environment()
                .put("FLINK_LIB_DIR", container.path("/opt/flink/lib").toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Loopback and free ports, in place of the network between containers; and a death is noticed soon. */
    private List<String> overrides() throws IOException {
        Path tmp = Files.createDirectories(directory.resolve("tmp"));
        return List.of(
                "-Djobmanager.rpc.address=" + LOOPBACK,
                "-Djobmanager.bind-host=" + LOOPBACK,
                "-Djobmanager.rpc.port=" + rpcPort,
                "-Dblob.server.port=0",
                "-Drest.address=" + LOOPBACK,
                "-Drest.bind-address=" + LOOPBACK,
                "-Drest.port=" + restPort,
                "-Dtaskmanager.host=" + LOOPBACK,
                "-Dtaskmanager.bind-host=" + LOOPBACK,
                "-Dtaskmanager.data.port=0",
                "-Dtaskmanager.rpc.port=0",
                "-Dheartbeat.interval=2s",
                "-Dheartbeat.timeout=20s",
                "-Dio.tmp.dirs=" + tmp);
    }

    private List<String> settingOverrides() {
        return List.of(
                "-Dkafka.bootstrap.servers=" + broker.bootstrapServers(),
                "-Dcheckpoint.directory=" + directory.resolve("checkpoints").toUri());
    }

    /** Runs a launcher's service with its command from compose. */
    private int command(String service) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (JsonNode argument : Compose.service(service).path("command")) {
            arguments.add(local(argument.asText()));
        }
        assertThat(arguments.remove(0)).isEqualTo("feed");
        arguments.addAll(settingOverrides());
        arguments.addAll(List.of("--patience", "PT3M"));
        StringWriter console = new StringWriter();
        PrintWriter writer = new PrintWriter(console, true);
        int exit = new CommandLine(new FeedCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(arguments.toArray(String[]::new));
        Files.writeString(directory.resolve(service + ".log"), console.toString());
        return exit;
    }

    private String local(String argument) {
        return argument.equals(Compose.settingsTarget())
                ? container.path(argument).toString()
                : argument;
    }

    /** The class path of the tests without us, Kafka, and what the job jar brings: what Flink's distribution has. */
    private static String distribution() throws IOException {
        Set<String> broughtByTheJob = Arrays.stream(
                        Files.readString(Compose.ROOT.resolve("jobs/detection/target/runtime-classpath.txt"))
                                .strip()
                                .split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> !entry.matches(".*(commons-|lz4|snappy|slf4j).*"))
                .collect(Collectors.toSet());
        return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !broughtByTheJob.contains(entry))
                .filter(entry -> !entry.matches(
                        ".*[/\\\\](org[/\\\\]apache[/\\\\]kafka|countersign|flink-test-utils)[/\\\\-].*"))
                .collect(Collectors.joining(File.pathSeparator));
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
        URI uri = URI.create(parts.group(1).replace("localhost:8081", LOOPBACK + ":" + restPort));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(parts.group(2));
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String name : List.of("jobmanager", "taskmanager", "exceptions")) {
            Path log = directory.resolve(name + ".log");
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            logs.append("\n== ").append(name).append('\n');
            lines.subList(Math.max(0, lines.size() - 60), lines.size())
                    .forEach(line -> logs.append(line).append('\n'));
        }
        return logs.toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on loopback", e);
        }
    }
}
