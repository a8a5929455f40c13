package io.countersign.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.detection.DetectionJob;
import io.countersign.launcher.Countersign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DockerfileTest {

    private static final Pattern PINNED =
            Pattern.compile("[a-z0-9./-]+:\\d[\\w.]*\\.\\d[\\w.-]*(@sha256:[0-9a-f]{64})?");
    private static final Pattern MAVEN = Pattern.compile("(?:--mount=\\S+\\s+)?mvn (.*)");
    private static final Set<String> INSTRUCTIONS =
            Set.of("RUN", "COPY", "USER", "EXPOSE", "WORKDIR", "ENTRYPOINT", "CMD");

    private final Dockerfile dockerfile;

    DockerfileTest() throws IOException {
        dockerfile = Dockerfile.read();
    }

    @Test
    void shouldUseOnlyInstructionsThatTheseTestsUnderstand() {
        assertThat(dockerfile.stages()).extracting(Dockerfile.Stage::name).containsExactly("build", "job", "launcher");
        assertThat(dockerfile.stages().stream()
                        .flatMap(stage -> stage.instructions().stream())
                        .map(Dockerfile.Instruction::name))
                .isSubsetOf(INSTRUCTIONS);
    }

    @Test
    void shouldBuildOnPinnedImages() {
        assertThat(dockerfile.stages())
                .extracting(Dockerfile.Stage::base)
                .allMatch(PINNED.asMatchPredicate())
                .anyMatch(base -> base.matches("maven:3\\..*-eclipse-temurin-17-noble"))
                .contains("flink:" + Poms.property("flink.version") + "-java17")
                .anyMatch(base -> base.matches("eclipse-temurin:17\\..*-jre-noble"));
    }

    @Test
    void shouldRunAsNeitherRootNorAUserWithAName() {
        for (String target : List.of("job", "launcher")) {
            List<String> users = dockerfile.stage(target).arguments("USER");
            assertThat(users.get(users.size() - 1)).as(target).matches("[1-9]\\d*:[1-9]\\d*");
        }
    }

    @Test
    void shouldBuildTheJarsThatItCopiesUnderTheNamesThatMavenGivesThem() {
        String workdir = only(dockerfile.stage("build").arguments("WORKDIR"));
        List<String> copied = dockerfile.stages().stream()
                .flatMap(stage -> stage.copies().stream())
                .filter(copy -> copy.from().equals("build"))
                .flatMap(copy -> copy.sources().stream())
                .toList();
        assertThat(copied)
                .containsExactly(
                        workdir + "/" + Poms.jobJar(),
                        workdir + "/" + Poms.launcherJar(),
                        workdir + "/" + Poms.evidenceJar());

        Matcher maven = MAVEN.matcher(only(dockerfile.stage("build").arguments("RUN")));
        assertThat(maven.matches()).isTrue();
        List<String> arguments = List.of(maven.group(1).split(" "));
        assertThat(arguments)
                .as("with the jars of tests that modules depend on, which maven.test.skip leaves out")
                .contains("package", "-am", "-DskipTests")
                .doesNotContain("-o");
        String module = arguments.get(arguments.indexOf("-pl") + 1);
        assertThat(Poms.modules()).contains(module);
        assertThat(module).as("it builds what it needs too").isEqualTo("jobs/launcher");
    }

    @Test
    void shouldCopyOnlyWhatTheRepositoryHasAndTheBuildContextTakesIn() throws IOException {
        List<String> sources = new ArrayList<>(List.of("pom.xml", ".mvn/jvm.config"));
        sources.addAll(Arrays.asList(Poms.modules()));
        dockerfile.stages().stream()
                .flatMap(stage -> stage.copies().stream())
                .filter(copy -> copy.from().isEmpty())
                .flatMap(copy -> copy.sources().stream())
                .filter(source -> !source.equals("."))
                .forEach(sources::add);
        List<String> takenIn = Files.readAllLines(Compose.ROOT.resolve(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        for (String source : sources) {
            assertThat(Compose.ROOT.resolve(source)).exists();
            assertThat(takenIn).as(source).anyMatch(path -> source.equals(path) || source.startsWith(path + "/"));
        }
        assertThat(takenIn)
                .allSatisfy(path -> assertThat(Compose.ROOT.resolve(path)).exists());
    }

    @Test
    void shouldPutTheJobWhereFlinkLooksForAnApplication() {
        Dockerfile.Copy jar = copyOf("job", Poms.jobJar());
        assertThat(jar.target()).matches("/opt/flink/usrlib/[^/]+\\.jar");
        assertThat(Poms.mainClass("jobs/detection")).isEqualTo(DetectionJob.class.getName());
    }

    @Test
    void shouldOverwriteFlinksOwnConfigurationAndNothingElse() {
        assertThat(dockerfile.stage("job").copies().stream()
                        .filter(copy -> copy.target().equals("/opt/flink/conf/"))
                        .flatMap(copy -> copy.sources().stream())
                        .map(source -> Path.of(source).getFileName().toString()))
                .containsExactly("config.yaml", "log4j-console.properties");
    }

    @Test
    void shouldRunTheLaunchersJar() throws IOException {
        List<String> entryPoint = words(only(dockerfile.stage("launcher").arguments("ENTRYPOINT")));
        assertThat(entryPoint.get(0)).isEqualTo("java");
        assertThat(entryPoint.get(entryPoint.indexOf("-jar") + 1))
                .isEqualTo(copyOf("launcher", Poms.launcherJar()).target());
        assertThat(Poms.mainClass("jobs/launcher")).isEqualTo(Countersign.class.getName());
        List<String> command = words(only(dockerfile.stage("launcher").arguments("CMD")));
        assertThat(new CommandLine(Countersign.class)
                        .parseArgs(command.toArray(String[]::new))
                        .isUsageHelpRequested())
                .isTrue();
    }

    @Test
    void shouldPutTheSameRulesIntoBothImages() {
        assertThat(copyOf("launcher", "rules/catalog")).isEqualTo(copyOf("job", "rules/catalog"));
    }

    @Test
    void shouldExposeThePortsThatTheConfigurationOpens() {
        Configuration flink = GlobalConfiguration.loadConfiguration(
                Compose.ROOT.resolve("docker/flink").toString());
        Set<String> opened = new TreeSet<>(List.of(
                flink.get(NettyShuffleEnvironmentOptions.DATA_PORT).toString(),
                flink.get(TaskManagerOptions.RPC_PORT),
                flink.get(JobManagerOptions.PORT).toString(),
                flink.get(BlobServerOptions.PORT),
                flink.get(RestOptions.PORT).toString()));
        assertThat(List.of(only(dockerfile.stage("job").arguments("EXPOSE")).split(" ")))
                .containsExactlyInAnyOrderElementsOf(opened);
    }

    private Dockerfile.Copy copyOf(String stage, String file) {
        return dockerfile.stage(stage).copies().stream()
                .filter(copy ->
                        copy.sources().stream().anyMatch(source -> source.equals(file) || source.endsWith("/" + file)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(stage + " copies no " + file));
    }

    private static String only(List<String> arguments) {
        assertThat(arguments).hasSize(1);
        return arguments.get(0);
    }

    private static List<String> words(String json) throws IOException {
        List<String> words = new ArrayList<>();
        for (JsonNode word : new ObjectMapper().readTree(json)) {
            words.add(word.asText());
        }
        return words;
    }
}
