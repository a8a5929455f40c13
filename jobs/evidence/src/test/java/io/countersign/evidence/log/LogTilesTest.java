package io.countersign.evidence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.storage.MemoryStorage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import io.countersign.evidence.tree.NaiveTree;
import io.countersign.evidence.tree.Proofs;
import io.countersign.evidence.tree.Tile;
import io.countersign.evidence.tree.Tiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tiles of a log say is what its leaves say, however it grew. */
class LogTilesTest {

    private static final int GREATEST = 70_000;
    private static final List<byte[]> LEAVES = leaves();
    private static final List<Hash> HASHES =
            LEAVES.stream().map(MerkleTree::leaf).toList();

    private static List<byte[]> leaves() {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < GREATEST; i++) {
            leaves.add(ByteBuffer.allocate(4 + i % 3).putInt(i).array());
        }
        return leaves;
    }

    /** A store of so many leaves, which came in portions of random sizes. */
    private static MemoryStorage grown(int size, int portion, Random random) throws IOException {
        MemoryStorage storage = new MemoryStorage();
        int has = 0;
        while (has < size) {
            int next = Math.min(size, has + 1 + random.nextInt(portion));
            new TileWriter(storage, has).append(LEAVES.subList(has, next));
            TileWriter.forgetPartial(storage, has, next);
            has = next;
        }
        return storage;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, GREATEST})
    void shouldReadTheHashesOfTheDefinitionFromTiles(int size) throws IOException {
        Random random = new Random(size);
        MemoryStorage storage = grown(size, 5_000, random);
        if (size == 0) {
            assertThat(storage.objects()).isEmpty();
            return;
        }
        List<Hash> leaves = HASHES.subList(0, size);
        Tiles tiles = new Tiles(storage::read, size);
        assertThat(Proofs.root(tiles, 0, size)).isEqualTo(NaiveTree.root(leaves));
        for (int level = 0; size >> level > 0; level++) {
            int last = (size >> level) - 1;
            for (int index : new int[] {0, last, random.nextInt(last + 1)}) {
                assertThat(tiles.read(level, index))
                        .as("level %d, %d", level, index)
                        .isEqualTo(NaiveTree.reader(leaves).read(level, index));
            }
        }
        int index = random.nextInt(size);
        assertThat(Proofs.isIncluded(
                        leaves.get(index), index, size, Proofs.inclusion(tiles, index, size), NaiveTree.root(leaves)))
                .isTrue();
        List<byte[]> read = new ArrayList<>();
        Entries.read(storage, size, (at, leaf) -> read.add(leaf));
        assertThat(Arrays.deepEquals(read.toArray(), LEAVES.subList(0, size).toArray()))
                .isTrue();
    }

    @Test
    void shouldHave273FullTilesAndAPartialOneOf112For70000Leaves() throws IOException {
        MemoryStorage storage = grown(GREATEST, 20_000, new Random(1));
        assertThat(storage.objects().keySet().stream().filter(key -> key.matches("tile/0/[0-9]{3}")))
                .hasSize(273);
        assertThat(storage.objects().keySet())
                .contains("tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1")
                .contains("tile/entries/272", "tile/entries/273.p/112");
    }

    /** Nothing is missing on the way, and nothing is left that is not needed. */
    @Test
    void shouldHaveExactlyTheTilesOfItsCheckpointsAtEverySize() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        Set<String> partial = new TreeSet<>();
        for (int size = 1; size <= 600; size++) {
            new TileWriter(storage, size - 1).append(LEAVES.subList(size - 1, size));
            TileWriter.forgetPartial(storage, size - 1, size);
            assertThat(Proofs.root(new Tiles(storage::read, size), 0, size))
                    .as("size %d", size)
                    .isEqualTo(NaiveTree.root(HASHES.subList(0, size)));
            Set<String> expected = new TreeSet<>(partial);
            for (int level = Tile.ENTRIES; level < Tile.levels(size); level++) {
                for (Tile tile : Tile.ofLevel(level, 0, size)) {
                    expected.add(tile.key());
                    if (tile.isFull()) {
                        expected.removeIf(key -> key.startsWith(tile.key() + ".p/"));
                    }
                }
            }
            assertThat(storage.objects().keySet()).as("size %d", size).isEqualTo(expected);
            partial = expected;
        }
    }

    @Test
    void shouldReadAnOlderSizeFromTheFullTileOnceThePartialOneIsGone() throws IOException {
        MemoryStorage storage = grown(256, 1, new Random(1));
        assertThat(storage.exists("tile/0/000.p/100")).isFalse();
        assertThat(Proofs.root(new Tiles(storage::read, 100), 0, 100))
                .isEqualTo(NaiveTree.root(HASHES.subList(0, 100)));
        List<byte[]> read = new ArrayList<>();
        Entries.read(storage, 100, (at, leaf) -> read.add(leaf));
        assertThat(read).hasSize(100);
    }

    @Test
    void shouldReplaceWhatACrashLeftBeyondTheSizeThatWasSigned() throws IOException {
        MemoryStorage storage = grown(200, 50, new Random(1));
        MemoryStorage undisturbed = new MemoryStorage(storage);
        List<byte[]> lost = new ArrayList<>(LEAVES.subList(1000, 1300));
        new TileWriter(storage, 200).append(lost);
        new TileWriter(storage, 200).append(LEAVES.subList(200, 500));
        new TileWriter(undisturbed, 200).append(LEAVES.subList(200, 500));
        assertThat(storage.contents()).isEqualTo(undisturbed.contents());
    }
}
