package io.countersign.evidence.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor gets. */
class ThinJarIT {

    private static final Path JAR = Path.of("target/countersign-evidence.jar").toAbsolutePath();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldHoldNothingOfFlinkAndKafka() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .contains("io/countersign/evidence/command/EvidenceMain.class")
                    .noneMatch(name -> name.startsWith("org/apache/flink/") || name.startsWith("org/apache/kafka/"));
        }
    }

    private String run(int code, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(code);
        return said;
    }

    @Test
    void shouldRunWithAndWithoutTheNameOfTheWholeCommand() throws IOException, InterruptedException {
        assertThat(run(0, "evidence", "--help")).contains("init", "epoch", "rotate-key", "prove", "check-proof");
        assertThat(run(0, "init", "store", "--name", "acme-2026")).contains("acme-2026+");
        assertThat(run(60, "nonsense")).contains("nonsense");
    }
}
