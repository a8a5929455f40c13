package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.log.SegmentBuilder.Built;
import io.countersign.evidence.storage.LockedException;
import io.countersign.evidence.storage.MemoryStorage;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.MerkleTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EvidenceLogTest {

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
    void shouldBeginWithTheFirstEpoch() throws IOException {
        EvidenceLog log = Testing.log(storage);
        assertThat(log.epoch()).isEqualTo(1);
        assertThat(log.lanes()).isEqualTo(3);
        assertThat(log.size()).isEqualTo(1);
        assertThat(log.heads()).extracting(Leaf.LaneHead::lastSeq).containsExactly(-1L, -1L, -1L);
        assertThat(storage.contents().get("checkpoint"))
                .startsWith("acme-test-FY2026\n1\n")
                .isEqualTo(storage.contents().get("checkpoints/00000000000000000001.note"));
    }

    @Test
    void shouldNotBeMadeTwice() throws IOException {
        Testing.log(storage);
        refused(() -> Testing.log(storage), Code.FORK, "holds a log already");
    }

    @Test
    void shouldGoOnWhereItEndedWhenItIsOpenedAgain() throws IOException {
        EvidenceLog log = Testing.log(storage);
        commit(log, Testing.segment(0, 0, 3), Testing.segment(1, 0, 2));
        EvidenceLog again = EvidenceLog.open(storage, Testing.key());
        assertThat(again.heads()).isEqualTo(log.heads());
        assertThat(again.size()).isEqualTo(3);
        commit(again, Testing.segment(0, 3, 1), Testing.segment(2, 0, 1));
        assertThat(again.heads()).extracting(Leaf.LaneHead::lastSeq).containsExactly(3L, 1L, 0L);
    }

    @Test
    void shouldTakeWhatItIsGivenTwiceOnceInWhateverOrderAndParts() throws IOException {
        EvidenceLog log = Testing.log(storage);
        List<Segment> given = new ArrayList<>();
        for (int lane = 0; lane < 3; lane++) {
            given.addAll(commit(log, Testing.segment(lane, 0, 2), Testing.segment(lane, 2, 3)));
        }
        var before = storage.contents();
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(given, random);
            List<Segment> some = given.subList(0, random.nextInt(given.size() + 1));
            EvidenceLog writer = round % 2 == 0 ? log : EvidenceLog.open(storage, Testing.key());
            assertThat(writer.take(some)).isZero();
        }
        assertThat(storage.contents()).isEqualTo(before);
    }

    @Test
    void shouldTakeTheNewOnesAmongTheOld() throws IOException {
        EvidenceLog log = Testing.log(storage);
        List<Segment> given = new ArrayList<>(commit(log, Testing.segment(0, 0, 2), Testing.segment(1, 0, 2)));
        given.addAll(Testing.staged(storage, Testing.segment(1, 2, 2), Testing.segment(0, 2, 1)));
        given.addAll(List.copyOf(given));
        Collections.shuffle(given, new Random(3));
        assertThat(log.take(given)).isEqualTo(2);
        assertThat(log.heads()).extracting(Leaf.LaneHead::lastSeq).containsExactly(2L, 3L, -1L);
        assertThat(storage.objects().keySet()).noneMatch(key -> key.startsWith("staging/"));
    }

    @Test
    void shouldChainTheManifestsOfALane() throws IOException {
        EvidenceLog log = Testing.log(storage);
        commit(log, Testing.segment(0, 0, 2), Testing.segment(1, 0, 1), Testing.segment(0, 2, 2));
        commit(log, Testing.segment(0, 4, 1));
        List<Leaf.Manifest> manifests = new ArrayList<>();
        List<byte[]> leaves = new ArrayList<>();
        EvidenceReader.open(storage).leaves((index, bytes) -> leaves.add(bytes));
        for (byte[] leaf : leaves.subList(1, leaves.size())) {
            manifests.add((Leaf.Manifest) read(leaf));
        }
        assertThat(manifests).extracting(each -> each.segment().lane()).containsExactly(0, 0, 1, 0);
        assertThat(manifests.get(0).previous()).isNull();
        assertThat(manifests.get(2).previous()).isNull();
        assertThat(manifests.get(1).previous()).isEqualTo(MerkleTree.leaf(leaves.get(1)));
        assertThat(manifests.get(3).previous()).isEqualTo(MerkleTree.leaf(leaves.get(2)));
    }

    private static Leaf read(byte[] leaf) {
        try {
            return LeafCodec.read(leaf);
        } catch (InvalidLeafException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRefuseOtherLinesAtAPlaceThatIsTaken() throws IOException {
        EvidenceLog log = Testing.log(storage);
        commit(log, Testing.segment(0, 0, 2), Testing.segment(0, 2, 2));
        for (Built other : List.of(
                Testing.segment(1, 0, 0, 2, "b"),
                Testing.segment(1, 0, 2, 2, "b"),
                Testing.segment(0, 0, 4),
                Testing.segment(0, 0, 1),
                Testing.segment(0, 3, 3),
                Testing.segment(0, 2, 1))) {
            var before = storage.contents();
            refused(() -> log.take(List.of(other.segment())), Code.FORK, "the log has others at their place");
            assertThat(storage.contents()).isEqualTo(before);
        }
    }

    @Test
    void shouldRefuseAHoleAndTakeNothingThen() throws IOException {
        EvidenceLog log = Testing.log(storage);
        List<Segment> segments = Testing.staged(storage, Testing.segment(0, 0, 2), Testing.segment(1, 1, 1));
        var before = storage.contents();
        refused(() -> log.take(segments), Code.GAP, "lane 1 of log acme-test-FY2026 goes on at 0, but lines 1 to 1");
        assertThat(storage.contents()).isEqualTo(before);
        assertThat(log.take(segments.subList(0, 1))).isEqualTo(1);
    }

    @Test
    void shouldRefuseALaneThatItDoesNotHave() throws IOException {
        EvidenceLog log = Testing.log(storage);
        List<Segment> segments = Testing.staged(storage, Testing.segment(3, 0, 2));
        assertThatThrownBy(() -> log.take(segments))
                .hasMessage("lane 3 given, but log acme-test-FY2026 has 3 lanes, for ever");
    }

    @Test
    void shouldRefuseLinesOfAnotherEpochAndGoOnInTheNext() throws IOException {
        EvidenceLog log = Testing.log(storage);
        commit(log, Testing.segment(0, 0, 2));
        Segment early =
                Testing.staged(storage, Testing.segment(2, 0, 2, 1, "a")).get(0);
        refused(() -> log.take(List.of(early)), Code.EPOCH, "and the log is in epoch 1");
        assertThat(log.beginEpoch("restored a savepoint of yesterday", "ciso", Testing.AT))
                .isEqualTo(2);
        assertThat(log.take(List.of(early))).isEqualTo(1);
        Segment late = Testing.staged(storage, Testing.segment(1, 0, 3, 1, "a")).get(0);
        refused(() -> log.take(List.of(late)), Code.EPOCH, "lines 3 to 3 of epoch 1 were given");
        assertThat(EvidenceLog.open(storage, Testing.key()).epoch()).isEqualTo(2);
    }

    @Test
    void shouldWriteWhereTheLanesEndWhenAnEpochBegins() throws IOException {
        EvidenceLog log = Testing.log(storage);
        commit(log, Testing.segment(1, 0, 5));
        List<Leaf.LaneHead> heads = log.heads();
        log.beginEpoch("restored", "ciso", Testing.AT);
        List<byte[]> leaves = new ArrayList<>();
        EvidenceReader.open(storage).leaves((index, bytes) -> leaves.add(bytes));
        assertThat(read(leaves.get(2)))
                .isEqualTo(new Leaf.EpochStart("acme-test-FY2026", 2, 3, heads, "restored", "ciso", Testing.AT));
    }

    @Test
    void shouldTakeASegmentThatACrashLeftInItsPlaceAndWaiting() throws IOException {
        EvidenceLog log = Testing.log(storage);
        Built built = Testing.segment(0, 0, 2);
        storage.create(built.segment().path(), built.object());
        commit(log, built);
        assertThat(storage.objects().keySet()).noneMatch(key -> key.startsWith("staging/"));
    }

    @Test
    void shouldGoOnFromWhatAnotherWriterAdded() throws IOException {
        EvidenceLog one = Testing.log(storage);
        EvidenceLog other = EvidenceLog.open(storage, Testing.key());
        commit(one, Testing.segment(0, 0, 2));
        List<Segment> next = commit(other, Testing.segment(0, 2, 2));
        assertThat(one.take(next)).isZero();
        assertThat(one.size()).isEqualTo(3);
        other.beginEpoch("restored", "ciso", Testing.AT);
        Segment late = Testing.staged(storage, Testing.segment(0, 4, 1)).get(0);
        refused(() -> one.take(List.of(late)), Code.EPOCH, "and the log is in epoch 2");
    }

    @Test
    void shouldKeepOthersOutWhileItWrites() throws IOException {
        EvidenceLog one = Testing.log(storage);
        EvidenceLog other = EvidenceLog.open(storage, Testing.key());
        Storage.Work<Integer> second = () -> other.take(List.of());
        assertThatThrownBy(() -> storage.exclusively(second))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("another process writes to");
        assertThat(one.take(List.of())).isZero();
    }

    @Test
    void shouldRefuseAKeyThatDoesNotSignForIt() throws IOException {
        Testing.log(storage);
        refused(
                () -> EvidenceLog.open(storage, Testing.key("acme-test-FY2026", 2)),
                Code.KEY,
                "give the key that signs for this log");
        refused(() -> EvidenceLog.open(storage, Testing.key("other", 1)), Code.KEY, "is not signed by key other+");
    }

    @Test
    void shouldBeSignedByTheNewKeyOnlyOnceItWasRotated() throws IOException {
        EvidenceLog log = Testing.log(storage);
        EvidenceLog running = EvidenceLog.open(storage, Testing.key());
        log.rotate(Testing.key("acme-test-FY2026", 2), Testing.AT);
        List<Segment> next = Testing.staged(storage, Testing.segment(0, 0, 2));
        for (EvidenceLog old : List.of(log, running)) {
            refused(() -> old.take(next), Code.KEY, "is not signed by key");
            refused(() -> old.beginEpoch("why", "who", Testing.AT), Code.KEY, "is not signed by key");
        }
        refused(() -> EvidenceLog.open(storage, Testing.key()), Code.KEY, "is not signed by key");
        EvidenceLog again = EvidenceLog.open(storage, Testing.key("acme-test-FY2026", 2));
        assertThat(again.take(next)).isEqualTo(1);
        assertThat(EvidenceReader.open(storage, Testing.key().verifierKey())
                        .checkpoint()
                        .size())
                .isEqualTo(3);
        assertThatThrownBy(() -> again.rotate(Testing.key("other", 3), Testing.AT))
                .hasMessageContaining("expected one of the name of the log, acme-test-FY2026");
    }
}
