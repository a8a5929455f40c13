package io.countersign.evidence.tree;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree of RFC 6962 that grows leaf by leaf and keeps only the roots of its complete subtrees: its size in memory
 * is the logarithm of its size. Used by one thread at a time.
 */
public final class MerkleTree {

    /** The root of a tree without leaves: the hash of nothing. */
    public static final Hash EMPTY = Hash.sha256(new byte[0]);

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest = Hash.newDigest();

    /** Roots of complete subtrees, the greatest first; their sizes are the one bits of {@link #size}. */
    private final List<Hash> subtrees = new ArrayList<>();

    private long size;

    /** A tree without leaves. */
    public MerkleTree() {}

    /** The hash of a leaf: of {@code 0x00} and its data. */
    public static Hash leaf(byte[] data) {
        return leaf(Hash.newDigest(), data, 0, data.length);
    }

    /** The hash of a leaf whose data are the bytes from one place to before another. */
    public static Hash leaf(MessageDigest digest, byte[] data, int from, int to) {
        digest.update(LEAF);
        digest.update(data, from, to - from);
        return Hash.finish(digest);
    }

    /** The hash of a node: of {@code 0x01} and the hashes of its children. */
    public static Hash node(Hash left, Hash right) {
        return node(Hash.newDigest(), left, right);
    }

    private static Hash node(MessageDigest digest, Hash left, Hash right) {
        digest.update(NODE);
        left.feed(digest);
        right.feed(digest);
        return Hash.finish(digest);
    }

    /** Adds a leaf by its data. */
    public void addData(byte[] data, int from, int to) {
        add(leaf(digest, data, from, to));
    }

    /** Adds a leaf by its hash. */
    public void add(Hash leaf) {
        Hash subtree = leaf;
        for (long filled = size; (filled & 1) == 1; filled >>= 1) {
            subtree = node(digest, subtrees.remove(subtrees.size() - 1), subtree);
        }
        subtrees.add(subtree);
        size++;
    }

    /** How many leaves it has. */
    public long size() {
        return size;
    }

    /** The tree head. */
    public Hash root() {
        if (subtrees.isEmpty()) {
            return EMPTY;
        }
        Hash root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = node(digest, subtrees.get(i), root);
        }
        return root;
    }
}
