package io.countersign.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.detection.settings.DetectionSettings;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the job from starting before it has asked the broker anything. */
class DetectionJobTest {

    private static final String SETTINGS = """
            kafka:
              bootstrap.servers: 127.0.0.1:1
              transactional.id.prefix: countersign-test
            rules: rules
            assets: assets.yaml
            checkpoint.directory: /checkpoints
            sources:
              - { topic: trail, dialect: aws.cloudtrial, role: actions }
              - { topic: changes, dialect: servicenow.change_request, role: register, source: [itsm-emea, itsm-apac] }
            """;

    @TempDir
    Path directory;

    @Test
    void shouldNotStartWithADialectThatIsNotThereOrSourcesItCannotTellApart() throws Exception {
        assertThatThrownBy(() -> DetectionJob.wire(environment(), settings(), true))
                .isInstanceOfSatisfying(
                        InvalidFileException.class,
                        e -> assertThat(e.problems())
                                .satisfiesExactly(
                                        first -> assertThat(first)
                                                .contains("'aws.cloudtrial'", "Did you mean 'aws.cloudtrail'?"),
                                        second -> assertThat(second).contains("[itsm-emea, itsm-apac], expected one")));
    }

    @Test
    void shouldNotStartWithABrokenDialectOfTheUsersOwn() throws Exception {
        Files.createDirectories(directory.resolve("own"));
        Files.writeString(directory.resolve("own/acme.yaml"), "dialect: acme\n");
        DetectionSettings settings = settings("dialects: own\n");

        assertThatThrownBy(() -> DetectionJob.wire(environment(), settings, true))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("acme.yaml:1: 'title' is missing");
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment();
    }

    private DetectionSettings settings() throws IOException, InvalidFileException {
        return settings("");
    }

    private DetectionSettings settings(String more) throws IOException, InvalidFileException {
        Files.createDirectories(directory.resolve("rules"));
        Files.writeString(directory.resolve("assets.yaml"), "assets: []");
        Files.writeString(directory.resolve("rules/r.yaml"), """
                kind: control
                id: r
                title: t
                severity: high
                owner: o
                select: action.asset.class == 'ledger'
                require: { change: { sources: [itsm] } }
                """);
        return DetectionSettings.load(
                Files.writeString(directory.resolve("countersign.yaml"), SETTINGS + more), Map.of());
    }
}
