package io.countersign.evidence.verify;

import io.countersign.evidence.log.Entries;
import io.countersign.evidence.log.InvalidLeafException;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import io.countersign.evidence.tree.Tile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the leaves of a log from the first to the last that is signed for, and what lies behind; checks each by itself and
 * hands it over. Used by one thread, once.
 */
final class LeafWalk {

    /** What there is to do with leaves. */
    interface Visitor {
        /** A leaf, or the hash alone of one that cannot be read. */
        void leaf(String bundle, long index, Hash hash, @Nullable Leaf leaf) throws IOException;

        /** A leaf that no checkpoint is of; null if it cannot be read. */
        void unsigned(@Nullable Leaf leaf);
    }

    private final Storage storage;
    private final StoreListing listing;
    private final Problems problems;
    private boolean hasUnread;

    LeafWalk(Storage storage, StoreListing listing, Problems problems) {
        this.storage = storage;
        this.listing = listing;
        this.problems = problems;
    }

    /** Reads the leaves of a log of a size. */
    void read(long size, Visitor visitor) throws IOException {
        for (long index = 0; index * Tile.WIDTH < size; index++) {
            if (!bundle(Tile.holding(Tile.ENTRIES, index * Tile.WIDTH, size), visitor)) {
                break;
            }
        }
        for (long index : listing.indices(Tile.ENTRIES)) {
            int signed = (int) Math.max(0, Math.min(Tile.WIDTH, size - index * Tile.WIDTH));
            List<Integer> widths = listing.widths(Tile.ENTRIES, index);
            int widest = widths.get(widths.size() - 1);
            if (widest > signed) {
                unsigned(new Tile(Tile.ENTRIES, index, widest), signed, visitor);
            }
        }
    }

    /** Whether some leaf could not be read, so that it is not known what it is of. */
    boolean hasUnread() {
        return hasUnread;
    }

    /** Reads a bundle; false if not even the hashes of its leaves are known, and with them of all that come after. */
    private boolean bundle(Tile tile, Visitor visitor) throws IOException {
        List<Integer> widths = listing.widths(Tile.ENTRIES, tile.index());
        int width =
                widths.stream().filter(each -> each >= tile.width()).findFirst().orElse(0);
        long first = tile.index() * Tile.WIDTH;
        if (width == 0) {
            problems.add(Code.TILE_MISSING, tile.key(), "is not there; the log has " + tile.width() + " leaves in it");
            hasUnread = true;
            return hashes(tile, visitor);
        }
        Tile stored = new Tile(Tile.ENTRIES, tile.index(), width);
        byte[] bytes = storage.read(stored.key());
        List<byte[]> leaves;
        try {
            leaves = Entries.leaves(stored.key(), bytes, width);
        } catch (IOException e) {
            problems.add(Code.LEAF_INVALID, stored.key(), "is no bundle of " + width + " leaves, each with its length");
            hasUnread = true;
            return hashes(tile, visitor);
        }
        prefixes(stored, bytes, leaves);
        for (int i = 0; i < tile.width(); i++) {
            byte[] leaf = leaves.get(i);
            visitor.leaf(stored.key(), first + i, MerkleTree.leaf(leaf), leaf(stored.key(), first + i, leaf));
        }
        return true;
    }

    private @Nullable Leaf leaf(String bundle, long index, byte[] bytes) {
        try {
            return LeafCodec.read(bytes);
        } catch (InvalidLeafException | RuntimeException e) {
            problems.add(Code.LEAF_INVALID, bundle, "leaf " + index + " " + e.getMessage());
            hasUnread = true;
            return null;
        }
    }

    /** The hashes of leaves that cannot be read, as their tile has them. */
    private boolean hashes(Tile tile, Visitor visitor) throws IOException {
        int width = listing.widths(0, tile.index()).stream()
                .filter(each -> each >= tile.width())
                .findFirst()
                .orElse(0);
        byte[] bytes = width == 0 ? new byte[0] : storage.read(new Tile(0, tile.index(), width).key());
        if (bytes.length != width * Hash.LENGTH || width == 0) {
            return false;
        }
        for (int i = 0; i < tile.width(); i++) {
            visitor.leaf(tile.key(), tile.index() * Tile.WIDTH + i, Hash.of(bytes, i * Hash.LENGTH), null);
        }
        return true;
    }

    /** Smaller bundles stay until the full one is there, and begin as it does. */
    private void prefixes(Tile stored, byte[] bytes, List<byte[]> leaves) throws IOException {
        for (int width : listing.widths(Tile.ENTRIES, stored.index())) {
            Tile other = new Tile(Tile.ENTRIES, stored.index(), width);
            if (width >= stored.width()) {
                continue;
            }
            int length = leaves.subList(0, width).stream()
                    .mapToInt(each -> 2 + each.length)
                    .sum();
            byte[] given = storage.read(other.key());
            if (!Arrays.equals(given, 0, given.length, bytes, 0, length)) {
                boolean published = TileCheck.wasPublished(listing, Tile.ENTRIES, other);
                problems.add(
                        published ? Code.TILE_MISMATCH : Code.UNSIGNED_TAIL,
                        other.key(),
                        published
                                ? "holds other leaves than " + stored.key() + ", which begins with the same"
                                : "is left of a write that was never signed");
            }
        }
    }

    private void unsigned(Tile tile, int signed, Visitor visitor) throws IOException {
        try {
            List<byte[]> leaves = Entries.leaves(tile.key(), storage.read(tile.key()), tile.width());
            for (byte[] leaf : leaves.subList(signed, leaves.size())) {
                visitor.unsigned(LeafCodec.read(leaf));
            }
        } catch (IOException | InvalidLeafException | RuntimeException e) {
            visitor.unsigned(null);
        }
    }
}
