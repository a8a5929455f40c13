package io.countersign.evidence.log;

import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import io.countersign.evidence.tree.Tile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes the tiles of a log that grows. What is there beyond the size that was signed is of no log, and is replaced. */
final class TileWriter {

    private final Storage storage;
    private final long size;

    /** For a log of a size. */
    TileWriter(Storage storage, long size) {
        this.storage = storage;
        this.size = size;
    }

    /** Writes what a log has of tiles once it has these leaves too. */
    void append(List<byte[]> leaves) throws IOException {
        entries(leaves);
        List<Hash> hashes = leaves.stream().map(MerkleTree::leaf).toList();
        for (int level = 0; !hashes.isEmpty(); level++) {
            hashes = level(level, hashes);
        }
    }

    private void entries(List<byte[]> leaves) throws IOException {
        long grown = size + leaves.size();
        int taken = 0;
        for (Tile tile : Tile.ofLevel(Tile.ENTRIES, size, grown)) {
            List<byte[]> held = new ArrayList<>();
            long first = tile.index() * Tile.WIDTH;
            if (first < size) {
                Tile before = Tile.holding(Tile.ENTRIES, first, size);
                held.addAll(Entries.leaves(before.key(), storage.read(before.key()), before.width()));
            }
            while (held.size() < tile.width()) {
                held.add(leaves.get(taken++));
            }
            put(tile, Entries.bundle(held));
        }
    }

    /** Writes the hashes that a level gets, and gives those that the level above it gets. */
    private List<Hash> level(int level, List<Hash> fresh) throws IOException {
        long before = size >> (8 * level);
        long after = before + fresh.size();
        List<Hash> above = new ArrayList<>();
        int taken = 0;
        for (long index = before / Tile.WIDTH; index * Tile.WIDTH < after; index++) {
            ByteArrayOutputStream held = new ByteArrayOutputStream();
            int had = (int) Math.max(0, Math.min(Tile.WIDTH, before - index * Tile.WIDTH));
            if (had > 0) {
                held.writeBytes(storage.read(new Tile(level, index, had).key()));
            }
            int width = (int) Math.min(Tile.WIDTH, after - index * Tile.WIDTH);
            for (int i = had; i < width; i++) {
                held.writeBytes(fresh.get(taken++).toBytes());
            }
            Tile tile = new Tile(level, index, width);
            put(tile, held.toByteArray());
            if (tile.isFull() && had < Tile.WIDTH) {
                above.add(rootOf(held.toByteArray()));
            }
        }
        return above;
    }

    private static Hash rootOf(byte[] tile) {
        MerkleTree tree = new MerkleTree();
        for (int at = 0; at < tile.length; at += Hash.LENGTH) {
            tree.add(Hash.of(tile, at));
        }
        return tree.root();
    }

    private void put(Tile tile, byte[] bytes) throws IOException {
        String key = tile.key();
        if (!storage.create(key, bytes) && !Arrays.equals(storage.read(key), bytes)) {
            storage.replace(key, bytes);
        }
    }

    /** Whether leaves were written behind those of a size, signed for or not. */
    static boolean goesOn(Storage storage, long size) throws IOException {
        long index = size / Tile.WIDTH;
        int width = (int) (size % Tile.WIDTH);
        String full = new Tile(Tile.ENTRIES, index, Tile.WIDTH).key();
        if (storage.exists(full)) {
            return true;
        }
        String own = width == 0 ? "" : new Tile(Tile.ENTRIES, index, width).key();
        List<String> partial = new ArrayList<>();
        storage.list(full + ".p/", partial::add);
        // One that is longer is of more leaves, and one of as many digits is if it comes later.
        return partial.stream()
                .anyMatch(each ->
                        each.length() > own.length() || (each.length() == own.length() && each.compareTo(own) > 0));
    }

    /** Removes the partial tiles that full ones have taken the place of. */
    static void forgetPartial(Storage storage, long before, long size) throws IOException {
        for (int level = Tile.ENTRIES; level < Tile.levels(size); level++) {
            long hashesBefore = level <= 0 ? before : before >> (8 * level);
            long hashes = level <= 0 ? size : size >> (8 * level);
            long last = hashesBefore / Tile.WIDTH;
            if (hashesBefore % Tile.WIDTH != 0 && (last + 1) * Tile.WIDTH <= hashes) {
                List<String> partial = new ArrayList<>();
                storage.list(new Tile(level, last, Tile.WIDTH).key() + ".p/", partial::add);
                for (String key : partial) {
                    storage.delete(key);
                }
            }
        }
    }
}
