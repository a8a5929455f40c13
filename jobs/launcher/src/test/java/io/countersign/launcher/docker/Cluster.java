package io.countersign.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.DetectionJob;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/** The services of {@code docker/compose.yaml} as processes on loopback, each with its own command. */
final class Cluster {

    static final String LOOPBACK = "127.0.0.1";

    private static final Path JOB_JAR =
            Compose.ROOT.resolve("jobs/detection/target/countersign-detection-" + DetectionJob.VERSION + "-job.jar");

    private final Path directory;
    private final List<String> settings;
    private final int restPort = freePort();
    private final int rpcPort = freePort();
    private final List<Process> processes = new ArrayList<>();
    private final Container container;
    private final Configuration configuration;

    /** Below a directory; Kafka is somewhere else than the settings say. */
    Cluster(Path directory, String bootstrapServers) throws IOException {
        this.directory = directory;
        container = Container.in(directory.resolve("container"));
        Files.createDirectories(container.path("/opt/flink/usrlib"));
        Files.copy(JOB_JAR, container.path("/opt/flink/usrlib/countersign-detection.jar"));
        for (String volume : List.of("checkpoints", "evidence", "keys")) {
            Files.createDirectories(container.path("/var/lib/countersign/" + volume));
        }
        configuration = GlobalConfiguration.loadConfiguration(
                container.path("/opt/flink/conf").toString());
        settings = List.of(
                "-Dkafka.bootstrap.servers=" + bootstrapServers,
                "-Dcheckpoint.directory=" + checkpoints().toUri());
    }

    Container container() {
        return container;
    }

    int restPort() {
        return restPort;
    }

    Path checkpoints() {
        return container.path("/var/lib/countersign/checkpoints");
    }

    /** The paths of the evidence in the settings are those of the containers, as the checkpoints' is. */
    private List<String> jobSettings() {
        List<String> all = new ArrayList<>(settings);
        all.add("-Devidence.directory=" + container.path("/var/lib/countersign/evidence"));
        all.add("-Devidence.key=" + container.path("/var/lib/countersign/keys/log.key"));
        return all;
    }

    Process startJobManager() throws IOException {
        List<String> arguments = new ArrayList<>(overrides());
        arguments.addAll(command("jobmanager"));
        arguments.addAll(jobSettings());
        return start(
                "jobmanager",
                JobManagerProcessUtils.generateJvmParametersStr(
                        JobManagerProcessUtils.processSpecFromConfig(configuration), configuration),
                StandaloneApplicationClusterEntryPoint.class,
                arguments);
    }

    /** Flink's script hands every memory option over on the command line too. */
    void startTaskManager() throws IOException {
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

    /** Runs a service that ends, and gives its exit code; the settings are for those that read them. */
    int run(String service, String... further) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        for (String word : Compose.entrypoint(service)) {
            command.add(local(word));
        }
        List<String> own = command(service);
        command.addAll(own);
        if (own.contains("--config")) {
            command.addAll(settings);
        }
        command.addAll(List.of(further));
        Process process = launch(service, new ProcessBuilder(command));
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(service + logs()).isTrue();
        return process.exitValue();
    }

    private List<String> command(String service) {
        return Compose.texts(Compose.service(service).path("command")).stream()
                .map(this::local)
                .toList();
    }

    /** Where a word of a command lies here, if it is a path of the containers. */
    private String local(String word) {
        if (word.equals("java")) {
            return java();
        }
        if (word.endsWith(".jar")) {
            return Compose.ROOT
                    .resolve(Poms.builtAs(Path.of(word).getFileName().toString()))
                    .toString();
        }
        return word.startsWith("/etc/countersign/") || word.startsWith("/var/lib/countersign/")
                ? container.path(word).toString()
                : word;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What a process has said since it was last started. */
    String log(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".log"));
    }

    void awaitInLog(String text) throws IOException, InterruptedException {
        for (int look = 0; look < 1_200; look++) {
            if (log("jobmanager").contains(text)) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("'" + text + "' is not in the log of the JobManager" + logs());
    }

    private Process start(String name, String memory, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(memory.split(" ")));
        command.addAll(List.of(configuration.get(CoreOptions.FLINK_JVM_OPTIONS).split(" ")));
        Path conf = container.path("/opt/flink/conf");
        command.add("-Dlog4j.configurationFile=" + conf.resolve("log4j-console.properties"));
        command.addAll(List.of("-classpath", distribution(), main.getName(), "--configDir", conf.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("FLINK_LIB_DIR", container.path("/opt/flink/lib").toString());
        return launch(name, builder);
    }

    private Process launch(String name, ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
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

    String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String name : List.of("jobmanager", "taskmanager", "exceptions", "evidence", "verify")) {
            Path log = directory.resolve(name + ".log");
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            logs.append("\n== ").append(name).append('\n');
            lines.subList(Math.max(0, lines.size() - 60), lines.size())
                    .forEach(line -> logs.append(line).append('\n'));
        }
        return logs.toString();
    }

    void stop() throws InterruptedException {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on loopback", e);
        }
    }
}
