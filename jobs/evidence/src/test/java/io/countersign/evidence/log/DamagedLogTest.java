package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.log.SegmentBuilder.Built;
import io.countersign.evidence.storage.MemoryStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A store in which something is missing or other than it was. */
class DamagedLogTest {

    private final MemoryStorage storage = new MemoryStorage();

    private static void refused(ThrowingCallable work, Code code, String message) {
        assertThatThrownBy(work)
                .isInstanceOf(EvidenceLogException.class)
                .hasMessageContaining(message)
                .asInstanceOf(type(EvidenceLogException.class))
                .extracting(EvidenceLogException::code)
                .isEqualTo(code);
    }

    private List<Segment> commit(EvidenceLog log, Built... segments) throws IOException {
        List<Segment> staged = Testing.staged(storage, segments);
        assertThat(log.take(staged)).isEqualTo(segments.length);
        return staged;
    }

    @Test
    void shouldSayWhenLinesWereNotKept() throws IOException {
        EvidenceLog log = Testing.log(storage);
        Segment segment = Testing.segment(0, 0, 2).segment();
        refused(() -> log.take(List.of(segment)), Code.STAGING_LOST, "must be made again");
        assertThat(storage.exists(segment.path())).isFalse();
    }

    @Test
    void shouldNotSignForATornSegment() throws IOException {
        EvidenceLog log = Testing.log(storage);
        Built built = Testing.segment(0, 0, 200);
        Testing.staged(storage, built);
        storage.replace(built.stagingKey(), Arrays.copyOf(built.object(), built.object().length / 2));
        refused(() -> log.take(List.of(built.segment())), Code.STAGING_LOST, "has not the SHA-256");
        assertThat(log.size()).isEqualTo(1);
        storage.delete(built.stagingKey());
        storage.replace(built.segment().path(), new byte[] {1});
        refused(() -> log.take(List.of(built.segment())), Code.STAGING_LOST, "has not the SHA-256");
    }

    @Test
    void shouldReplaceWhatIsInThePlaceOfASegmentAndWasNeverSignedFor() throws IOException {
        EvidenceLog log = Testing.log(storage);
        Built built = Testing.segment(0, 0, 2);
        storage.create(built.segment().path(), "compressed by another Java".getBytes(StandardCharsets.UTF_8));
        commit(log, built);
        assertThat(storage.read(built.segment().path())).isEqualTo(built.object());
    }

    @Test
    void shouldRefuseAStoreThatIsDamaged() throws IOException {
        EvidenceLog log = Testing.log(storage);
        commit(log, Testing.segment(0, 0, 2));
        MemoryStorage sound = new MemoryStorage(storage);
        byte[] entries = storage.read("tile/entries/000.p/2");
        byte[] changed = entries.clone();
        changed[entries.length - 20] ^= 1;
        storage.replace("tile/entries/000.p/2", changed);
        refused(() -> EvidenceLog.open(storage, Testing.key()), Code.DAMAGED, "evidence verify");
        storage.replace("tile/entries/000.p/2", Arrays.copyOf(entries, entries.length - 1));
        refused(() -> EvidenceLog.open(storage, Testing.key()), Code.DAMAGED, "is no bundle of 2 leaves");
        storage.delete("tile/entries/000.p/2");
        refused(() -> EvidenceLog.open(storage, Testing.key()), Code.DAMAGED, "is gone");
        MemoryStorage older = new MemoryStorage(sound);
        older.replace("checkpoints/00000000000000000002.note", older.read("checkpoints/00000000000000000001.note"));
        refused(() -> EvidenceLog.open(older, Testing.key()), Code.DAMAGED, "is of size 1");
        older.replace("checkpoints/00000000000000000002.note", new byte[] {'x'});
        refused(() -> EvidenceLog.open(older, Testing.key()), Code.DAMAGED, "00002.note");
        refused(() -> EvidenceLog.open(new MemoryStorage(), Testing.key()), Code.DAMAGED, "evidence init");
    }

    @Test
    void shouldNotBeStoppedByForeignFilesAmongItsCheckpoints() throws IOException {
        EvidenceLog log = Testing.log(storage);
        for (String foreign : List.of("checkpoints/zzz", "checkpoints/00000000000000000009.note-old")) {
            storage.create(foreign, new byte[] {1});
        }
        commit(log, Testing.segment(0, 0, 2));
        assertThat(EvidenceLog.open(storage, Testing.key()).size()).isEqualTo(2);
    }

    @Test
    void shouldNotGoOnFromAnOlderStateThatWasPutBackWhileItRan() throws IOException {
        EvidenceLog log = Testing.log(storage);
        MemoryStorage before = new MemoryStorage(storage);
        commit(log, Testing.segment(0, 0, 2));
        storage.objects().clear();
        storage.objects().putAll(before.objects());
        List<Segment> next = Testing.staged(storage, Testing.segment(0, 2, 2));
        refused(() -> log.take(next), Code.DAMAGED, "has no checkpoint of size 2 any more");
    }
}
