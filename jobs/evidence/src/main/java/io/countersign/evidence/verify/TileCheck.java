package io.countersign.evidence.verify;

import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import io.countersign.evidence.tree.Tile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares every hash tile of a log with the hashes that its leaves come to. Holds one tile of each level. Used by one
 * thread, once.
 */
final class TileCheck {

    private final Storage storage;
    private final StoreListing listing;
    private final Problems problems;
    private final List<ByteArrayOutputStream> levels = new ArrayList<>();
    private final List<Long> indices = new ArrayList<>();

    TileCheck(Storage storage, StoreListing listing, Problems problems) {
        this.storage = storage;
        this.listing = listing;
        this.problems = problems;
    }

    /** Takes the hash of the next leaf. */
    void leaf(Hash hash) throws IOException {
        add(0, hash);
    }

    private void add(int level, Hash hash) throws IOException {
        if (levels.size() == level) {
            levels.add(new ByteArrayOutputStream(Tile.WIDTH * Hash.LENGTH));
            indices.add(0L);
        }
        ByteArrayOutputStream tile = levels.get(level);
        tile.writeBytes(hash.toBytes());
        if (tile.size() == Tile.WIDTH * Hash.LENGTH) {
            byte[] bytes = tile.toByteArray();
            tile.reset();
            check(level, indices.get(level), bytes);
            indices.set(level, indices.get(level) + 1);
            MerkleTree root = new MerkleTree();
            for (int at = 0; at < bytes.length; at += Hash.LENGTH) {
                root.add(Hash.of(bytes, at));
            }
            add(level + 1, root.root());
        }
    }

    /** After the last leaf. */
    void end() throws IOException {
        for (int level = 0; level < levels.size(); level++) {
            byte[] bytes = levels.get(level).toByteArray();
            if (bytes.length > 0) {
                check(level, indices.get(level), bytes);
            }
        }
    }

    private void check(int level, long index, byte[] expected) throws IOException {
        int width = expected.length / Hash.LENGTH;
        List<Integer> widths = listing.widths(level, index);
        if (widths.isEmpty() || widths.get(widths.size() - 1) < width) {
            problems.add(
                    Code.TILE_MISSING, new Tile(level, index, width).key(), "is not there; the log has so many hashes");
        }
        for (int each : widths) {
            Tile tile = new Tile(level, index, each);
            byte[] given = storage.read(tile.key());
            int common = Math.min(each, width) * Hash.LENGTH;
            int differs =
                    given.length == each * Hash.LENGTH ? Arrays.mismatch(given, 0, common, expected, 0, common) : 0;
            if (given.length != each * Hash.LENGTH) {
                problems.add(
                        Code.TILE_MISMATCH,
                        tile.key(),
                        "has " + given.length + " bytes, expected " + each + " hashes of " + Hash.LENGTH);
            } else if (differs >= 0 && wasPublished(level, tile, width)) {
                int at = differs / Hash.LENGTH;
                problems.add(
                        Code.TILE_MISMATCH,
                        tile.key(),
                        "has " + Hash.of(given, at * Hash.LENGTH) + " as hash " + at + ", but the leaves come to "
                                + Hash.of(expected, at * Hash.LENGTH));
            } else if (differs >= 0) {
                problems.add(Code.UNSIGNED_TAIL, tile.key(), "is left of a write that was never signed");
            }
        }
    }

    /** Whether a tile was part of the log when it was as big as some checkpoint says. */
    private boolean wasPublished(int level, Tile tile, int width) {
        return tile.width() >= width || wasPublished(listing, level, tile);
    }

    /** Whether a checkpoint is kept at whose size the tile was the last of its level. */
    static boolean wasPublished(StoreListing listing, int level, Tile tile) {
        long hashes = tile.index() * Tile.WIDTH + tile.width();
        return listing.notes().stream().anyMatch(size -> (level <= 0 ? size : size >> (8 * level)) == hashes);
    }
}
