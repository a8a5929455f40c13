package io.countersign.evidence.tree;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * A Merkle tree of RFC 6962 that grows leaf by leaf and keeps only the roots of its complete subtrees: its size in memory
 * is the logarithm of its size. Used by one thread at a time.
 */
public final class MerkleTree {

    /** The root of a tree without leaves: the hash of nothing. */
    public static final Hash EMPTY = Hash.sha256(new byte[0]);

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** As many as a tree whose size is a long can have. */
    private static final int MOST_SUBTREES = Long.SIZE;

    private final MessageDigest digest = Hash.newDigest();

    /**
     * Roots of complete subtrees, the greatest first; their sizes are the one bits of {@link #size}. They lie side by
     * side behind one free byte, so that two neighbours need but the byte before them to be the input of their node:
     * trees over millions of lines are made of nothing else.
     */
    private final byte[] subtrees = new byte[1 + (MOST_SUBTREES + 1) * Hash.LENGTH];

    private int count;
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
        digest.update(LEAF);
        digest.update(data, from, to - from);
        push();
    }

    /**
     * Adds a leaf by its data, of which the byte before is of no use to anyone any more: it is overwritten, and saves
     * a copy.
     *
     * @param from at least 1
     */
    public void addDataInPlace(byte[] data, int from, int to) {
        data[from - 1] = LEAF;
        digest.update(data, from - 1, to - from + 1);
        push();
    }

    /** Adds a leaf by its hash. */
    public void add(Hash leaf) {
        leaf.copyTo(subtrees, placeOf(count));
        grow();
    }

    private void push() {
        finish(placeOf(count));
        grow();
    }

    /** Takes the hash that is behind the subtrees among them. */
    private void grow() {
        count++;
        for (long filled = size; (filled & 1) == 1; filled >>= 1) {
            join();
        }
        size++;
    }

    /** Puts their node in the place of the last two. */
    private void join() {
        int left = placeOf(count - 2);
        byte before = subtrees[left - 1];
        subtrees[left - 1] = NODE;
        digest.update(subtrees, left - 1, 1 + 2 * Hash.LENGTH);
        subtrees[left - 1] = before;
        finish(left);
        count--;
    }

    private void finish(int place) {
        try {
            digest.digest(subtrees, place, Hash.LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("there is room for " + Hash.LENGTH + " bytes", e);
        }
    }

    private static int placeOf(int subtree) {
        return 1 + subtree * Hash.LENGTH;
    }

    /** How many leaves it has. */
    public long size() {
        return size;
    }

    /** The tree head. */
    public Hash root() {
        if (count == 0) {
            return EMPTY;
        }
        Hash root = Hash.of(subtrees, placeOf(count - 1));
        for (int i = count - 2; i >= 0; i--) {
            root = node(digest, Hash.of(subtrees, placeOf(i)), root);
        }
        return root;
    }
}
