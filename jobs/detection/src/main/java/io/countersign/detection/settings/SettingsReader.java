package io.countersign.detection.settings;

import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/** Makes settings of texts; what is wrong becomes a problem, and reading goes on with a harmless value. */
final class SettingsReader {

    private static final Pattern SERVERS = Pattern.compile("[^\\s,:/]+:\\d{1,5}(\\s*,\\s*[^\\s,:/]+:\\d{1,5})*");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern DIRECTORY = Pattern.compile("(/|[a-z][a-z0-9+.-]*:/).*");
    private static final int MAX_PARALLELISM = 128;

    /** Client properties that the job sets itself, with what to use instead. */
    private static final Map<String, String> RESERVED = Map.ofEntries(
            Map.entry("bootstrap.servers", "give kafka.bootstrap.servers"),
            Map.entry("group.id", "give kafka.group.id"),
            Map.entry("transactional.id", "give kafka.transactional.id.prefix"),
            Map.entry("transaction.timeout.ms", "give kafka.transaction.timeout"),
            Map.entry("partition.discovery.interval.ms", "give kafka.partition.discovery.interval"),
            Map.entry("isolation.level", "remove it: only committed records are evidence"),
            Map.entry("auto.offset.reset", "remove it and see kafka.start.from: nothing may be skipped"),
            Map.entry("enable.auto.commit", "remove it: offsets are committed with checkpoints"),
            Map.entry("enable.idempotence", "remove it: results are written exactly once"),
            Map.entry("acks", "remove it: results are written exactly once"),
            Map.entry("commit.offsets.on.checkpoint", "remove it: offsets are committed with checkpoints"),
            Map.entry("key.deserializer", "remove it: dialects read the bytes"),
            Map.entry("value.deserializer", "remove it: dialects read the bytes"),
            Map.entry("key.serializer", "remove it: results are written as bytes"),
            Map.entry("value.serializer", "remove it: results are written as bytes"));

    private final SettingsText text;
    private final OptionReader options;
    private final Problems problems;

    /** Reads texts; relative paths start at a directory. */
    SettingsReader(SettingsText text, Path directory, Problems problems) {
        this.text = text;
        options = new OptionReader(text, directory);
        this.problems = problems;
    }

    DetectionSettings read() throws InvalidFileException {
        DetectionSettings.Kafka kafka = kafka();
        DetectionSettings.Times times = times();
        DetectionSettings.Checkpoint checkpoint = checkpoint();
        DetectionSettings.Topics topics = topics();
        Path rules = options.path(DetectionOptions.RULES, Files::isDirectory, "an existing directory of rule files");
        Path assets = options.path(DetectionOptions.ASSETS, Files::isReadable, "a readable file of assets");
        Path dialects = text.entries().containsKey(DetectionOptions.DIALECTS.key())
                ? options.path(DetectionOptions.DIALECTS, Files::isDirectory, "an existing directory of dialect files")
                : null;
        DetectionSettings.Evidence evidence = evidence();
        int parallelism = options.integer(DetectionOptions.PARALLELISM, 1, MAX_PARALLELISM);
        List<SourceSettings> sources = new SourceReader(text, problems, topics).read();
        checkTogether(kafka, times, checkpoint);
        if (evidence != null) {
            requireOneRoleForEachTopic(sources);
        }
        rejectUnknown();
        problems.throwIfAny();
        return new DetectionSettings(
                kafka, sources, rules, assets, dialects, times, checkpoint, topics, evidence, parallelism);
    }

    private DetectionSettings.@Nullable Evidence evidence() {
        options.know(DetectionOptions.EVIDENCE_DIRECTORY.key());
        options.know(DetectionOptions.EVIDENCE_KEY.key());
        SettingsText.Entry directoryGiven = text.entry(DetectionOptions.EVIDENCE_DIRECTORY.key());
        SettingsText.Entry keyGiven = text.entry(DetectionOptions.EVIDENCE_KEY.key());
        if (directoryGiven == null && keyGiven == null) {
            return null;
        }
        if (directoryGiven == null || keyGiven == null) {
            text.problem(
                    (directoryGiven == null ? DetectionOptions.EVIDENCE_KEY : DetectionOptions.EVIDENCE_DIRECTORY)
                            .key(),
                    "'evidence.directory' and 'evidence.key' go together; give both, or neither to keep no evidence");
            return null;
        }
        return new DetectionSettings.Evidence(
                options.path(
                        DetectionOptions.EVIDENCE_DIRECTORY, Files::isDirectory, "the directory of an evidence log"),
                options.path(DetectionOptions.EVIDENCE_KEY, Files::isReadable, "a readable file with a key"));
    }

    /** A record that is read twice would have to be accounted for twice. */
    private void requireOneRoleForEachTopic(List<SourceSettings> sources) {
        Map<SourceSettings.Role, Set<String>> topics = new EnumMap<>(SourceSettings.Role.class);
        sources.forEach(source ->
                topics.computeIfAbsent(source.role(), unused -> new TreeSet<>()).addAll(source.topics()));
        Set<String> both = topics.getOrDefault(SourceSettings.Role.ACTIONS, Set.of()).stream()
                .filter(topics.getOrDefault(SourceSettings.Role.REGISTER, Set.of())::contains)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!both.isEmpty()) {
            text.problem(
                    DetectionOptions.EVIDENCE_DIRECTORY.key(),
                    "'evidence.directory' is given and topics " + both
                            + " are read for actions and for the register, so"
                            + " that their records cannot be accounted for once; give each role topics of its own");
        }
    }

    private DetectionSettings.Kafka kafka() {
        return new DetectionSettings.Kafka(
                options.text(DetectionOptions.BOOTSTRAP_SERVERS, SERVERS, "host:port, separated by commas"),
                options.text(
                        DetectionOptions.GROUP_ID, PREFIX, "1 to 200 letters, digits, dots, underscores or hyphens"),
                options.choice(DetectionOptions.START_FROM),
                options.positive(DetectionOptions.PARTITION_DISCOVERY_INTERVAL),
                options.text(
                        DetectionOptions.TRANSACTIONAL_ID_PREFIX,
                        PREFIX,
                        "1 to 200 letters, digits, dots, underscores or hyphens, unique for this job and environment"),
                options.positive(DetectionOptions.TRANSACTION_TIMEOUT),
                clientProperties());
    }

    private DetectionSettings.Times times() {
        return new DetectionSettings.Times(
                options.duration(DetectionOptions.MAX_SKEW),
                options.duration(DetectionOptions.MAX_DELAY),
                options.positive(DetectionOptions.MAX_WAIT),
                options.duration(DetectionOptions.PROVISIONAL_AFTER),
                options.positive(DetectionOptions.RETENTION),
                options.positive(DetectionOptions.DEDUP_HORIZON),
                options.duration(DetectionOptions.OUT_OF_ORDERNESS),
                options.positive(DetectionOptions.IDLE_TIMEOUT));
    }

    private DetectionSettings.Checkpoint checkpoint() {
        return new DetectionSettings.Checkpoint(
                options.positive(DetectionOptions.CHECKPOINT_INTERVAL),
                options.positive(DetectionOptions.CHECKPOINT_TIMEOUT),
                options.text(
                        DetectionOptions.CHECKPOINT_DIRECTORY,
                        DIRECTORY,
                        "an absolute path or a URI such as s3://bucket/checkpoints"));
    }

    private DetectionSettings.Topics topics() {
        DetectionSettings.Topics topics = new DetectionSettings.Topics(
                topic(DetectionOptions.EXCEPTIONS_TOPIC),
                topic(DetectionOptions.VERDICTS_TOPIC),
                topic(DetectionOptions.QUARANTINE_TOPIC),
                topic(DetectionOptions.POPULATION_TOPIC),
                topic(DetectionOptions.ALERTS_TOPIC),
                topic(DetectionOptions.MATCHES_TOPIC),
                options.bool(DetectionOptions.CREATE_TOPICS),
                options.integer(DetectionOptions.TOPIC_PARTITIONS, 1, 10_000),
                options.integer(DetectionOptions.TOPIC_REPLICATION, 1, Short.MAX_VALUE));
        if (Set.copyOf(topics.names()).size() < topics.names().size()) {
            text.problem(
                    DetectionOptions.EXCEPTIONS_TOPIC.key(),
                    "output topics " + topics.names() + " are not distinct; give each result a topic of its own");
        }
        return topics;
    }

    private String topic(ConfigOption<String> option) {
        return options.text(option, SourceReader.TOPIC, SourceReader.TOPIC_EXPECTED);
    }

    private void checkTogether(
            DetectionSettings.Kafka kafka, DetectionSettings.Times times, DetectionSettings.Checkpoint checkpoint) {
        Duration longestCheckpoint = checkpoint.interval().plus(checkpoint.timeout());
        if (kafka.transactionTimeout().compareTo(longestCheckpoint) <= 0) {
            text.problem(
                    DetectionOptions.TRANSACTION_TIMEOUT.key(),
                    "'kafka.transaction.timeout' is " + kafka.transactionTimeout()
                            + ", expected more than checkpoint.interval + checkpoint.timeout = " + longestCheckpoint
                            + ", or the broker drops results before they are committed; raise it or lower those");
        }
        if (times.maxWait().compareTo(times.maxDelay()) <= 0) {
            text.problem(
                    DetectionOptions.MAX_WAIT.key(),
                    "'max_wait' is " + times.maxWait() + ", expected more than max_delay = " + times.maxDelay()
                            + ", or every action becomes indeterminate before its sources can be complete");
        }
    }

    private ClientProperties clientProperties() {
        Map<String, String> values = new HashMap<>();
        Set<String> secrets = new TreeSet<>();
        String prefix = DetectionOptions.CLIENT_PROPERTIES;
        text.entries().forEach((key, entry) -> {
            if (key.startsWith(prefix)) {
                String name = key.substring(prefix.length());
                options.know(key);
                String remedy = RESERVED.get(name);
                if (remedy != null) {
                    text.problem(key, "'" + name + "' is set by the job; " + remedy);
                }
                values.put(name, entry.value());
                if (entry.secret()) {
                    secrets.add(name);
                }
            }
        });
        return new ClientProperties(values, secrets);
    }

    private void rejectUnknown() {
        text.entries().keySet().forEach(key -> {
            if (!options.known().contains(key)) {
                Set<String> expected = new TreeSet<>(options.known());
                expected.removeIf(option -> option.startsWith(DetectionOptions.CLIENT_PROPERTIES));
                expected.add(SettingsText.SOURCES);
                text.problem(
                        key,
                        "unknown key '" + key + "', expected one of " + expected + " or "
                                + DetectionOptions.CLIENT_PROPERTIES + "*." + Problems.suggestion(key, expected));
            }
        });
    }
}
