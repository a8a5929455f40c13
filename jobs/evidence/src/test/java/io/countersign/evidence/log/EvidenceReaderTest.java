package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.log.SegmentBuilder.Built;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.MemoryStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvidenceReaderTest {

    private final MemoryStorage storage = new MemoryStorage();
    private final Built one = Testing.segment(0, 0, 3);
    private final Built two = Testing.segment(2, 0, 2);

    @BeforeEach
    void fill() throws IOException {
        EvidenceLog log = Testing.log(storage);
        log.take(Testing.staged(storage, one, two));
    }

    @Test
    void shouldHandOverEveryLineInTheOrderOfTheLogWithItsPlace() throws IOException {
        List<String> places = new ArrayList<>();
        EvidenceReader.open(storage, Testing.key().verifierKey())
                .forEach(line -> places.add(line.leafIndex() + "/" + line.number() + " lane "
                        + line.manifest().segment().lane() + " seq "
                        + line.scanner().seq() + " "
                        + line.toBytes().length));
        assertThat(places)
                .hasSize(5)
                .extracting(place -> place.replaceAll(" [0-9]+$", ""))
                .containsExactly(
                        "1/1 lane 0 seq 0",
                        "1/2 lane 0 seq 1",
                        "1/3 lane 0 seq 2",
                        "2/1 lane 2 seq 0",
                        "2/2 lane 2 seq 1");
    }

    @Test
    void shouldNotReadSegmentsThatAreNotWanted() throws IOException {
        storage.delete(one.segment().path());
        List<Long> leaves = new ArrayList<>();
        EvidenceReader.open(storage).forEach(new EvidenceReader.Visitor() {
            @Override
            public void line(EvidenceLine line) {
                leaves.add(line.leafIndex());
            }

            @Override
            public boolean wants(Leaf.Manifest manifest) {
                return manifest.segment().lane() == 2;
            }
        });
        assertThat(leaves).containsExactly(2L, 2L);
    }

    @Test
    void shouldReadNothingThatTheLogDoesNotName() throws IOException {
        EvidenceReader reader = EvidenceReader.open(storage);
        storage.replace(two.segment().path(), Testing.segment(1, 2, 0, 2, "b").object());
        assertThatThrownBy(() -> reader.forEach(line -> {}))
                .hasMessageContaining(two.segment().path() + " is not the file that the log names");
        storage.delete(two.segment().path());
        assertThatThrownBy(() -> reader.forEach(line -> {})).hasMessageContaining(" is gone");
        byte[] leaves = storage.read("tile/entries/000.p/3");
        leaves[100] ^= 1;
        storage.replace("tile/entries/000.p/3", leaves);
        assertThatThrownBy(() -> EvidenceReader.open(storage)).hasMessageStartingWith("DAMAGED: ");
    }

    @Test
    void shouldBelieveOnlyTheKeysGivenAndThoseTheyHandedOverTo() throws IOException {
        VerifierKey first = Testing.key().verifierKey();
        VerifierKey foreign = Testing.key("acme-test-FY2026", 9).verifierKey();
        EvidenceLog.open(storage, Testing.key()).rotate(Testing.key("acme-test-FY2026", 2), Testing.AT);
        EvidenceLog.open(storage, Testing.key("acme-test-FY2026", 2))
                .rotate(Testing.key("acme-test-FY2026", 3), Testing.AT);
        for (VerifierKey key : List.of(
                first,
                Testing.key("acme-test-FY2026", 2).verifierKey(),
                Testing.key("acme-test-FY2026", 3).verifierKey())) {
            assertThat(EvidenceReader.open(storage, key).checkpoint().size()).isEqualTo(5);
        }
        assertThat(EvidenceReader.open(storage, foreign, first).checkpoint().size())
                .isEqualTo(5);
        assertThatThrownBy(() -> EvidenceReader.open(storage, foreign))
                .hasMessageContaining("is signed by none of the keys given");
    }

    /** A store that never handed over: somebody wrote a rotation with the new key alone. */
    @Test
    void shouldNotBelieveAHandOverThatTheOldKeyHasNotSigned() throws IOException, InvalidLeafException {
        VerifierKey first = Testing.key().verifierKey();
        var thief = Testing.key("acme-test-FY2026", 4);
        String byThief = Base64.getEncoder()
                .encodeToString(thief.sign(
                        Leaf.KeyRotation.signedText("acme-test-FY2026", first, thief.verifierKey(), Testing.AT)
                                .getBytes(StandardCharsets.UTF_8)));
        Leaf forged = new Leaf.KeyRotation(
                "acme-test-FY2026",
                first,
                thief.verifierKey(),
                Testing.AT,
                new Leaf.KeyRotation.Signatures(byThief, byThief));
        TrustedKeys trusted = new TrustedKeys(List.of(first));
        trusted.take(LeafCodec.read(LeafCodec.write(forged)));
        var note = SignedNote.sign("acme-test-FY2026\n", thief);
        assertThat(trusted.covers(note, "acme-test-FY2026")).isFalse();
    }

    @Test
    void shouldGoOnReadingWhileAWriterAddsAndRemovesPartialTiles() throws IOException {
        EvidenceReader reader = EvidenceReader.open(storage);
        EvidenceLog log = EvidenceLog.open(storage, Testing.key());
        for (int i = 0; i < 260; i++) {
            log.beginEpoch("r", "a", Testing.AT);
        }
        List<Long> seqs = new ArrayList<>();
        reader.forEach(line -> seqs.add(line.scanner().seq()));
        assertThat(seqs).containsExactly(0L, 1L, 2L, 0L, 1L);
    }
}
