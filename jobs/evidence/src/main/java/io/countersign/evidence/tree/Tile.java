package io.countersign.evidence.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A tile of a log's tree (c2sp.org/tlog-tiles): up to 256 hashes of one level, or the leaves under those of level 0.
 *
 * @param level 0 for the hashes of leaves, n for those of complete subtrees of 256^n leaves; {@link #ENTRIES} for leaves
 * @param index which of its level, from the left
 * @param width how many it holds, 1 to 256
 */
public record Tile(int level, long index, int width) {

    /** How many hashes a full tile holds. */
    public static final int WIDTH = 256;

    /** The level of bundles of leaves. */
    public static final int ENTRIES = -1;

    /** By how many levels of the tree a level of tiles is higher. */
    static final int HEIGHT = 8;

    public Tile {
        if (level < ENTRIES || level > 5 || index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("level " + level + ", index " + index + ", width " + width);
        }
    }

    /** Its key in the store: {@code tile/<L>/<N>[.p/<W>]}, N in groups of three digits. */
    public String key() {
        StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
        }
        String name = "tile/" + (level == ENTRIES ? "entries" : Integer.toString(level)) + "/" + path;
        return isFull() ? name : name + ".p/" + width;
    }

    /** What it will be once it does not grow any more. */
    public Tile full() {
        return new Tile(level, index, WIDTH);
    }

    /** Whether it will never grow. */
    public boolean isFull() {
        return width == WIDTH;
    }

    /** The tiles of one level of a tree of a size, from the left, from the one that holds an index on. */
    public static List<Tile> ofLevel(int level, long from, long size) {
        long hashes = level <= 0 ? size : size >> (HEIGHT * level);
        List<Tile> tiles = new ArrayList<>();
        for (long tile = from / WIDTH; tile * WIDTH < hashes; tile++) {
            tiles.add(new Tile(level, tile, (int) Math.min(WIDTH, hashes - tile * WIDTH)));
        }
        return tiles;
    }

    /** The tile of a tree of a size that holds a hash of a level of tiles. */
    public static Tile holding(int level, long hash, long size) {
        long hashes = level <= 0 ? size : size >> (HEIGHT * level);
        long tile = hash / WIDTH;
        return new Tile(level, tile, (int) Math.min(WIDTH, hashes - tile * WIDTH));
    }

    /** How many levels of tiles a tree of a size has. */
    public static int levels(long size) {
        int levels = 0;
        for (long hashes = size; hashes > 0; hashes >>= HEIGHT) {
            levels++;
        }
        return levels;
    }
}
