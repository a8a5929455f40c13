package io.countersign.detection.settings;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.countersign.detection.ingest.StartFrom;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;

/** Every option of the job: key, type, default and one sentence. The list of sources is {@link SourceSettings}. */
public final class DetectionOptions {

    /** Prefix of the options that go to Kafka's clients as they are. */
    public static final String CLIENT_PROPERTIES = "kafka.properties.";

    public static final ConfigOption<String> BOOTSTRAP_SERVERS = key("kafka.bootstrap.servers")
            .stringType()
            .noDefaultValue()
            .withDescription("Kafka brokers to connect to first, as host:port separated by commas.");

    public static final ConfigOption<String> GROUP_ID = key("kafka.group.id")
            .stringType()
            .defaultValue("countersign-detection")
            .withDescription(
                    "Consumer group under which the offsets read are committed, for lag to be watched; those of the"
                            + " register under this name and \"-register\".");

    public static final ConfigOption<StartFrom> START_FROM = key("kafka.start.from")
            .enumType(StartFrom.class)
            .defaultValue(StartFrom.EARLIEST)
            .withDescription("Where action topics are read from when there is no checkpoint to restore: the group's"
                    + " committed offsets, and where it has none the earliest, or always the earliest; register topics"
                    + " are always read from the earliest.");

    public static final ConfigOption<Duration> PARTITION_DISCOVERY_INTERVAL = key("kafka.partition.discovery.interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("How often topics are asked for partitions added to them; what a partition held before it"
                    + " was found is read late.");

    public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX = key("kafka.transactional.id.prefix")
            .stringType()
            .noDefaultValue()
            .withDescription("Start of the ids under which results are written exactly once; unique for each job and"
                    + " environment, and the same across upgrades.");

    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT = key("kafka.transaction.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(15))
            .withDescription("After an outage longer than this the broker drops the results of the last checkpoint;"
                    + " at most the broker's transaction.max.timeout.ms.");

    public static final ConfigOption<String> RULES = key("rules")
            .stringType()
            .noDefaultValue()
            .withDescription("Directory of the rule files, relative to this settings file.");

    public static final ConfigOption<String> ASSETS = key("assets")
            .stringType()
            .noDefaultValue()
            .withDescription("File that says which resources are which financial assets, relative to this file.");

    public static final ConfigOption<String> DIALECTS = key("dialects")
            .stringType()
            .defaultValue("")
            .withDescription("Directory of dialect files of your own, relative to this file; none if empty.");

    public static final ConfigOption<Duration> MAX_SKEW = key("max_skew")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("How far a record's time may be ahead of its Kafka timestamp; beyond it the record is"
                    + " quarantined (S1.4).");

    public static final ConfigOption<Duration> MAX_DELAY = key("max_delay")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("How far behind its newest record a source of assumed completeness is complete (S4.6).");

    public static final ConfigOption<Duration> MAX_WAIT = key("max_wait")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription(
                    "How long after an action its sources may be incomplete before it is indeterminate" + " (S4.7).");

    public static final ConfigOption<Duration> PROVISIONAL_AFTER = key("provisional_after")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription(
                    "After how long an action whose sources are still incomplete is told of on the alerts topic,"
                            + " if it is an exception by what is known so far; PT0S tells at once.");

    public static final ConfigOption<Duration> RETENTION = key("retention")
            .durationType()
            .defaultValue(Duration.ofDays(90))
            .withDescription("How long the register keeps what can no longer cover an action (S3.7).");

    public static final ConfigOption<Duration> DEDUP_HORIZON = key("dedup_horizon")
            .durationType()
            .defaultValue(Duration.ofHours(24))
            .withDescription("How far apart in event time repetitions of an action are recognised (S6.1).");

    public static final ConfigOption<Duration> OUT_OF_ORDERNESS = key("out_of_orderness")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("How far the actions of one partition may be out of order.");

    public static final ConfigOption<Duration> IDLE_TIMEOUT = key("idle_timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("After how much silence a partition of actions no longer holds back the others; register"
                    + " partitions never do.");

    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = key("checkpoint.interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("How often a checkpoint is taken; results become visible to read_committed consumers with"
                    + " it.");

    public static final ConfigOption<Duration> CHECKPOINT_TIMEOUT = key("checkpoint.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("After how long a checkpoint that has not ended is given up.");

    public static final ConfigOption<String> CHECKPOINT_DIRECTORY = key("checkpoint.directory")
            .stringType()
            .noDefaultValue()
            .withDescription("Where checkpoints are kept, as a URI that every process of the cluster can reach.");

    public static final ConfigOption<String> EVIDENCE_DIRECTORY = key("evidence.directory")
            .stringType()
            .defaultValue("")
            .withDescription("Directory of the evidence log, which every process of the cluster can reach, relative to"
                    + " this file; made by 'countersign evidence init'. No evidence is kept if empty.");

    public static final ConfigOption<String> EVIDENCE_KEY = key("evidence.key")
            .stringType()
            .defaultValue("")
            .withDescription("File with the key that signs for the evidence log, relative to this file.");

    public static final ConfigOption<Integer> PARALLELISM =
            key("parallelism").intType().defaultValue(1).withDescription("How many subtasks share the work, 1 to 128.");

    public static final ConfigOption<String> EXCEPTIONS_TOPIC = key("topics.exceptions")
            .stringType()
            .defaultValue("countersign.exceptions.v1")
            .withDescription("Topic of the exceptions and their revisions, as OCSF detection findings.");

    public static final ConfigOption<String> VERDICTS_TOPIC = key("topics.verdicts")
            .stringType()
            .defaultValue("countersign.verdicts.v1")
            .withDescription("Topic of every verdict, whatever its outcome.");

    public static final ConfigOption<String> QUARANTINE_TOPIC = key("topics.quarantine")
            .stringType()
            .defaultValue("countersign.quarantine.v1")
            .withDescription("Topic of what could not be read, with its bytes.");

    public static final ConfigOption<String> POPULATION_TOPIC = key("topics.population")
            .stringType()
            .defaultValue("countersign.population.v1")
            .withDescription("Topic of the sums that account for every event.");

    public static final ConfigOption<String> ALERTS_TOPIC = key("topics.alerts")
            .stringType()
            .defaultValue("countersign.alerts.v1")
            .withDescription("Topic of what responders are told at once, before and after it is certain.");

    public static final ConfigOption<String> MATCHES_TOPIC = key("topics.matches")
            .stringType()
            .defaultValue("countersign.matches.v1")
            .withDescription("Topic of what sequences found, as OCSF detection findings, at once and at least once.");

    public static final ConfigOption<Boolean> CREATE_TOPICS = key("topics.create")
            .booleanType()
            .defaultValue(false)
            .withDescription("Whether output topics that are missing are created at the start.");

    public static final ConfigOption<Integer> TOPIC_PARTITIONS = key("topics.partitions")
            .intType()
            .defaultValue(3)
            .withDescription("Number of partitions of an output topic that is created.");

    public static final ConfigOption<Integer> TOPIC_REPLICATION = key("topics.replication")
            .intType()
            .defaultValue(3)
            .withDescription("Replicas an output topic must have, and gets where it is created.");

    private DetectionOptions() {}
}
