package io.countersign.evidence.tree;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The hashes of a tree of a size, out of its tiles. Used by one thread at a time. */
public final class Tiles implements HashReader {

    private static final int KEPT = 64;

    /** Where the bytes of tiles are. */
    public interface Source {
        /**
         * The bytes of an object.
         *
         * @throws NoSuchFileException if there is none
         */
        byte[] read(String key) throws IOException;
    }

    private final Source source;
    private final long size;
    private final Map<Tile, byte[]> kept = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Tile, byte[]> eldest) {
            return size() > KEPT;
        }
    };

    /** The tiles of a tree of a size. */
    public Tiles(Source source, long size) {
        this.source = source;
        this.size = size;
    }

    @Override
    public Hash read(int level, long index) throws IOException {
        int tileLevel = level / Tile.HEIGHT;
        int above = level % Tile.HEIGHT;
        if (((index + 1) << level) > size) {
            throw new FileNotFoundException("no complete subtree " + index + " of level " + level + " in " + size);
        }
        return root(tileLevel, index << above, above);
    }

    /** The root of 2^height neighbouring hashes of a tile. */
    private Hash root(int tileLevel, long first, int height) throws IOException {
        Tile tile = Tile.holding(tileLevel, first, size);
        byte[] bytes = bytesOf(tile);
        MerkleTree tree = new MerkleTree();
        int from = (int) (first % Tile.WIDTH);
        for (int i = from; i < from + (1 << height); i++) {
            tree.add(Hash.of(bytes, i * Hash.LENGTH));
        }
        return tree.root();
    }

    private byte[] bytesOf(Tile tile) throws IOException {
        byte[] known = kept.get(tile);
        if (known != null) {
            return known;
        }
        byte[] bytes = read(tile);
        if (bytes.length != tile.width() * Hash.LENGTH) {
            throw new IOException(tile.key() + " has " + bytes.length + " bytes, expected " + tile.width()
                    + " hashes of " + Hash.LENGTH);
        }
        kept.put(tile, bytes);
        return bytes;
    }

    /** A writer removes a partial tile once the full one is there, which begins with the same hashes. */
    private byte[] read(Tile tile) throws IOException {
        try {
            return source.read(tile.key());
        } catch (NoSuchFileException e) {
            if (tile.isFull()) {
                throw e;
            }
            try {
                byte[] full = source.read(tile.full().key());
                return Arrays.copyOf(full, Math.min(full.length, tile.width() * Hash.LENGTH));
            } catch (NoSuchFileException none) {
                throw e;
            }
        }
    }
}
