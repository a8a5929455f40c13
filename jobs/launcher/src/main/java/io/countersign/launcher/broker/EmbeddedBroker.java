package io.countersign.launcher.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller in one (KRaft), that listens on loopback only and keeps its log in a given
 * directory. Its settings are those of a single node: every internal topic has one replica, groups start without delay.
 *
 * <p>Closing it stops the node and leaves the directory, which may be opened again.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final int NODE_ID = 1;
    private static final int PORT_ATTEMPTS = 5;
    private static final long START_SECONDS = 60;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String FORMATTED = "meta.properties";

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker that keeps its log below a directory, and waits until it answers.
     *
     * @throws UncheckedIOException if the directory cannot be written
     * @throws IllegalStateException if the broker does not come up
     */
    public static EmbeddedBroker start(Path directory) {
        return start(directory, Map.of());
    }

    /**
     * Starts a broker with settings of its own over the usual ones.
     *
     * @param overrides broker settings, for example {@code transaction.max.timeout.ms}
     */
    public static EmbeddedBroker start(Path directory, Map<String, String> overrides) {
        RuntimeException failure = new IllegalStateException("no attempt was made to start the broker");
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            try {
                return tryStart(directory, overrides);
            } catch (PortTakenException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static EmbeddedBroker tryStart(Path directory, Map<String, String> overrides) {
        int brokerPort = freePort();
        int controllerPort = freePort();
        Properties settings = settings(directory, brokerPort, controllerPort);
        settings.putAll(overrides);
        format(directory);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        EmbeddedBroker broker = new EmbeddedBroker(server, LOOPBACK + ":" + brokerPort);
        try {
            server.startup();
            broker.awaitAnswer();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            if (isPortTaken(e)) {
                throw new PortTakenException(e);
            }
            throw e;
        }
    }

    private static Properties settings(Path directory, int brokerPort, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@" + LOOPBACK + ":" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "BROKER");
        settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put(
                "listeners",
                "BROKER://" + LOOPBACK + ":" + brokerPort + ",CONTROLLER://" + LOOPBACK + ":" + controllerPort);
        settings.put("advertised.listeners", "BROKER://" + LOOPBACK + ":" + brokerPort);
        settings.put("log.dirs", directory.toAbsolutePath().toString());

        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // The defaults of 50 partitions each cost a second of start and a file handle for each segment.
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.segment.bytes", Integer.toString(16 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        return settings;
    }

    private static void format(Path directory) {
        try {
            Files.createDirectories(directory);
            if (Files.exists(directory.resolve(FORMATTED))) {
                return;
            }
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setDirectories(List.of(directory.toAbsolutePath().toString()))
                    .setMetadataLogDirectory(
                            Optional.of(directory.toAbsolutePath().toString()))
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's directory " + directory + " cannot be written", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the broker's directory " + directory + " cannot be formatted", e);
        }
    }

    private void awaitAnswer() {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "the broker at " + bootstrapServers + " did not answer within " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker was starting", e);
        }
    }

    /** Where clients connect: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** An admin client; closing it is the caller's. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /**
     * Creates topics with one replica and waits for them.
     *
     * @param partitions number of partitions of each
     * @throws IllegalStateException if the broker refuses, for example because a topic exists
     */
    public void createTopics(Collection<String> names, int partitions) {
        create(names.stream()
                .map(name -> new NewTopic(name, partitions, (short) 1))
                .toList());
    }

    /** Creates topics, and waits until they can be described. */
    public void create(List<NewTopic> topics) {
        List<String> names = topics.stream().map(NewTopic::name).toList();
        try (Admin admin = admin()) {
            admin.createTopics(topics).all().get(START_SECONDS, TimeUnit.SECONDS);
            awaitTopics(admin, names);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topics " + names + " could not be created: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    /** Waits until topics can be described: the controller creates them before the broker knows of it. */
    public static Map<String, TopicDescription> awaitTopics(Admin admin, List<String> names)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                return admin.describeTopics(names).allTopicNames().get(START_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Stops the broker and waits until it has stopped. Its directory stays. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    /** Between finding a port free and binding it, another process may take it. */
    private static boolean isPortTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException
                    || String.valueOf(cause.getMessage()).contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    private static final class PortTakenException extends RuntimeException {
        private PortTakenException(Throwable cause) {
            super("no port on loopback stayed free long enough to be bound", cause);
        }
    }
}
