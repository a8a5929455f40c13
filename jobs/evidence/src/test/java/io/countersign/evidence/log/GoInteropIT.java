package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.countersign.evidence.log.SegmentBuilder.Built;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.storage.MemoryStorage;
import io.countersign.evidence.tree.MerkleTree;
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

/** Go's own implementation of notes and logs reads a store, and its notes are read here: mvn -B verify -Pinterop. */
class GoInteropIT {

    private static final boolean IS_WANTED = Boolean.getBoolean("countersign.test.interop");
    private static final Path SOURCE = Path.of("src/interop/go/main.go").toAbsolutePath();

    @TempDir
    private static Path built = Path.of("");

    @TempDir
    private Path store = Path.of("");

    /** What a process says. */
    private record Said(int code, String text) {}

    private static Said run(String input, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GO111MODULE",
                        "off",
                        "GOPATH",
                        "/usr/share/gocode",
                        "GOFLAGS",
                        "",
                        "GOCACHE",
                        built + "/cache"));
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private static String program() {
        return built.resolve("interop").toString();
    }

    private static boolean isThere() {
        return Files.isExecutable(Path.of("/usr/bin/go"))
                && Files.isDirectory(Path.of("/usr/share/gocode/src/golang.org/x/mod/sumdb"));
    }

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        if (IS_WANTED && isThere()) {
            Said said = run("", "/usr/bin/go", "build", "-o", program(), SOURCE.toString());
            assertThat(said.code()).as(said.text()).isZero();
        }
    }

    @BeforeEach
    void skipWithoutGo() {
        assumeThat(IS_WANTED).as("asked for with -Pinterop").isTrue();
        assumeThat(isThere())
                .as("Debian's golang-go and golang-golang-x-mod-dev are installed")
                .isTrue();
    }

    private void write(MemoryStorage storage) throws IOException {
        for (Map.Entry<String, byte[]> each : storage.objects().entrySet()) {
            Path file = store.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
    }

    private Said check() throws IOException, InterruptedException {
        return run(
                "",
                program(),
                "check",
                store.toString(),
                Testing.key().verifierKey().toString());
    }

    @Test
    void shouldBeAcceptedByGoAsItIsWritten() throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage();
        EvidenceLog log = Testing.log(storage);
        long[] next = new long[3];
        for (int round = 0; round < 20; round++) {
            List<Built> segments = new ArrayList<>();
            for (int i = 0; i < 7 + round * 3; i++) {
                int lane = i % 3;
                segments.add(Testing.segment(lane, next[lane], 1 + i % 2));
                next[lane] += 1 + i % 2;
            }
            log.take(Testing.staged(storage, segments.toArray(new Built[0])));
        }
        write(storage);
        Said said = check();
        assertThat(said.text()).startsWith("acme-test-FY2026: " + log.size() + " leaves, ");
        assertThat(said.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 65_537, 70_000})
    void shouldBeAcceptedByGoWhereverTheTilesEnd(int size) throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage();
        List<byte[]> leaves = new ArrayList<>();
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < size; i++) {
            byte[] leaf = ("leaf " + i).getBytes(StandardCharsets.UTF_8);
            leaves.add(leaf);
            tree.addData(leaf, 0, leaf.length);
        }
        int half = size / 2;
        new TileWriter(storage, 0).append(leaves.subList(0, half));
        new TileWriter(storage, half).append(leaves.subList(half, size));
        Checkpoint checkpoint = new Checkpoint("acme-test-FY2026", size, tree.root());
        Checkpoints.publish(storage, SignedNote.sign(checkpoint.toText(), Testing.key()), size);
        write(storage);
        Said said = check();
        assertThat(said.text()).startsWith("acme-test-FY2026: " + size + " leaves, ");
        assertThat(said.code()).isZero();
    }

    /** The check can fail. */
    @Test
    void shouldBeRefusedByGoWhenATileIsDamaged() throws IOException, InterruptedException {
        MemoryStorage storage = new MemoryStorage();
        Testing.log(storage).take(Testing.staged(storage, Testing.segment(0, 0, 2)));
        byte[] tile = storage.read("tile/0/000.p/2");
        tile[40] ^= 1;
        storage.replace("tile/0/000.p/2", tile);
        write(storage);
        assertThat(check()).isEqualTo(new Said(1, "other hashes than those of the leaves: 0/000.p/2\n"));
    }

    @Test
    void shouldReadANoteThatGoSigned() throws IOException, InterruptedException, InvalidNoteException {
        Ed25519Signer key = Testing.key("example.com/log", 5);
        String text = new Checkpoint("example.com/log", 7, MerkleTree.EMPTY).toText();
        Said said = run(text, program(), "sign", key.toSecretText());
        assertThat(said.code()).as(said.text()).isZero();
        SignedNote note = SignedNote.parse(said.text().getBytes(StandardCharsets.UTF_8));
        assertThat(note.isSignedBy(key.verifierKey())).isTrue();
        assertThat(Checkpoint.parse(note.text()).size()).isEqualTo(7);
        assertThat(note.toBytes()).isEqualTo(SignedNote.sign(text, key).toBytes());
    }
}
