package io.countersign.evidence.verify;

import static io.countersign.evidence.verify.Code.CHECKPOINT_SIGNATURE;
import static io.countersign.evidence.verify.Code.FORK;
import static io.countersign.evidence.verify.Code.LANE_CHAIN_BROKEN;
import static io.countersign.evidence.verify.Code.LANE_GAP;
import static io.countersign.evidence.verify.Code.LOG_ROOT_MISMATCH;
import static io.countersign.evidence.verify.Code.ORPHAN_OBJECT;
import static io.countersign.evidence.verify.Code.ROLLBACK;
import static io.countersign.evidence.verify.Code.SOURCE_ACCOUNTING;
import static io.countersign.evidence.verify.Code.STORED_CHECKPOINT_INCONSISTENT;
import static io.countersign.evidence.verify.Code.TILE_MISMATCH;
import static io.countersign.evidence.verify.Code.UNKNOWN_KEY;
import static io.countersign.evidence.verify.Code.UNSIGNED_TAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table of E6 in which the leaves, the tiles or the checkpoints are corrupted. */
class LogRowsTest extends EvidenceTable {

    // Drop and manifest rewritten, without the key and with it.

    /** Drops the last line of a segment and puts the manifest right; of how the leaves come out. */
    private List<byte[]> drop(int index) throws Exception {
        Leaf.Manifest manifest = (Leaf.Manifest) forger.parsedLeaves().get(index);
        List<byte[]> lines = forger.lines(manifest.segment().path());
        Segment forged = forger.replace(manifest.segment(), lines.subList(0, lines.size() - 1));
        List<byte[]> leaves = forger.leaves();
        leaves.set(index, LeafCodec.write(new Leaf.Manifest(manifest.log(), forged, manifest.previous())));
        return leaves;
    }

    /** The leaves whose lane has others after them, and whose segment has more than one line. */
    private List<Integer> inner() throws Exception {
        List<Integer> inner = new ArrayList<>();
        List<Leaf> leaves = forger.parsedLeaves();
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            boolean followed = leaf instanceof Leaf.Manifest manifest
                    && manifest.segment().count() > 1
                    && leaves.subList(i + 1, leaves.size()).stream()
                            .anyMatch(each -> each instanceof Leaf.Manifest next
                                    && next.segment().lane()
                                            == manifest.segment().lane());
            if (followed) {
                inner.add(i);
            }
        }
        return inner;
    }

    @Test
    void shouldFindARewrittenManifestWhoeverItIsOf() throws Exception {
        for (int index : inner()) {
            Path store = directory.resolve("without-key-" + index);
            forger = Forger.copy(sound.directory(), store);
            List<byte[]> leaves = drop(index);
            forger.writeLeaves(leaves);
            forger.writeTiles(leaves);
            expect(
                    40,
                    40,
                    40,
                    Set.of(LOG_ROOT_MISMATCH, LANE_GAP, LANE_CHAIN_BROKEN),
                    Set.of(FORK),
                    Set.of(SOURCE_ACCOUNTING));
        }
    }

    @Test
    void shouldNameTheTileTooIfOnlyTheLeafWasRewritten() throws Exception {
        forger.writeLeaves(drop(inner().get(0)));

        expect(
                40,
                40,
                40,
                Set.of(LOG_ROOT_MISMATCH, LANE_GAP, LANE_CHAIN_BROKEN, TILE_MISMATCH),
                Set.of(FORK),
                Set.of(SOURCE_ACCOUNTING));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindTheOlderCheckpointsThatARewriteWithTheKeyLeft(boolean storedToo) throws Exception {
        List<byte[]> leaves = drop(inner().get(0));
        forger.writeLeaves(leaves);
        forger.writeTiles(leaves);
        byte[] head = Forger.sign(leaves, sound.signer());
        forger.write(Checkpoints.CURRENT, head);
        if (storedToo) {
            forger.write(Checkpoints.keyOf(leaves.size()), head);
        }

        expect(
                40,
                40,
                40,
                Set.of(LANE_GAP, LANE_CHAIN_BROKEN, STORED_CHECKPOINT_INCONSISTENT),
                Set.of(FORK),
                Set.of(SOURCE_ACCOUNTING));
    }

    // Manifests of two lanes swapped.

    @Test
    void shouldFindThatManifestsOfTwoLanesWereSwapped() throws Exception {
        List<byte[]> leaves = forger.leaves();
        Collections.swap(leaves, 1, 2);
        forger.writeLeaves(leaves);
        forger.writeTiles(leaves);

        expect(40, 40, 40, Set.of(LOG_ROOT_MISMATCH), Set.of(FORK), Set.of());
    }

    // Whole store rolled back, full rewrite with the key.

    @Test
    void shouldSeeARollbackOnlyFromOutside() throws Exception {
        forger = new Forger(older);

        expect(10, 30, 50, Set.of(), Set.of(ROLLBACK), Set.of(SOURCE_ACCOUNTING));
    }

    @Test
    void shouldSeeAFullRewriteOnlyFromOutside() throws Exception {
        Path store = directory.resolve("rewritten");
        StoreFixture.create(store, sound.signer()).checkpoints(CHECKPOINTS, RECORDS - 1);
        forger = new Forger(store);

        expect(10, 30, 50, Set.of(), Set.of(FORK), Set.of(SOURCE_ACCOUNTING));
    }

    // Crash between append and signature.

    /** A store in which nothing can be created any more below some key. */
    private static Storage failingAt(Storage storage, String prefix) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("create")
                            && String.valueOf(arguments[0]).startsWith(prefix)) {
                        throw new IOException("no space left on device");
                    }
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoints/", "tile/entries", "tile/0"})
    void shouldWarnOfAnUnsignedTailAndMissItInTheAccounts(String failsAt) throws Exception {
        StoreFixture store = StoreFixture.create(directory.resolve("crashed"), StoreFixture.newKey())
                .checkpoints(2, RECORDS);
        List<Segment> next = store.stageNext(RECORDS);
        EvidenceLog failing = EvidenceLog.open(failingAt(store.storage(), failsAt), store.signer());
        assertThatThrownBy(() -> failing.take(next)).isInstanceOf(IOException.class);

        for (String column : List.of("alone", "known", "accounting")) {
            Verification found = verify(store.directory(), store, column.equals("known"), column.equals("accounting"));
            boolean accounting = column.equals("accounting");
            assertThat(found.problems().stream().map(Problem::code).distinct().toList())
                    .as("%s: %s", column, found.problems())
                    .containsExactlyInAnyOrderElementsOf(
                            accounting ? Set.of(UNSIGNED_TAIL, SOURCE_ACCOUNTING) : Set.of(UNSIGNED_TAIL));
            assertThat(found.outcome().exitCode()).isEqualTo(accounting ? 50 : column.equals("known") ? 0 : 10);
        }

        EvidenceLog.open(store.storage(), store.signer()).take(next);
        Verification signed = verify(store.directory(), store, true, true);
        assertThat(signed.problems().stream().filter(each -> each.code() != ORPHAN_OBJECT))
                .isEmpty();
        assertThat(signed.outcome()).isEqualTo(Outcome.VERIFIED);
    }

    // Checkpoint text edited, foreign key, tile byte flipped.

    @Test
    void shouldFindAnEditedCheckpoint() throws Exception {
        String text = new String(forger.read(Checkpoints.CURRENT), StandardCharsets.UTF_8);
        String edited = text.replaceFirst("\n(\\d+)\n", "\n1$1\n");
        forger.write(Checkpoints.CURRENT, edited.getBytes(StandardCharsets.UTF_8));

        expect(40, 40, 40, Set.of(CHECKPOINT_SIGNATURE), Set.of(), Set.of());
    }

    @Test
    void shouldFindACheckpointOfAForeignKey() throws Exception {
        forger.write(Checkpoints.CURRENT, Forger.sign(forger.leaves(), StoreFixture.newKey()));

        expect(40, 40, 40, Set.of(UNKNOWN_KEY), Set.of(), Set.of());
    }

    @Test
    void shouldFindThatAllCheckpointsAreOfAForeignKey() throws Exception {
        var foreign = StoreFixture.newKey();
        List<byte[]> leaves = forger.leaves();
        for (String key : forger.keys("checkpoint")) {
            int size = key.equals(Checkpoints.CURRENT) ? leaves.size() : Integer.parseInt(key.replaceAll("\\D", ""));
            forger.write(key, Forger.sign(leaves.subList(0, size), foreign));
        }

        expect(40, 40, 40, Set.of(UNKNOWN_KEY), Set.of(), Set.of());
    }

    @Test
    void shouldFindAFlippedByteOfEveryTile() throws Exception {
        for (String key : forger.keys("tile/0/")) {
            byte[] tile = forger.read(key);
            byte[] flipped = tile.clone();
            flipped[tile.length / 2] ^= 1;
            forger.write(key, flipped);
            expect(40, 40, 40, Set.of(TILE_MISMATCH), Set.of(), Set.of());
            assertThat(verify(false, false).problems().get(0).object()).isEqualTo(key);
            forger.write(key, tile);
        }
    }
}
