package io.countersign.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.detection.settings.DetectionSettings;
import io.countersign.detection.settings.SourceSettings;
import io.countersign.launcher.Countersign;
import io.countersign.launcher.scenario.Topics;
import io.countersign.rules.catalog.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.commons.cli.DefaultParser;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterConfigurationParserFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ComposeTest {

    private static final Set<String> OURS =
            Set.of("evidence", "exceptions", "feed", "jobmanager", "taskmanager", "verify");
    private static final Set<String> FLINK = Set.of("jobmanager", "taskmanager");

    private final Configuration flink = GlobalConfiguration.loadConfiguration(
            Compose.ROOT.resolve("docker/flink").toString());

    @TempDir
    Path directory;

    @Test
    void shouldObeyTheComposeSpecification() throws IOException {
        assertThat(objections(Compose.tree())).isEmpty();

        ObjectNode wrong = Compose.tree().deepCopy();
        ((ObjectNode) wrong.path("services").path("kafka")).put("imagine", "apache/kafka");
        assertThat(objections(wrong)).singleElement().asString().contains("imagine");
    }

    @Test
    void shouldRunKafkaOfTheVersionThatIsTested() {
        assertThat(Compose.services().keySet())
                .containsExactlyInAnyOrder(
                        "kafka", "feed", "evidence", "jobmanager", "taskmanager", "exceptions", "verify");
        assertThat(text("kafka", "image")).isEqualTo("apache/kafka:" + Poms.property("kafka.version"));
    }

    @Test
    void shouldBuildEachOfItsOwnImagesOnceFromATargetOfTheDockerfile() throws IOException {
        List<String> built = new ArrayList<>();
        for (String service : OURS) {
            assertThat(text(service, "image")).as(service).endsWith(":" + Poms.VERSION);
            JsonNode build = Compose.service(service).path("build");
            if (!build.isMissingNode()) {
                built.add(text(service, "image"));
                Path context = Compose.FILE
                        .resolveSibling(build.path("context").asText())
                        .normalize();
                assertThat(context).isEqualTo(Compose.ROOT);
                assertThat(context.resolve(build.path("dockerfile").asText()))
                        .isEqualTo(Dockerfile.FILE)
                        .exists();
                String target = build.path("target").asText();
                assertThat(Dockerfile.read().stage(target).name())
                        .isEqualTo(FLINK.contains(service) ? "job" : "launcher");
            }
        }
        assertThat(built)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        OURS.stream().map(service -> text(service, "image")).collect(Collectors.toSet()));
    }

    @Test
    void shouldTakeFromEveryServiceWhatItDoesNotNeed() {
        Compose.services().forEach((name, service) -> {
            assertThat(Compose.texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
            assertThat(service.has("cap_add")).as(name).isFalse();
            assertThat(service.path("privileged").asBoolean()).as(name).isFalse();
            assertThat(Compose.texts(service.path("security_opt"))).as(name).containsExactly("no-new-privileges:true");
            JsonNode limits = service.path("deploy").path("resources").path("limits");
            assertThat(limits.path("cpus").asText()).as(name).matches("[12]");
            assertThat(limits.path("memory").asText()).as(name).matches("\\d+[mg]");
            assertThat(limits.path("pids").asInt()).as(name).isBetween(1, 500);
        });
    }

    @Test
    void shouldWriteOnlyToVolumesWhereTheImageIsOurs() {
        for (String service : OURS) {
            assertThat(Compose.service(service).path("read_only").asBoolean())
                    .as(service)
                    .isTrue();
            assertThat(Compose.service(service).has("user"))
                    .as("not the image's own")
                    .isEqualTo(service.equals("evidence"));
        }
        assertThat(text("kafka", "user"))
                .as("the image's user, who is not root")
                .isEqualTo("appuser");
    }

    @Test
    void shouldLetFlinkLoadTheNativePartsThatItUnpacks() {
        for (String service : FLINK) {
            assertThat(Compose.texts(Compose.service(service).path("tmpfs")))
                    .singleElement()
                    .asString()
                    .startsWith(flink.get(CoreOptions.TMP_DIRS) + ":exec,mode=1777,size=");
            assertThat(Compose.service(service)
                            .path("environment")
                            .path("LD_PRELOAD")
                            .asText())
                    .isEqualTo("libjemalloc.so.2");
        }
    }

    @Test
    void shouldWaitOnlyForServicesThatCanBecomeWhatIsWaitedFor() {
        Set<String> ending = Set.of("evidence", "feed", "exceptions", "verify");
        Compose.services().forEach((name, service) -> {
            service.path("depends_on").properties().forEach(dependency -> {
                JsonNode other = Compose.service(dependency.getKey());
                assertThat(other.isObject())
                        .as(name + " depends on " + dependency)
                        .isTrue();
                switch (dependency.getValue().path("condition").asText()) {
                    case "service_healthy" ->
                        assertThat(other.has("healthcheck")).as(name).isTrue();
                    case "service_completed_successfully" ->
                        assertThat(ending).as(name).contains(dependency.getKey());
                    default ->
                        assertThat(dependency.getValue().path("condition").asText())
                                .isEqualTo("service_started");
                }
            });
            assertThat(service.has("healthcheck")).as(name).isNotEqualTo(ending.contains(name));
            assertThat(service.path("restart").asText("no"))
                    .as(name)
                    .isEqualTo(FLINK.contains(name) ? "on-failure" : "no");
        });
        assertThat(condition("feed", "kafka")).isEqualTo("service_healthy");
        assertThat(condition("jobmanager", "feed"))
                .as("the job refuses topics that do not exist")
                .isEqualTo("service_completed_successfully");
        assertThat(condition("jobmanager", "evidence"))
                .as("the job refuses a log that does not exist")
                .isEqualTo("service_completed_successfully");
        assertThat(condition("exceptions", "feed"))
                .as("or both would send")
                .isEqualTo("service_completed_successfully");
    }

    @Test
    void shouldAskForHealthAtThePortsThatAreOpen() {
        assertThat(healthcheck("kafka"))
                .endsWith(
                        "/localhost/" + portOf(environment("kafka").getOrDefault("KAFKA_LISTENERS", ""), "PLAINTEXT"));
        assertThat(healthcheck("jobmanager"))
                .contains("http://localhost:" + flink.get(RestOptions.PORT) + "/jobs/overview");
        assertThat(healthcheck("taskmanager")).endsWith("/localhost/" + flink.get(TaskManagerOptions.RPC_PORT));
    }

    @Test
    void shouldPublishTheFlinkPageOnLoopbackAndNothingElse() {
        int port = flink.get(RestOptions.PORT);
        Compose.services()
                .forEach((name, service) -> assertThat(Compose.texts(service.path("ports")))
                        .as(name)
                        .isEqualTo(name.equals("jobmanager") ? List.of("127.0.0.1:" + port + ":" + port) : List.of()));
    }

    @Test
    void shouldNameServicesAsTheConfigurationsCallThem() throws Exception {
        assertThat(flink.get(JobManagerOptions.ADDRESS)).isEqualTo("jobmanager");
        assertThat(flink.get(RestOptions.ADDRESS)).isEqualTo("jobmanager");
        assertThat(environment("kafka").get("KAFKA_ADVERTISED_LISTENERS"))
                .isEqualTo("PLAINTEXT://" + settings().kafka().bootstrapServers())
                .startsWith("PLAINTEXT://kafka:");
    }

    @Test
    void shouldGiveTheJobArgumentsThatFlinkHandsToItsMainMethod() throws Exception {
        List<String> command = new ArrayList<>(List.of("--configDir", "/opt/flink/conf"));
        command.addAll(Compose.texts(Compose.service("jobmanager").path("command")));
        // Flink's own parser hides its result; this is how it parses.
        org.apache.commons.cli.CommandLine parsed = new DefaultParser()
                .parse(
                        new StandaloneApplicationClusterConfigurationParserFactory().getOptions(),
                        command.toArray(String[]::new),
                        true);
        Class<?> job = Class.forName(parsed.getOptionValue("job-classname"));
        assertThat(job.getMethod("main", String[].class)).isNotNull();
        assertThat(parsed.getArgs()).containsExactly("--settings", Compose.settingsTarget(), "--resume-newest");
    }

    @Test
    void shouldStartProcessesWithTheScriptsOfFlinksImage() {
        assertThat(Compose.texts(Compose.service("jobmanager").path("entrypoint")))
                .containsExactly("/opt/flink/bin/standalone-job.sh", "start-foreground");
        assertThat(Compose.texts(Compose.service("taskmanager").path("entrypoint")))
                .containsExactly("/opt/flink/bin/taskmanager.sh", "start-foreground");
    }

    @Test
    void shouldGiveTheLauncherCommandsThatItKnowsAndTheSettingsThatAreMounted() {
        for (String service : List.of("feed", "exceptions")) {
            List<String> command = Compose.texts(Compose.service(service).path("command"));
            CommandLine launcher = new CommandLine(Countersign.class);
            assertThatCode(() -> launcher.parseArgs(command.toArray(String[]::new)))
                    .as(service)
                    .doesNotThrowAnyException();
            assertThat(command).contains("--config", Compose.settingsTarget());
        }
        for (String service : List.of("feed", "exceptions", "jobmanager")) {
            assertThat(StreamSupport.stream(
                                    Compose.service(service).path("volumes").spliterator(), false)
                            .map(volume -> volume.path("target").asText()))
                    .as(service)
                    .contains(Compose.settingsTarget());
        }
    }

    @Test
    void shouldHaveSettingsThatAreValidAndReadEveryTopicOfTheFeed() throws Exception {
        DetectionSettings settings = settings();
        assertThat(Catalog.load(settings.rules())).isNotNull();
        assertThat(settings.sources().stream().flatMap(source -> source.topics().stream()))
                .containsExactlyInAnyOrderElementsOf(Topics.ALL);
        assertThat(settings.sources(SourceSettings.Role.REGISTER).stream().flatMap(source -> source.names().stream()))
                .containsExactlyInAnyOrder("servicenow", "inventory", "pam");
        assertThat(settings.topics().create()).isTrue();
        assertThat(settings.topics().replication()).as("there is one broker").isEqualTo(1);
        assertThat(settings.parallelism()).isLessThanOrEqualTo(flink.get(TaskManagerOptions.NUM_TASK_SLOTS));
    }

    private DetectionSettings settings() throws Exception {
        return DetectionSettings.loadWithoutEvidence(Container.in(directory).path(Compose.settingsTarget()), Map.of());
    }

    private static List<String> objections(JsonNode compose) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ComposeTest.class.getResourceAsStream("/compose-spec/compose-spec.json"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_7,
                    builder -> builder.schemas(Map.of("https://compose-spec.io/compose-spec.json", text)));
            Schema schema = registry.getSchema(SchemaLocation.of("https://compose-spec.io/compose-spec.json"));
            return schema.validate(compose.toString(), InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    private static String text(String service, String key) {
        return Compose.service(service).path(key).asText();
    }

    private static String condition(String service, String dependency) {
        return Compose.service(service)
                .path("depends_on")
                .path(dependency)
                .path("condition")
                .asText();
    }

    private static String healthcheck(String service) {
        List<String> test =
                Compose.texts(Compose.service(service).path("healthcheck").path("test"));
        return test.get(test.size() - 1);
    }

    static Map<String, String> environment(String service) {
        return Compose.service(service).path("environment").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asText()));
    }

    private static String portOf(String listeners, String name) {
        for (String listener : listeners.split(",", -1)) {
            if (listener.startsWith(name + "://")) {
                return listener.substring(listener.lastIndexOf(':') + 1);
            }
        }
        throw new AssertionError("no listener " + name + " in " + listeners);
    }
}
