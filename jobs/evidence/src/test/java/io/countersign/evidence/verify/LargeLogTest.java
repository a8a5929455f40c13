package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.storage.MemoryStorage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import io.countersign.evidence.tree.Tile;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs whose trees have several levels of tiles, written here without the code that writes logs. */
class LargeLogTest {

    private final Ed25519Signer signer = StoreFixture.newKey();
    private final MemoryStorage storage = new MemoryStorage();

    private static byte[] leaf(int epoch) {
        return LeafCodec.write(new Leaf.EpochStart(
                StoreFixture.NAME,
                epoch,
                1,
                epoch == 1 ? List.of() : List.of(new Leaf.LaneHead(0, -1, null)),
                "reason",
                "alice",
                StoreFixture.AT));
    }

    private void write(int size) {
        MerkleTree tree = new MerkleTree();
        List<Hash> hashes = new ArrayList<>();
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (int i = 0; i < size; i++) {
            byte[] leaf = leaf(i + 1);
            hashes.add(MerkleTree.leaf(leaf));
            tree.add(hashes.get(i));
            bundle.write(leaf.length >> 8);
            bundle.write(leaf.length);
            bundle.writeBytes(leaf);
            if (i % Tile.WIDTH == Tile.WIDTH - 1 || i == size - 1) {
                storage.create(new Tile(Tile.ENTRIES, i / Tile.WIDTH, i % Tile.WIDTH + 1).key(), bundle.toByteArray());
                bundle.reset();
            }
        }
        for (int level = 0; !hashes.isEmpty(); level++) {
            hashes = level(level, hashes);
        }
        byte[] note = SignedNote.sign(new Checkpoint(StoreFixture.NAME, size, tree.root()).toText(), signer)
                .toBytes();
        storage.create(Checkpoints.CURRENT, note);
        storage.create(Checkpoints.keyOf(size), note);
    }

    private List<Hash> level(int level, List<Hash> hashes) {
        List<Hash> above = new ArrayList<>();
        for (int from = 0; from < hashes.size(); from += Tile.WIDTH) {
            List<Hash> held = hashes.subList(from, Math.min(hashes.size(), from + Tile.WIDTH));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            MerkleTree root = new MerkleTree();
            held.forEach(hash -> {
                bytes.writeBytes(hash.toBytes());
                root.add(hash);
            });
            storage.create(new Tile(level, from / Tile.WIDTH, held.size()).key(), bytes.toByteArray());
            if (held.size() == Tile.WIDTH) {
                above.add(root.root());
            }
        }
        return above;
    }

    private List<Problem> problems() throws Exception {
        return Verifier.verify(
                        storage,
                        new Trust(StoreFixture.NAME, List.of(signer.verifierKey()), List.of()),
                        new Verifier.Scope(false, List.of(), 1),
                        (done, of) -> {})
                .problems();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 511, 512, 513, 65_537})
    void shouldVerifyALogOfEverySize(int size) throws Exception {
        write(size);

        assertThat(problems()).isEmpty();
    }

    @Test
    void shouldCheckTheTilesOfEveryLevel() throws Exception {
        write(70_000);
        List<String> tiles = new ArrayList<>();
        storage.list("tile/0/", tiles::add);
        assertThat(tiles).hasSize(274).contains("tile/0/272", "tile/0/273.p/112");
        for (String key :
                List.of("tile/0/000", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1")) {
            byte[] tile = storage.read(key);
            byte[] flipped = tile.clone();
            flipped[tile.length - 1] ^= 1;
            storage.replace(key, flipped);
            assertThat(problems())
                    .extracting(Problem::code, Problem::object)
                    .containsExactly(tuple(Code.TILE_MISMATCH, key));
            storage.replace(key, tile);
        }
        storage.delete("tile/1/000");
        assertThat(problems())
                .extracting(Problem::code, Problem::object)
                .containsExactly(tuple(Code.TILE_MISSING, "tile/1/000"));
    }

    @Test
    void shouldGoOnWithTheHashesOfLeavesThatAreGone() throws Exception {
        write(600);
        storage.delete("tile/entries/001");

        assertThat(problems())
                .extracting(Problem::code)
                .contains(Code.TILE_MISSING)
                .doesNotContain(Code.LOG_ROOT_MISMATCH);
    }
}
