package io.countersign.detection.startup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the broker whether the job can run on it. Each of these faults would otherwise show as a job that restarts for
 * ever, or as results that are lost without a word.
 */
public final class StartupGuard {

    private static final long ANSWER_SECONDS = 30;
    private static final String TRANSACTION_MAX_TIMEOUT = "transaction.max.timeout.ms";

    private final Demands demands;
    private final Admin admin;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private StartupGuard(Demands demands, Admin admin) {
        this.demands = demands;
        this.admin = admin;
    }

    /** What keeps the job from running; creates output topics that are missing if that is asked for. */
    public static StartupReport check(Demands demands) {
        try (Admin admin = Admin.create(adminProperties(demands))) {
            StartupGuard guard = new StartupGuard(demands, admin);
            guard.check();
            return new StartupReport(guard.problems, guard.warnings);
        }
    }

    private static Properties adminProperties(Demands demands) {
        Properties properties = new Properties();
        demands.clientProperties().forEach((name, value) -> {
            boolean forOthersOnly = (ConsumerConfig.configNames().contains(name)
                            || ProducerConfig.configNames().contains(name))
                    && !AdminClientConfig.configNames().contains(name);
            if (!forOthersOnly) {
                properties.setProperty(name, value);
            }
        });
        properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, demands.bootstrapServers());
        return properties;
    }

    private void check() {
        Collection<Node> nodes;
        try {
            nodes = answer(admin.describeCluster().nodes());
        } catch (UnansweredException e) {
            problems.add("no broker answers at " + demands.bootstrapServers() + " (" + e.cause()
                    + "); check kafka.bootstrap.servers, the network, and kafka.properties for SASL and TLS");
            return;
        }
        checkTransactionTimeout(nodes);
        checkInputs();
        checkOutputs(nodes.size());
        checkPrefix();
    }

    private void checkTransactionTimeout(Collection<Node> nodes) {
        long wanted = demands.transactionTimeout().toMillis();
        for (Node node : nodes) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
            try {
                long allowed =
                        number(answer(admin.describeConfigs(List.of(broker)).all()), broker, TRANSACTION_MAX_TIMEOUT);
                if (wanted > allowed) {
                    problems.add("kafka.transaction.timeout is " + wanted + " ms, broker " + node.idString()
                            + " allows " + allowed + " ms; lower it, or raise " + TRANSACTION_MAX_TIMEOUT
                            + " of the broker");
                }
            } catch (UnansweredException e) {
                warnings.add(TRANSACTION_MAX_TIMEOUT + " of broker " + node.idString() + " could not be read ("
                        + e.cause() + "); make sure that it is at least " + wanted + " ms");
            }
        }
    }

    private void checkInputs() {
        for (String topic : demands.inputTopics()) {
            try {
                answer(admin.describeTopics(List.of(topic)).allTopicNames());
            } catch (UnansweredException e) {
                problems.add(
                        e.isUnknownTopic()
                                ? "topic '" + topic + "' of 'sources' does not exist; create it or correct its name"
                                : "topic '" + topic + "' of 'sources' cannot be described (" + e.cause()
                                        + "); allow this user to describe and read it");
            }
        }
    }

    private void checkOutputs(int brokers) {
        Map<String, TopicDescription> existing = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        for (String topic : demands.outputTopics().names()) {
            try {
                existing.putAll(answer(admin.describeTopics(List.of(topic)).allTopicNames()));
            } catch (UnansweredException e) {
                if (e.isUnknownTopic()) {
                    missing.add(topic);
                } else {
                    problems.add("output topic '" + topic + "' cannot be described (" + e.cause()
                            + "); allow this user to describe and write it");
                }
            }
        }
        existing.values().forEach(this::checkReplication);
        existing.keySet().forEach(this::checkMessageSize);
        create(missing, brokers);
    }

    private void checkReplication(TopicDescription topic) {
        int wanted = demands.outputTopics().replication();
        int least = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (least < wanted) {
            problems.add("output topic '" + topic.name() + "' has " + least + " replicas, expected " + wanted
                    + "; add replicas, or lower topics.replication and accept the risk");
        }
    }

    private void checkMessageSize(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        int wanted = demands.outputTopics().largestMessageBytes();
        try {
            long allowed = number(
                    answer(admin.describeConfigs(List.of(resource)).all()),
                    resource,
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (allowed < wanted) {
                problems.add("output topic '" + topic + "' takes messages of " + allowed + " bytes, expected " + wanted
                        + "; raise its " + TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            }
        } catch (UnansweredException e) {
            warnings.add(TopicConfig.MAX_MESSAGE_BYTES_CONFIG + " of output topic '" + topic + "' could not be read ("
                    + e.cause() + "); make sure that it is at least " + wanted);
        }
    }

    private void create(List<String> missing, int brokers) {
        Demands.Outputs outputs = demands.outputTopics();
        if (missing.isEmpty()) {
            return;
        }
        if (!outputs.create()) {
            problems.add("output topics " + missing + " do not exist; create them, or set topics.create: true");
            return;
        }
        if (outputs.replication() > brokers) {
            problems.add("output topics " + missing + " cannot be created with " + outputs.replication()
                    + " replicas on " + brokers + " broker(s); lower topics.replication or add brokers");
            return;
        }
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(outputs.largestMessageBytes()));
        List<NewTopic> topics = missing.stream()
                .map(name -> new NewTopic(name, outputs.partitions(), (short) outputs.replication()).configs(configs))
                .toList();
        try {
            answer(admin.createTopics(topics).all());
        } catch (UnansweredException e) {
            problems.add("output topics " + missing + " could not be created (" + e.cause()
                    + "); create them, or allow this user to");
        }
    }

    /**
     * A sink that starts aborts every open transaction under its prefix, so that two jobs of one prefix destroy each
     * other's results. After a restore open transactions are the job's own.
     */
    private void checkPrefix() {
        String prefix = demands.transactionalIdPrefix() + "-";
        try {
            TreeSet<String> open = new TreeSet<>();
            ListTransactionsOptions ongoing =
                    new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
            for (TransactionListing listing :
                    answer(admin.listTransactions(ongoing).all())) {
                if (listing.transactionalId().startsWith(prefix)) {
                    open.add(listing.transactionalId());
                }
            }
            if (!open.isEmpty() && demands.coldStart()) {
                problems.add(
                        "transactions " + open + " are open, so another job seems to use the prefix '"
                                + demands.transactionalIdPrefix()
                                + "'; give this job a kafka.transactional.id.prefix of its"
                                + " own, or, if that job has ended, restore its checkpoint or wait for kafka.transaction.timeout");
            }
        } catch (UnansweredException e) {
            warnings.add("open transactions could not be listed (" + e.cause() + "); make sure that no other job uses"
                    + " kafka.transactional.id.prefix '" + demands.transactionalIdPrefix() + "'");
        }
    }

    private static long number(Map<ConfigResource, Config> configs, ConfigResource of, String name) {
        Config config = configs.get(of);
        ConfigEntry entry = config == null ? null : config.get(name);
        String value = entry == null ? null : entry.value();
        return value == null ? Long.MAX_VALUE : Long.parseLong(value);
    }

    private static <T> T answer(KafkaFuture<T> future) throws UnansweredException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new UnansweredException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new UnansweredException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException(e);
        }
    }

    /** The broker refused to answer, or did not. */
    private static final class UnansweredException extends Exception {

        private final Throwable refusal;

        UnansweredException(Throwable refusal) {
            super(refusal);
            this.refusal = refusal;
        }

        boolean isUnknownTopic() {
            return refusal instanceof UnknownTopicOrPartitionException;
        }

        String cause() {
            String message = refusal.getMessage();
            return refusal.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        }
    }
}
