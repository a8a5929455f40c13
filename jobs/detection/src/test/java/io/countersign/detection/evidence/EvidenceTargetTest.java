package io.countersign.detection.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.FileSet;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job is told that cannot keep evidence where its settings say. */
class EvidenceTargetTest {

    private static final FileSet RULES = new FileSet(Map.of(), Map.of(), "0".repeat(64));

    @TempDir
    Path directory;

    private Path key = Path.of("");

    @BeforeEach
    void makeAKey() throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("acme", new SecureRandom());
        key = Files.writeString(directory.resolve("log.key"), signer.toSecretText());
        EvidenceLog.create(new PosixStorage(directory.resolve("log")), signer, 4, "test", Instant.EPOCH);
    }

    @Test
    void shouldOpenALogWithItsKey() throws Exception {
        EvidenceTarget target = EvidenceTarget.open(directory.resolve("log"), key, RULES, "1", true);

        assertThat(target.lanes()).isEqualTo(4);
        assertThat(target.starts()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void shouldSayThatThereIsNoLogAndHowToMakeOne() {
        assertThatThrownBy(() -> EvidenceTarget.open(directory.resolve("none"), key, RULES, "1", true))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining(
                        "%s holds no log; make one with 'countersign evidence init'", directory.resolve("none"));
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void shouldSayThatThereIsNoKeyAndHowToMakeOne() {
        Path none = directory.resolve("none.key");
        assertThatThrownBy(() -> EvidenceTarget.open(directory.resolve("log"), none, RULES, "1", true))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("evidence: key file %s cannot be read", none)
                .hasMessageContaining("'countersign evidence init' makes one");
    }
}
