package io.countersign.detection.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.detection.ingest.StartFrom;
import io.countersign.rules.register.Completeness;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionSettingsTest {

    private static final String MINIMAL = """
            kafka:
              bootstrap.servers: localhost:9092
              transactional.id.prefix: countersign-test
            rules: rules
            assets: assets.yaml
            checkpoint.directory: /checkpoints
            sources:
              - { topic: trail, dialect: aws.cloudtrail, role: actions }
              - { topic: changes, dialect: countersign.canonical, role: register }
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void theFilesThatSettingsName() throws IOException {
        Files.createDirectories(directory.resolve("rules"));
        Files.createDirectories(directory.resolve("other-rules"));
        Files.createDirectories(directory.resolve("other-dialects"));
        Files.writeString(directory.resolve("assets.yaml"), "assets: []");
        Files.writeString(directory.resolve("other.yaml"), "assets: []");
    }

    @Test
    void evidenceNeedsAKeyAndTopicsOfOneRole() throws Exception {
        Files.createDirectories(directory.resolve("log"));
        assertThatThrownBy(() -> load(MINIMAL.replace("sources:", "evidence: { directory: log }\nsources:")))
                .hasMessageContaining("'evidence.directory' and 'evidence.key' go together");

        Files.writeString(directory.resolve("log.key"), "");
        String bothRoles = MINIMAL.replace("sources:", "evidence: { directory: log, key: log.key }\nsources:")
                + "  - { topic: trail, dialect: countersign.canonical, role: register }\n";
        assertThatThrownBy(() -> load(bothRoles))
                .hasMessageContaining("topics [trail] are read for actions and for the register");
    }

    @Test
    void whoDoesNotRunTheJobNeedsNeitherItsEvidenceNorItsKey() throws Exception {
        String text = MINIMAL.replace("sources:", "evidence: { directory: gone, key: gone.key }\nsources:");
        assertThatThrownBy(() -> load(text)).hasMessageContaining("'evidence.key' is 'gone.key', expected");

        Path file = directory.resolve("settings.yaml");
        assertThat(DetectionSettings.loadWithoutEvidence(file, Map.of()).evidence())
                .isNull();
        Files.writeString(file, text.replace("key: gone.key", "kay: gone.key"));
        assertThatThrownBy(() -> DetectionSettings.loadWithoutEvidence(file, Map.of()))
                .hasMessageContaining("unknown key 'evidence.kay'");
    }

    @Test
    void defaultsAreThese() throws Exception {
        DetectionSettings settings = load(MINIMAL);
        assertThat(settings.kafka())
                .isEqualTo(new DetectionSettings.Kafka(
                        "localhost:9092",
                        "countersign-detection",
                        StartFrom.EARLIEST,
                        Duration.ofSeconds(30),
                        "countersign-test",
                        Duration.ofMinutes(15),
                        new ClientProperties(Map.of(), java.util.Set.of())));
        assertThat(settings.times())
                .isEqualTo(new DetectionSettings.Times(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Duration.ofDays(90),
                        Duration.ofHours(24),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1)));
        assertThat(settings.checkpoint())
                .isEqualTo(new DetectionSettings.Checkpoint(
                        Duration.ofSeconds(10), Duration.ofMinutes(5), "/checkpoints"));
        assertThat(settings.topics())
                .isEqualTo(new DetectionSettings.Topics(
                        "countersign.exceptions.v1",
                        "countersign.verdicts.v1",
                        "countersign.quarantine.v1",
                        "countersign.population.v1",
                        "countersign.alerts.v1",
                        "countersign.matches.v1",
                        false,
                        3,
                        3));
        assertThat(settings.parallelism()).isEqualTo(1);
        assertThat(settings.rules()).isEqualTo(directory.resolve("rules"));
        assertThat(settings.assets()).isEqualTo(directory.resolve("assets.yaml"));
    }

    @Test
    void everyOptionReachesTheComponentThatBearsItsName() throws Exception {
        DetectionSettings settings = load("""
                kafka.bootstrap.servers: "a:1,b:2"
                kafka.group.id: group
                kafka.start.from: earliest
                kafka.partition.discovery.interval: PT1S
                kafka.transactional.id.prefix: prefix
                kafka.transaction.timeout: PT2H
                kafka.properties.max.poll.records: 77
                rules: other-rules
                assets: other.yaml
                dialects: other-dialects
                max_skew: PT3S
                max_delay: PT4S
                max_wait: PT5S
                provisional_after: PT0S
                retention: PT6S
                dedup_horizon: PT7S
                out_of_orderness: PT8S
                idle_timeout: PT9S
                checkpoint.interval: PT10.5S
                checkpoint.timeout: PT11S
                checkpoint.directory: s3://bucket/dir
                parallelism: 12
                topics: { exceptions: t1, verdicts: t2, quarantine: t3, population: t4, alerts: t5, matches: t6, create: true,
                          partitions: 13, replication: 14 }
                sources:
                  - { topics: [x, y], dialect: d1, role: actions, time_zone: Europe/Berlin }
                  - { topic: z, dialect: d2, role: register, source: [s1, s2], completeness: marks }
                """);
        List<String> given = new ArrayList<>();
        for (Record part : List.of(settings.kafka(), settings.times(), settings.checkpoint(), settings.topics())) {
            for (RecordComponent component : part.getClass().getRecordComponents()) {
                given.add(component.getName() + "=" + component.getAccessor().invoke(part));
            }
        }
        assertThat(given)
                .containsExactly(
                        "bootstrapServers=a:1,b:2",
                        "groupId=group",
                        "startFrom=EARLIEST",
                        "partitionDiscoveryInterval=PT1S",
                        "transactionalIdPrefix=prefix",
                        "transactionTimeout=PT2H",
                        "properties={max.poll.records=77}",
                        "maxSkew=PT3S",
                        "maxDelay=PT4S",
                        "maxWait=PT5S",
                        "provisionalAfter=PT0S",
                        "retention=PT6S",
                        "dedupHorizon=PT7S",
                        "outOfOrderness=PT8S",
                        "idleTimeout=PT9S",
                        "interval=PT10.5S",
                        "timeout=PT11S",
                        "directory=s3://bucket/dir",
                        "exceptions=t1",
                        "verdicts=t2",
                        "quarantine=t3",
                        "population=t4",
                        "alerts=t5",
                        "matches=t6",
                        "create=true",
                        "partitions=13",
                        "replication=14");
        assertThat(settings.rules()).isEqualTo(directory.resolve("other-rules"));
        assertThat(settings.assets()).isEqualTo(directory.resolve("other.yaml"));
        assertThat(settings.dialects()).isEqualTo(directory.resolve("other-dialects"));
        assertThat(settings.parallelism()).isEqualTo(12);
        assertThat(settings.sources())
                .containsExactly(
                        new SourceSettings(
                                List.of("x", "y"),
                                "d1",
                                List.of(),
                                SourceSettings.Role.ACTIONS,
                                Completeness.Mode.ASSUMED,
                                ZoneId.of("Europe/Berlin")),
                        new SourceSettings(
                                List.of("z"),
                                "d2",
                                List.of("s1", "s2"),
                                SourceSettings.Role.REGISTER,
                                Completeness.Mode.MARKS,
                                null));
        assertThat(settings.completeness())
                .isEqualTo(Map.of("s1", Completeness.Mode.MARKS, "s2", Completeness.Mode.MARKS));
    }

    @Test
    void everyOptionIsRead() throws Exception {
        StringBuilder broken = new StringBuilder();
        for (OptionsReference.Documented each : OptionsReference.options()) {
            broken.append(each.option().key()).append(": '?'\n");
        }
        List<String> problems = problems(broken.toString());
        for (OptionsReference.Documented each : OptionsReference.options()) {
            assertThat(problems)
                    .anyMatch(problem -> problem.contains("'" + each.option().key() + "' is '?', expected "));
        }
    }

    @Test
    void allProblemsAreReportedAtOnceWithWhatIsGivenExpectedAndToBeDone() {
        assertThat(problems("""
                                kafka:
                                  bootstrap.servers: localhost
                                  transaction.timeout: PT1M
                                  properties:
                                    isolation.level: read_uncommitted
                                    transactional.id: mine
                                rules: nowhere
                                max_wat: PT1H
                                max_wait: 60
                                retention: PT9223372036854775807S
                                parallelism: 0
                                kafka.start.from: latest
                                topics.verdicts: countersign.exceptions.v1
                                sources:
                                  - { topic: trail, dialect: aws.cloudtrail, role: actions, completeness: marks }
                                  - { topic: trail, dialect: aws.cloudtrail, role: regster }
                                """))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:2: 'kafka.bootstrap.servers' is 'localhost', expected host:port,"
                                + " separated by commas"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:5: 'isolation.level' is set by the job; remove it: only committed"
                                + " records are evidence"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:6: 'transactional.id' is set by the job; give"
                                + " kafka.transactional.id.prefix"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:3: 'kafka.transaction.timeout' is PT1M, expected more than"
                                + " checkpoint.interval + checkpoint.timeout = PT5M10S, or the broker drops results"
                                + " before they are committed; raise it or lower those"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml: 'kafka.transactional.id.prefix' is missing; give it a value"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("settings.yaml:7: 'rules' is 'nowhere', expected an existing directory"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("settings.yaml:8: unknown key 'max_wat', expected one of [")
                        .endsWith("Did you mean 'max_wait'?"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:9: 'max_wait' is '60', expected an ISO 8601 duration of days or less,"
                                + " at most P36525D, such as P31D or PT10S"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("settings.yaml:10: 'retention' is 'PT9223372036854775807S', expected an ISO 8601"
                                + " duration of days or less, at most P36525D"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:11: 'parallelism' is '0', expected a whole number from 1 to 128"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("settings.yaml:12: 'kafka.start.from' is 'latest', expected one of [committed,"))
                .anySatisfy(problem -> assertThat(problem).contains("are not distinct"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:15: 'completeness' is given for actions, expected for role 'register'"
                                + " only"))
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("settings.yaml:16: topic 'trail' is listed twice for actions in dialect"
                                + " 'aws.cloudtrail'; list it once"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("settings.yaml:16: 'role' is 'regster'")
                        .endsWith("Did you mean 'register'?"))
                .anySatisfy(problem -> assertThat(problem).contains("no source has role 'register'"));
    }

    @Test
    void aMarksSourceMustBeNamedAndNamedOnce() {
        assertThat(problems(MINIMAL + """
                                          - { topic: a, dialect: d, role: register, completeness: marks }
                                          - { topic: b, dialect: d, role: register, source: itsm }
                                          - { topic: c, dialect: d, role: register, source: itsm }
                                        """))
                .containsExactly(
                        "settings.yaml:10: 'completeness: marks' needs 'source'; name the sources whose records and"
                                + " marks the topic holds",
                        "settings.yaml:12: source 'itsm' is named for [b] too; a mark comes after what it covers only"
                                + " within one topic");
    }

    @Test
    void aTopicMayHoldActionsAndRegisterRecordsOfSeveralKinds() {
        assertThat(problems(MINIMAL + """
                                          - { topic: trail, dialect: a, role: register, source: vault, completeness: marks }
                                          - { topic: trail, dialect: b, role: register, source: vault, completeness: marks }
                                        """)).isEmpty();
    }

    @Test
    void aKeyGivenNestedAndWithDotsIsGivenTwice() {
        assertThat(problems(MINIMAL + "checkpoint: { directory: /elsewhere }\n"))
                .containsExactly("settings.yaml:10: 'checkpoint.directory' is given on line 6 too; keep one");
    }

    @Test
    void overridesWinAndAreNamedInProblems() throws Exception {
        Path file = write(MINIMAL);
        assertThat(DetectionSettings.load(file, Map.of("parallelism", "4", "kafka.group.id", "mine"))
                        .parallelism())
                .isEqualTo(4);
        assertThatThrownBy(() -> DetectionSettings.load(
                        file, Map.of("parallelism", "many", "paralelism", "4", "sources[0].topic", "x")))
                .isInstanceOfSatisfying(
                        InvalidFileException.class,
                        e -> assertThat(e.problems())
                                .hasSize(3)
                                .contains(
                                        "-Dparallelism: 'parallelism' is 'many', expected a whole number from 1 to 128",
                                        "-Dsources[0].topic: the list of sources cannot be overridden; change it in"
                                                + " settings.yaml")
                                .anyMatch(problem -> problem.startsWith("-Dparalelism: unknown key 'paralelism'")));
    }

    @Test
    void secretsComeFromFilesAndTheEnvironmentAndAreNeverShown() throws Exception {
        Path jaas = Files.writeString(directory.resolve("jaas"), "required password=\"hunter2\";\n");
        DetectionSettings settings = DetectionSettings.load(
                write(MINIMAL + """
                        kafka.properties:
                          sasl.jaas.config: "${file:%s}"
                          ssl.key.password: hunter3
                          client.rack: ${env:RACK}
                          security.protocol: SASL_SSL
                        """.formatted(jaas)), Map.of(), name -> name.equals("RACK") ? "hunter4" : null);
        assertThat(settings.kafka().properties().values())
                .containsEntry("sasl.jaas.config", "required password=\"hunter2\";")
                .containsEntry("client.rack", "hunter4");
        assertThat(settings.toString())
                .doesNotContain("hunter")
                .contains("sasl.jaas.config=***", "client.rack=***", "security.protocol=SASL_SSL");
    }

    @Test
    void aSecretThatIsNotThereOrNotWhatIsExpectedIsNotShown() {
        assertThat(problems(MINIMAL + """
                                        kafka.properties.a: ${env:ABSENT}
                                        kafka.properties.b: ${file:/does/not/exist}
                                        kafka.properties.c: ${vault:x}
                                        parallelism: ${env:HOME_OF_SECRETS}
                                        """))
                .anyMatch(problem ->
                        problem.endsWith("'kafka.properties.a': '${env:ABSENT}' is not set; set the variable ABSENT"))
                .anyMatch(problem -> problem.contains("'${file:/does/not/exist}' cannot be read"))
                .anyMatch(problem -> problem.endsWith(
                        "'kafka.properties.c': '${vault:x}' is unknown, expected ${file:/path} or ${env:NAME}"))
                .anyMatch(problem -> problem.contains("'parallelism' is a secret, expected a whole number"))
                .noneMatch(problem -> problem.contains("hunter5"));
    }

    @Test
    void aFileThatIsNotThereOrNotYamlIsAProblem() {
        assertThatThrownBy(() -> DetectionSettings.load(directory.resolve("absent.yaml"), Map.of()))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("absent.yaml: cannot be read")
                .hasMessageContaining("give the path of a readable settings file");
        assertThat(problems("a: [")).anyMatch(problem -> problem.startsWith("settings.yaml:1: not YAML"));
    }

    private DetectionSettings load(String yaml) throws Exception {
        return DetectionSettings.load(write(yaml), Map.of());
    }

    private List<String> problems(String yaml) {
        try {
            DetectionSettings.load(write(yaml), Map.of(), name -> name.equals("HOME_OF_SECRETS") ? "hunter5" : null);
            return List.of();
        } catch (InvalidFileException e) {
            return e.problems();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("settings.yaml"), yaml);
    }
}
