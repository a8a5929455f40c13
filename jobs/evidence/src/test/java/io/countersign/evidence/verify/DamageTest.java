package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any single byte of any object of a store, changed, lost or added, is noticed. */
class DamageTest {

    private static final int BYTES_OF_EACH_KIND = 40;

    @TempDir
    private static Path shared;

    private static StoreFixture sound;
    private static VerifierKey firstKey;

    @TempDir
    private Path directory;

    private Forger forger;

    @BeforeAll
    static void writeStore() throws IOException {
        sound = StoreFixture.create(shared.resolve("sound"), StoreFixture.newKey());
        firstKey = sound.signer().verifierKey();
        sound.checkpoints(1, 4).rotate(StoreFixture.newKey()).longRecord();
    }

    @BeforeEach
    void copyStore() throws IOException {
        forger = Forger.copy(sound.directory(), directory.resolve("store"));
    }

    private Verification verify() throws Exception {
        return Verifier.verify(
                new PosixStorage(forger.store()),
                new Trust(StoreFixture.NAME, List.of(firstKey), List.of()),
                new Verifier.Scope(false, List.of(), 1),
                (done, of) -> {});
    }

    @Test
    void shouldFindNothingWrongBefore() throws Exception {
        assertThat(verify().problems()).isEmpty();
    }

    private void expectNoticed(String what) {
        assertThatCode(() -> assertThat(verify().problems().stream()
                                .anyMatch(each -> each.code().severity() != Code.Severity.WARNING))
                        .as(what)
                        .isTrue())
                .as(what)
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"segments/", "tile/0", "tile/entries", "checkpoint", "rules/", "schemas/", "raw/"})
    void shouldNoticeAChangedByte(String kind) throws Exception {
        List<String> keys = forger.keys(kind);
        Random random = new Random(kind.hashCode());
        for (int i = 0; i < BYTES_OF_EACH_KIND; i++) {
            String key = keys.get(random.nextInt(keys.size()));
            byte[] bytes = forger.read(key);
            byte[] changed = bytes.clone();
            int at = random.nextInt(bytes.length);
            changed[at] ^= (byte) (1 + random.nextInt(255));
            forger.write(key, changed);
            expectNoticed(key + " with byte " + at + " " + changed[at] + " instead of " + bytes[at]);
            forger.write(key, bytes);
        }
    }

    @Test
    void shouldNoticeThatAnObjectIsCutOrLonger() throws Exception {
        for (String key : forger.keys("")) {
            byte[] bytes = forger.read(key);
            for (int length : new int[] {0, bytes.length / 2, bytes.length - 1, bytes.length + 1}) {
                forger.write(key, Arrays.copyOf(bytes, length));
                expectNoticed(key + " with " + length + " of " + bytes.length + " bytes");
            }
            forger.write(key, bytes);
        }
    }

    @Test
    void shouldNoticeThatAnObjectIsGone() throws Exception {
        // The copy of the newest checkpoint, and what only says more of an exception, are no loss that can be known of.
        List<String> keys = forger.keys("").stream()
                .filter(key -> !key.equals("checkpoint") && !key.startsWith("raw/"))
                .toList();
        String newestLeaves = newest("tile/entries/");
        String newestHashes = newest("tile/0/");
        for (String key : keys) {
            boolean superseded = key.startsWith("tile/") && !key.equals(newestLeaves) && !key.equals(newestHashes);
            boolean olderNote = key.startsWith("checkpoints/") && !key.equals(newest("checkpoints/"));
            if (!superseded && !olderNote) {
                byte[] bytes = forger.read(key);
                forger.delete(key);
                expectNoticed(key + " deleted");
                forger.write(key, bytes);
            }
        }
    }

    private String newest(String prefix) throws IOException {
        String newest = "";
        for (String key : forger.keys(prefix)) {
            boolean longer = key.length() > newest.length();
            newest = longer || (key.length() == newest.length() && key.compareTo(newest) > 0) ? key : newest;
        }
        return newest;
    }

    @Test
    void shouldMissEachRecordThatWasKeptApartAndTheSourceBytesOfEachException() throws Exception {
        List<String> keys = forger.keys("raw/");
        assertThat(keys).hasSizeGreaterThan(3);
        for (String key : keys) {
            byte[] bytes = forger.read(key);
            forger.delete(key);
            assertThat(verify().problems())
                    .as(key)
                    .isNotEmpty()
                    .allMatch(problem -> problem.code() == Code.RAW_MISSING
                            && problem.sentence().contains(key));
            forger.write(key, bytes);
        }
        for (String key : keys) {
            forger.delete(key);
        }
        assertThat(verify().problems()).extracting(Problem::code).containsOnly(Code.RAW_MISSING);
    }
}
