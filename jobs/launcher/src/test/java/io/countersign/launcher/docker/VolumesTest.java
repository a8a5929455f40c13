package io.countersign.launcher.docker;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What outlives the containers, and who may read and write it. */
class VolumesTest {

    private static final Set<String> FLINK = Set.of("jobmanager", "taskmanager");
    private static final Pattern INSTALLED = Pattern.compile("install -d -o (\\w+) -g \\1((?: /[\\w/]+)+)");

    private final String log = setting("evidence", "directory");
    private final String key = setting("evidence", "key");

    @Test
    void shouldDeclareTheVolumesThatItUsesAndMountFilesThatExist() {
        Set<String> used = new TreeSet<>();
        Compose.services()
                .forEach((name, service) -> service.path("volumes").forEach(volume -> {
                    if (volume.isTextual()) {
                        used.add(volume.asText().replaceFirst(":.*", ""));
                    } else {
                        assertThat(volume.path("read_only").asBoolean())
                                .as(name)
                                .isTrue();
                        assertThat(volume.path("bind").path("create_host_path").asBoolean(true))
                                .as(name)
                                .isFalse();
                        assertThat(Compose.FILE.resolveSibling(
                                        volume.path("source").asText()))
                                .as(name)
                                .isRegularFile();
                    }
                }));
        Set<String> declared = new TreeSet<>();
        Compose.tree().path("volumes").fieldNames().forEachRemaining(declared::add);
        assertThat(declared).isEqualTo(used);
    }

    @Test
    void shouldKeepCheckpointsWhereBothProcessesWriteAndTheSettingsSay() throws Exception {
        String target = setting("checkpoint", "directory").replaceFirst("^file://", "");
        for (String service : FLINK) {
            assertThat(volumes(service)).as(service).contains("checkpoints:" + target);
        }
        assertThat(ownedBy("flink", "job")).contains(target);
    }

    @Test
    void shouldGiveTheLogToTheJobThatWritesItAndTheKeyToBeReadOnly() {
        String keys = String.valueOf(Path.of(key).getParent());
        for (String service : FLINK) {
            assertThat(volumes(service)).as(service).contains("evidence:" + log, "keys:" + keys + ":ro");
        }
        assertThat(volumes("evidence")).containsExactlyInAnyOrder("evidence:" + log, "keys:" + keys);
        assertThat(volumes("verify")).containsExactlyInAnyOrder("evidence:" + log + ":ro", "keys:" + keys + ":ro");
        for (String service : List.of("kafka", "feed", "exceptions")) {
            assertThat(volumes(service)).as(service).noneMatch(volume -> volume.matches("(evidence|keys):.*"));
        }
    }

    @Test
    void shouldLetWhoMakesTheLogBeTheJobsUserAndWhoVerifiesItAnother() throws Exception {
        String job = last(Dockerfile.read().stage("job").arguments("USER"));
        String launcher = last(Dockerfile.read().stage("launcher").arguments("USER"));
        assertThat(Compose.service("evidence").path("user").asText()).isEqualTo(job);
        assertThat(launcher).as("the key is for its owner only").isNotEqualTo(job);
        assertThat(ownedBy("flink", "job"))
                .contains(log, String.valueOf(Path.of(key).getParent()));
        assertThat(ownedBy(job.replaceFirst(":.*", ""), "launcher"))
                .as("the first to mount a new volume makes it the image's")
                .containsExactlyInAnyOrder(log, String.valueOf(Path.of(key).getParent()));
    }

    @Test
    void shouldMakeTheLogAndTheKeyThatTheSettingsNameOnce() {
        List<String> command = Compose.texts(Compose.service("evidence").path("command"));
        assertThat(command)
                .startsWith("evidence", "init", log)
                .containsSequence("--key", key)
                .contains("--if-missing");
        new CommandLine(Countersign.class).parseArgs(command.toArray(String[]::new));
    }

    @Test
    void shouldVerifyTheLogWithWhatAnAuditorHasAndOnlyWhenAsked() throws Exception {
        assertThat(Compose.texts(Compose.service("verify").path("command")))
                .startsWith("verify", log)
                .containsSequence("--vkey", key + ".vkey")
                .contains("--accounting");
        assertThat(Compose.texts(Compose.service("verify").path("profiles"))).isNotEmpty();
        String jar = last(Compose.entrypoint("verify"));
        assertThat(Poms.builtAs(String.valueOf(Path.of(jar).getFileName()))).isEqualTo(Poms.evidenceJar());
        assertThat(Dockerfile.read().stage("launcher").copies())
                .anyMatch(copy -> copy.target().equals(jar)
                        && copy.sources().stream().allMatch(source -> source.endsWith(Poms.evidenceJar())));
    }

    @Test
    void shouldLeaveWhatNeedsNoNetworkWithoutOne() {
        for (String service : List.of("evidence", "verify")) {
            assertThat(Compose.service(service).path("network_mode").asText())
                    .as(service)
                    .isEqualTo("none");
        }
    }

    @Test
    void shouldTellCommandsThatThereAre() throws Exception {
        String told = Files.readString(Compose.FILE).replaceAll("\\\\\\R# +", "");
        Matcher runs = Pattern.compile("(?m)^#   docker compose .* run --rm (\\S+)(.*)$")
                .matcher(told);
        List<String> services = new ArrayList<>();
        while (runs.find()) {
            services.add(runs.group(1));
            List<String> arguments = Stream.of(runs.group(2).strip().split(" "))
                    .filter(word -> !word.isEmpty())
                    .toList();
            assertThat(arguments.isEmpty() || arguments.containsAll(List.of(log, key)))
                    .as("%s", arguments)
                    .isTrue();
            new CommandLine(Countersign.class).parseArgs(arguments.toArray(String[]::new));
        }
        assertThat(services).containsExactly("verify", "evidence");
    }

    /** Directories of an image that a user owns. */
    private static List<String> ownedBy(String user, String stage) throws IOException {
        List<String> directories = new ArrayList<>();
        for (String run : Dockerfile.read().stage(stage).arguments("RUN")) {
            Matcher installed = INSTALLED.matcher(run);
            while (installed.find()) {
                if (installed.group(1).equals(user)) {
                    directories.addAll(Arrays.asList(installed.group(2).strip().split(" ")));
                }
            }
        }
        return directories;
    }

    private static List<String> volumes(String service) {
        return Compose.texts(Compose.service(service).path("volumes"));
    }

    private static String setting(String group, String name) {
        return Compose.yaml(Compose.ROOT.resolve("docker/countersign.yaml"))
                .path(group)
                .path(name)
                .asText();
    }

    private static String last(List<String> words) {
        return words.get(words.size() - 1);
    }
}
