package io.countersign.detection;

import io.countersign.detection.evidence.EvidenceFlow;
import io.countersign.detection.evidence.EvidenceTarget;
import io.countersign.detection.ingest.DialectFactory;
import io.countersign.detection.ingest.Ingested;
import io.countersign.detection.ingest.KafkaIngest;
import io.countersign.detection.ingest.KafkaInput;
import io.countersign.detection.ingest.KafkaRawBytes;
import io.countersign.detection.ingest.ReadinessProbe;
import io.countersign.detection.ingest.TopicReading;
import io.countersign.detection.judge.JudgeSettings;
import io.countersign.detection.publish.KafkaOutput;
import io.countersign.detection.publish.OutputTopics;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.detection.settings.SourceSettings;
import io.countersign.detection.startup.ChangedSequences;
import io.countersign.detection.startup.Demands;
import io.countersign.detection.startup.NewestCheckpoint;
import io.countersign.detection.startup.StartupGuard;
import io.countersign.detection.startup.StartupReport;
import io.countersign.evidence.log.FileSet;
import io.countersign.rules.catalog.Catalog;
import io.countersign.schemas.dialect.CanonicalDialect;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streaming job: Kafka in, Kafka out, with the detection topology between. */
public final class DetectionJob {

    /** The version of this build, which messages name. */
    public static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(DetectionJob.class);
    private static final int MAX_PARALLELISM = 128;

    /** Quarantined bytes are the largest values written, up to 768 KiB beside their headers. */
    private static final int LARGEST_MESSAGE_BYTES = 900 * 1024;

    private DetectionJob() {}

    /** Submits the job: {@code --settings FILE [--resume-newest]}, then any number of {@code -Dkey=value}. */
    public static void main(String[] args) throws Exception {
        JobArguments arguments = JobArguments.parse(args);
        DetectionSettings settings = DetectionSettings.load(arguments.settings(), arguments.overrides());
        Configuration configuration = configuration(settings);
        if (arguments.resumeNewest() && !isRestored(StreamExecutionEnvironment.getExecutionEnvironment())) {
            NewestCheckpoint.toGoOnFrom(
                            settings.checkpoint().directory(), settings.kafka().transactionTimeout(), Clock.systemUTC())
                    .ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        wire(env, settings, !isRestored(env));
        env.execute("countersign");
    }

    /** Whether the cluster was told a checkpoint or savepoint to go on from: what an operator gives wins. */
    private static boolean isRestored(StreamExecutionEnvironment env) {
        return env.getConfiguration()
                .getOptional(StateRecoveryOptions.SAVEPOINT_PATH)
                .isPresent();
    }

    /** What the job needs of the cluster it runs on. */
    public static Configuration configuration(DetectionSettings settings) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                settings.checkpoint().directory());
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                settings.checkpoint().interval());
        configuration.set(
                CheckpointingOptions.CHECKPOINTING_TIMEOUT,
                settings.checkpoint().timeout());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMinutes(1));
        return configuration;
    }

    /**
     * Adds the job to an environment, if everything it needs is there.
     *
     * @param coldStart whether it starts without a checkpoint
     * @throws InvalidFileException with every problem of the rule files, the scope file or the broker
     */
    public static void wire(StreamExecutionEnvironment env, DetectionSettings settings, boolean coldStart)
            throws InvalidFileException {
        Catalog rules = Catalog.load(settings.rules());
        DialectFactory dialects =
                DialectFactory.of(settings.times().maxSkew(), read(settings.assets()), settings.dialects());
        requireDialects(settings, dialects.dialects());
        StartupReport report = StartupGuard.check(demands(settings, coldStart));
        report.warnings().forEach(warning -> LOG.warn("{}", warning));
        List<String> problems = new ArrayList<>(report.problems());
        problems.addAll(judgeSettings(settings, Map.of()).problems(rules.controls()));
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
        Map<String, Long> awaited =
                settings.sources(SourceSettings.Role.REGISTER).isEmpty()
                        ? Map.of()
                        : ReadinessProbe.lastOffsets(input(settings, SourceSettings.Role.REGISTER));
        wire(env, settings, rules, dialects, awaited, evidence(settings, rules, coldStart));
        ChangedSequences.letGo(env, OperatorUid::isOfSequences);
    }

    /**
     * Adds the job to an environment.
     *
     * @param awaited by {@code topic-partition} the last offset of the register's partitions
     * @param evidence the log that evidence goes to; null where none is kept
     */
    static void wire(
            StreamExecutionEnvironment env,
            DetectionSettings settings,
            Catalog rules,
            DialectFactory dialects,
            Map<String, Long> awaited,
            @Nullable EvidenceTarget evidence) {
        env.setParallelism(settings.parallelism());
        Map<String, DataStream<Ingested>> inputs = new LinkedHashMap<>();
        inputs.put(
                "actions",
                KafkaIngest.actions(env, input(settings, SourceSettings.Role.ACTIONS), dialects)
                        .uid(OperatorUid.ACTION_SOURCE));
        if (!settings.sources(SourceSettings.Role.REGISTER).isEmpty()) {
            inputs.put(
                    "register",
                    KafkaIngest.register(env, input(settings, SourceSettings.Role.REGISTER), dialects, awaited)
                            .uid(OperatorUid.REGISTER_SOURCE));
        }
        DetectionTopology.Outputs outputs =
                DetectionTopology.build(inputs, rules, judgeSettings(settings, awaited), evidence != null);
        Publication.publish(
                outputs,
                new KafkaOutput(
                        settings.kafka().bootstrapServers(),
                        settings.kafka().properties().values(),
                        settings.kafka().transactionalIdPrefix(),
                        settings.kafka().transactionTimeout()),
                topics(settings.topics()));
        if (evidence != null) {
            Publication.keep(
                    outputs,
                    new EvidenceFlow(
                            evidence,
                            new KafkaRawBytes(input(settings, SourceSettings.Role.ACTIONS), dialects),
                            settings.sourceNames(),
                            OperatorUid.OF_EVIDENCE));
        }
    }

    private static void requireDialects(DetectionSettings settings, Dialects dialects) throws InvalidFileException {
        List<String> problems = new ArrayList<>();
        for (SourceSettings source : settings.sources()) {
            if (!dialects.names().contains(source.dialect())) {
                problems.add("sources: topics " + source.topics() + " have dialect '" + source.dialect()
                        + "', expected one of " + dialects.names() + "."
                        + Problems.suggestion(source.dialect(), dialects.names()));
            }
            if (source.names().size() > 1 && !source.dialect().equals(CanonicalDialect.NAME)) {
                problems.add("sources: topics " + source.topics() + " have the sources " + source.names()
                        + ", expected one: dialect '" + source.dialect() + "' gives all its records the same");
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
    }

    private static Demands demands(DetectionSettings settings, boolean coldStart) {
        DetectionSettings.Topics topics = settings.topics();
        return new Demands(
                settings.kafka().bootstrapServers(),
                settings.kafka().properties().values(),
                settings.sources().stream()
                        .flatMap(source -> source.topics().stream())
                        .toList(),
                new Demands.Outputs(
                        topics.names(),
                        topics.create(),
                        topics.partitions(),
                        topics.replication(),
                        LARGEST_MESSAGE_BYTES),
                settings.kafka().transactionalIdPrefix(),
                settings.kafka().transactionTimeout(),
                coldStart);
    }

    private static JudgeSettings judgeSettings(DetectionSettings settings, Map<String, Long> awaited) {
        return new JudgeSettings(
                settings.completeness(),
                settings.times().maxDelay(),
                settings.times().maxWait(),
                settings.times().retention(),
                settings.times().dedupHorizon(),
                settings.times().provisionalAfter(),
                false,
                awaited.keySet());
    }

    /** What a job with these settings reads for a role that some source of theirs has. */
    public static KafkaInput input(DetectionSettings settings, SourceSettings.Role role) {
        List<TopicReading> topics = settings.sources(role).stream()
                .flatMap(source -> source.topics().stream()
                        .map(topic -> new TopicReading(
                                topic,
                                source.dialect(),
                                source.names().isEmpty() ? null : source.names().get(0),
                                source.timeZone() == null
                                        ? null
                                        : source.timeZone().getId())))
                .toList();
        return new KafkaInput(
                settings.kafka().bootstrapServers(),
                settings.kafka().properties().values(),
                settings.kafka().groupId(),
                topics,
                settings.kafka().startFrom(),
                settings.kafka().partitionDiscoveryInterval(),
                settings.times().maxSkew(),
                settings.times().outOfOrderness(),
                settings.times().idleTimeout());
    }

    private static OutputTopics topics(DetectionSettings.Topics topics) {
        return new OutputTopics(
                topics.exceptions(),
                topics.verdicts(),
                topics.quarantine(),
                topics.population(),
                topics.alerts(),
                topics.matches());
    }

    private static @Nullable EvidenceTarget evidence(DetectionSettings settings, Catalog rules, boolean coldStart)
            throws InvalidFileException {
        DetectionSettings.Evidence evidence = settings.evidence();
        if (evidence == null) {
            return null;
        }
        Map<String, byte[]> files = new TreeMap<>();
        rules.files().values().forEach(file -> files.put(file.name(), file.bytes()));
        files.put(EvidenceTarget.SCOPE, read(settings.assets()).getBytes(StandardCharsets.UTF_8));
        Map<String, String> completeness = new TreeMap<>();
        settings.completeness()
                .forEach((source, mode) -> completeness.put(source, mode.name().toLowerCase(Locale.ROOT)));
        try {
            return EvidenceTarget.open(
                    evidence.directory(),
                    evidence.key(),
                    new FileSet(files, completeness, rules.digest()),
                    VERSION,
                    coldStart);
        } catch (IOException e) {
            throw new UncheckedIOException("the evidence log in " + evidence.directory() + " cannot be used", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("assets file " + file + " cannot be read", e);
        }
    }
}
