package io.countersign.evidence.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.LineProof;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofCommandsTest {

    @TempDir
    private Path directory = Path.of("");

    /** What a command says on both of its outputs. */
    private record Said(int code, String out, String err) {}

    private static Said run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
        int code = EvidenceMain.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Said(code, out.toString(), err.toString());
    }

    private Path store() {
        return directory.resolve("store");
    }

    private Path key() {
        return directory.resolve("log.key");
    }

    private Path vkey() {
        return directory.resolve("log.key.vkey");
    }

    private Said init() {
        return run("init", store(), "--name", "acme-2026", "--key", key(), "--approver", "ciso");
    }

    private CommandLog filled() throws Exception {
        init();
        CommandLog log = new CommandLog(store(), key());
        log.first();
        return log;
    }

    @Test
    void shouldProveTheNewestRevisionOrTheOneAskedFor() throws Exception {
        filled().second();
        Path newest = directory.resolve("newest.tlog-proof");
        Path first = directory.resolve("first.tlog-proof");
        Said said = run("prove", store(), CommandLog.VERDICT, "--vkey", vkey(), "--out", newest);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(run("prove", store(), CommandLog.VERDICT, "--revision", 1, "--out", first)
                        .code())
                .isZero();
        assertThat(Files.readString(newest)).startsWith("c2sp.org/tlog-proof@v1\nextra ");
        // The file is all that there is.
        deleteStore();
        Said checked = run("check-proof", newest, "--vkey", vkey());
        assertThat(checked.code()).isZero();
        assertThat(checked.out()).startsWith("PROVEN: line ").contains("\"revision\":2", "\"outcome\":\"EXCEPTION\"");
        assertThat(run("check-proof", first, "--vkey", Files.readString(vkey()).strip())
                        .out())
                .contains("\"revision\":1");
    }

    private void deleteStore() throws IOException {
        try (Stream<Path> files = Files.walk(store())) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void shouldSayThatThereIsNothingToProve() throws Exception {
        filled();
        assertThat(run("prove", store(), "f".repeat(32)).err()).contains("has no line with id ffff");
        assertThat(run("prove", store(), CommandLog.VERDICT, "--revision", 3).err())
                .contains("and revision 3");
        assertThat(run("prove", store(), "../../etc").code()).isEqualTo(60);
    }

    @Test
    void shouldNoticeEveryChangedByteOfAProof() throws Exception {
        filled();
        Path file = directory.resolve("p.tlog-proof");
        run("prove", store(), CommandLog.VERDICT, "--out", file);
        byte[] sound = Files.readAllBytes(file);
        VerifierKey vkey = VerifierKey.parse(Files.readString(vkey()));
        for (int at = 0; at < sound.length; at++) {
            byte[] bytes = sound.clone();
            bytes[at] ^= (byte) (1 + at % 3);
            assertThatThrownBy(() -> LineProof.parse(bytes).check(vkey))
                    .as("byte %d", at)
                    .isInstanceOf(InvalidNoteException.class);
        }
        byte[] cut = Arrays.copyOf(sound, sound.length - 1);
        Files.write(directory.resolve("cut"), cut);
        Said said = run("check-proof", directory.resolve("cut"), "--vkey", vkey());
        assertThat(said.code()).isEqualTo(40);
        assertThat(said.out()).startsWith("INVALID: ");
        Ed25519Signer other = Ed25519Signer.generate("acme-2026", new SecureRandom());
        assertThat(run("check-proof", file, "--vkey", other.verifierKey()).out())
                .contains("INVALID", "CHECKPOINT_SIGNATURE");
    }

    @Test
    void shouldProveThatTheLogHasOnlyGrown() throws Exception {
        CommandLog log = filled();
        Path kept = directory.resolve("kept");
        Files.copy(store().resolve("checkpoint"), kept);
        log.second();
        Said said = run("prove-consistency", store(), kept, "--vkey", vkey());
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).startsWith("CONSISTENT: log acme-2026 has only grown, from ");
    }

    @Test
    void shouldNoticeARollbackAndAHistoryThatWasWrittenAnew() throws Exception {
        filled().second();
        Path kept = directory.resolve("kept");
        Files.copy(store().resolve("checkpoint"), kept);
        String vkey = Files.readString(vkey()).strip();
        deleteStore();
        Ed25519Signer key = new KeyFile(key()).read();
        var log = EvidenceLog.create(new PosixStorage(store()), key, 8, "thief", Instant.EPOCH);
        Said rolledBack = run("prove-consistency", store(), kept, "--vkey", vkey);
        assertThat(rolledBack.out()).startsWith("ROLLBACK: the log had ");
        assertThat(rolledBack.code()).isEqualTo(30);
        for (int i = 0; i < 10; i++) {
            log.beginEpoch("r", "thief", Instant.EPOCH);
        }
        Said forked = run("prove-consistency", store(), kept, "--vkey", vkey);
        assertThat(forked.out()).startsWith("FORK: the first ");
        assertThat(forked.code()).isEqualTo(30);
    }
}
