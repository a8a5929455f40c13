package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.countersign.evidence.storage.MemoryStorage;
import io.countersign.schemas.codec.Codec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that verifies a store without any of our code. */
class CoreutilsTest {

    private static final Path SCRIPT =
            Path.of("src/main/scripts/verify-with-coreutils.sh").toAbsolutePath();
    private static final MemoryStorage SOUND = new MemoryStorage();

    @TempDir
    private Path store = Path.of("");

    /** What the script says. */
    private record Said(int code, String text) {}

    @BeforeAll
    static void build() throws IOException {
        if (SOUND.objects().isEmpty()) {
            EvidenceLog log = Testing.log(SOUND);
            log.take(Testing.staged(
                    SOUND, Testing.segment(0, 0, 5), Testing.segment(1, 0, 1), Testing.segment(1, 1, 2)));
            log.beginEpoch("restored \"path\":\"x\"", "ciso", Testing.AT);
            log.take(Testing.staged(
                    SOUND, Testing.segment(2, 0, 5, 7, "\u00e9\u20ac"), Testing.segment(2, 1, 3, 4, "b")));
            byte[] rules = "rules".getBytes(StandardCharsets.UTF_8);
            SOUND.create("rules/" + Codec.sha256(rules), rules);
            SOUND.create("raw/" + Codec.sha256(rules).substring(0, 2) + "/" + Codec.sha256(rules), rules);
        }
    }

    @BeforeEach
    void skipWithoutCoreutils() {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/basenc")))
                .as("GNU coreutils 8.31 or newer are there")
                .isTrue();
    }

    private Said verify(MemoryStorage storage, String... more) throws IOException, InterruptedException {
        for (Map.Entry<String, byte[]> each : storage.objects().entrySet()) {
            Path file = store.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString(), store.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    @Test
    void shouldFindNothingWrongWithASoundStore() throws IOException, InterruptedException {
        assertThat(verify(SOUND)).isEqualTo(new Said(0, """
                        log acme-test-FY2026: 7 leaves, 5 segments, 19 lines, 0 things wrong
                        checkpoint signature: not checked: give the log's key as the second argument
                        """));
    }

    @Test
    void shouldFindNothingWrongWithALogOfSeveralTiles() throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage();
        EvidenceLog log = Testing.log(storage);
        for (int i = 0; i < 258; i++) {
            log.beginEpoch("restored", "ciso", Testing.AT);
        }
        log.take(Testing.staged(storage, Testing.segment(259, 0, 0, 2, "a"), Testing.segment(259, 1, 0, 1, "a")));
        assertThat(verify(storage).text())
                .startsWith("log acme-test-FY2026: 261 leaves, 2 segments, 3 lines, 0 things");
    }

    @Test
    void shouldCheckTheSignatureWhereOpensslIs() throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/openssl")))
                .as("openssl is there")
                .isTrue();
        assertThat(verify(SOUND, Testing.key().verifierKey().toString()).text())
                .contains("0 things wrong", "checkpoint signature: good");
        Said foreign =
                verify(SOUND, Testing.key("acme-test-FY2026", 2).verifierKey().toString());
        assertThat(foreign.code()).isEqualTo(1);
        assertThat(foreign.text()).contains("is not signed by the key (CHECKPOINT_SIGNATURE)");
    }

    private static String change(MemoryStorage storage, String prefix) throws IOException {
        String key = storage.objects().keySet().stream()
                .filter(each -> each.startsWith(prefix))
                .findFirst()
                .orElseThrow();
        byte[] bytes = storage.read(key);
        bytes[Math.max(0, bytes.length - 30)] ^= 1;
        storage.replace(key, bytes);
        return key;
    }

    @Test
    void shouldNameEveryFileInWhichAByteChanged() throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage(SOUND);
        List<String> changed = new ArrayList<>();
        for (String prefix : List.of("checkpoint", "tile/0/000.p/7", "segments/lane=01", "rules/", "raw/")) {
            changed.add(change(storage, prefix));
        }
        Said said = verify(storage);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()
                        .lines()
                        .filter(line -> line.startsWith("FAIL "))
                        .map(line -> line.replaceAll("FAIL ([^:]*):.*", "$1")))
                .containsOnlyOnceElementsOf(List.of("checkpoint", "tile/0/000.p/7", changed.get(3), changed.get(4)))
                .contains(changed.get(2))
                .allMatch(changed::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoints/00000000000000000007.note", "tile/entries/000.p/7"})
    void shouldNameAChangedCheckpointOrLeaf(String key) throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage(SOUND);
        change(storage, key);
        Said said = verify(storage, Testing.key().verifierKey().toString());
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("FAIL " + key.replace("/000.p/7", ""));
    }

    @Test
    void shouldNameTheSegmentThatIsGone() throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage(SOUND);
        String key = storage.objects().keySet().stream()
                .filter(each -> each.startsWith("segments/"))
                .findFirst()
                .orElseThrow();
        storage.delete(key);
        Said said = verify(storage);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("FAIL " + key + ": is gone (SEGMENT_MISSING)");
    }

    @Test
    void shouldNameALineThatWasLeftOutOfARewrittenSegment() throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage(SOUND);
        String key = storage.objects().keySet().stream()
                .filter(each -> each.startsWith("segments/lane=00"))
                .findFirst()
                .orElseThrow();
        storage.replace(key, Testing.segment(0, 0, 4).object());
        Said said = verify(storage);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text())
                .contains("FAIL " + key + ": has 4 lines, expected 5 (RECORD_COUNT)")
                .contains("(SEGMENT_ROOT_MISMATCH)");
    }

    @Test
    void shouldSayThatItCannotTellWhereNoStoreIs() throws IOException, InterruptedException {
        assertThat(verify(new MemoryStorage()).code()).isEqualTo(2);
    }
}
