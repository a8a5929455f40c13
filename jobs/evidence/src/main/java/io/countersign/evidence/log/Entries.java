package io.countersign.evidence.log;

import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Tile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The leaves of a log in their bundles: each with its length in two bytes before it (c2sp.org/tlog-tiles). */
public final class Entries {

    /** The longest leaf, in bytes. */
    public static final int MAX_BYTES = 65_535;

    private Entries() {}

    /** Told of each leaf in turn. */
    public interface Reader {
        /** The leaf at an index. */
        void leaf(long index, byte[] bytes) throws IOException;
    }

    /** A bundle of leaves. */
    static byte[] bundle(List<byte[]> leaves) {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] leaf : leaves) {
            if (leaf.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "a leaf of " + leaf.length + " bytes, expected at most " + MAX_BYTES);
            }
            bundle.write(leaf.length >> 8);
            bundle.write(leaf.length);
            bundle.writeBytes(leaf);
        }
        return bundle.toByteArray();
    }

    /**
     * The leaves of a bundle.
     *
     * @throws EvidenceLogException if the bytes are no bundle of so many
     */
    public static List<byte[]> leaves(String key, byte[] bundle, int count) throws EvidenceLogException {
        List<byte[]> leaves = new ArrayList<>();
        int at = 0;
        while (at + 2 <= bundle.length) {
            int length = ((bundle[at] & 0xff) << 8) | (bundle[at + 1] & 0xff);
            if (at + 2 + length > bundle.length) {
                break;
            }
            leaves.add(Arrays.copyOfRange(bundle, at + 2, at + 2 + length));
            at += 2 + length;
        }
        if (at != bundle.length || leaves.size() != count) {
            throw new EvidenceLogException(
                    EvidenceLogException.Code.DAMAGED, key + " is no bundle of " + count + " leaves");
        }
        return leaves;
    }

    /** Reads the leaves of a log of a size, from the first. */
    public static void read(Storage storage, long size, Reader reader) throws IOException {
        for (long tile = 0; tile * Tile.WIDTH < size; tile++) {
            Tile bundle = Tile.holding(Tile.ENTRIES, tile * Tile.WIDTH, size);
            long index = tile * Tile.WIDTH;
            for (byte[] leaf : leaves(storage, bundle)) {
                reader.leaf(index++, leaf);
            }
        }
    }

    /** A writer removes a partial bundle once the full one is there, which begins with the same leaves. */
    static List<byte[]> leaves(Storage storage, Tile bundle) throws IOException {
        try {
            return leaves(bundle.key(), storage.read(bundle.key()), bundle.width());
        } catch (NoSuchFileException e) {
            Tile full = bundle.full();
            if (bundle.isFull() || !storage.exists(full.key())) {
                throw e;
            }
            return leaves(full.key(), storage.read(full.key()), full.width()).subList(0, bundle.width());
        }
    }
}
