package io.countersign.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {

    @Test
    void shouldReadAFileAWishToResumeAndOverrides() {
        assertThat(JobArguments.parse("--settings", "a.yaml"))
                .isEqualTo(new JobArguments(Path.of("a.yaml"), false, Map.of()));
        assertThat(JobArguments.parse("--settings", "a.yaml", "--resume-newest", "-Dkey=a=b", "-Dother="))
                .isEqualTo(new JobArguments(Path.of("a.yaml"), true, Map.of("key", "a=b", "other", "")));
    }

    @Test
    void shouldSayWhatItExpects() {
        assertThatThrownBy(() -> JobArguments.parse("--settings")).hasMessageStartingWith("expected --settings FILE");
        assertThatThrownBy(() -> JobArguments.parse("--settings", "a.yaml", "--resume"))
                .hasMessage("'--resume' given, expected -Dkey=value");
        assertThatThrownBy(() -> JobArguments.parse("--settings", "a.yaml", "-D=x"))
                .hasMessage("'-D=x' given, expected -Dkey=value");
    }
}
