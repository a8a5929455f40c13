package io.countersign.evidence.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Proofs that a leaf is in a tree, and that a tree is the beginning of another (RFC 9162, 2.1.3 and 2.1.4). */
public final class Proofs {

    private Proofs() {}

    /**
     * The root of the leaves from one to before another, of which there is at least one.
     *
     * @param hashes of the tree that they are in
     */
    public static Hash root(HashReader hashes, long from, long to) throws IOException {
        long count = to - from;
        if (Long.bitCount(count) == 1 && from % count == 0) {
            int level = Long.numberOfTrailingZeros(count);
            return hashes.read(level, from >> level);
        }
        long split = from + leftOf(count);
        return MerkleTree.node(root(hashes, from, split), root(hashes, split, to));
    }

    /** The greatest power of two below a count of leaves. */
    private static long leftOf(long count) {
        return Long.highestOneBit(count - 1);
    }

    /** The proof that the leaf at an index is in the tree of a size (RFC 9162, 2.1.3.1). */
    public static List<Hash> inclusion(HashReader hashes, long index, long size) throws IOException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf " + index + " of a tree of " + size);
        }
        List<Hash> proof = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long split = from + leftOf(to - from);
            if (index < split) {
                proof.add(root(hashes, split, to));
                to = split;
            } else {
                proof.add(root(hashes, from, split));
                from = split;
            }
        }
        return reversed(proof);
    }

    /** The proof that the tree of one size is the beginning of that of another (RFC 9162, 2.1.4.1). */
    public static List<Hash> consistency(HashReader hashes, long first, long second) throws IOException {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("a tree of " + first + " in a tree of " + second);
        }
        List<Hash> proof = new ArrayList<>();
        if (first == 0 || first == second) {
            return proof;
        }
        long from = 0;
        long to = second;
        boolean whole = true;
        while (first != to) {
            long split = from + leftOf(to - from);
            if (first <= split) {
                proof.add(root(hashes, split, to));
                to = split;
            } else {
                proof.add(root(hashes, from, split));
                from = split;
                whole = false;
            }
        }
        if (!whole) {
            proof.add(root(hashes, from, to));
        }
        return reversed(proof);
    }

    private static List<Hash> reversed(List<Hash> proof) {
        List<Hash> reversed = new ArrayList<>();
        for (int i = proof.size() - 1; i >= 0; i--) {
            reversed.add(proof.get(i));
        }
        return reversed;
    }

    /** Whether a proof shows that a leaf is in the tree of a root (RFC 9162, 2.1.3.2). */
    public static boolean isIncluded(Hash leaf, long index, long size, List<Hash> proof, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long fn = index;
        long sn = size - 1;
        Hash r = leaf;
        for (Hash p : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = MerkleTree.node(p, r);
                if ((fn & 1) == 0) {
                    while ((fn & 1) == 0 && fn != 0) {
                        fn >>= 1;
                        sn >>= 1;
                    }
                }
            } else {
                r = MerkleTree.node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && r.equals(root);
    }

    /** Whether a proof shows that the first tree is the beginning of the second (RFC 9162, 2.1.4.2). */
    public static boolean isConsistent(long first, Hash firstRoot, long second, Hash secondRoot, List<Hash> proof) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == second) {
            return proof.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (first == 0) {
            return proof.isEmpty() && firstRoot.equals(MerkleTree.EMPTY);
        }
        List<Hash> path = new ArrayList<>();
        if (Long.bitCount(first) == 1) {
            path.add(firstRoot);
        }
        path.addAll(proof);
        if (path.isEmpty()) {
            return false;
        }
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        Hash fr = path.get(0);
        Hash sr = path.get(0);
        for (Hash c : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = MerkleTree.node(c, fr);
                sr = MerkleTree.node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = MerkleTree.node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.equals(firstRoot) && sr.equals(secondRoot);
    }
}
