package io.countersign.evidence.tree;

import java.util.List;

/** The definition of RFC 6962, 2.1, written down as it stands there. */
public final class NaiveTree {

    private NaiveTree() {}

    /** The root of the leaves with these hashes. */
    public static Hash root(List<Hash> leaves) {
        int n = leaves.size();
        if (n == 0) {
            return MerkleTree.EMPTY;
        }
        if (n == 1) {
            return leaves.get(0);
        }
        int k = 1;
        while (2 * k < n) {
            k *= 2;
        }
        return MerkleTree.node(root(leaves.subList(0, k)), root(leaves.subList(k, n)));
    }

    /** The complete subtrees of leaves. */
    public static HashReader reader(List<Hash> leaves) {
        return (level, index) -> {
            int first = Math.toIntExact(index << level);
            return root(leaves.subList(first, first + (1 << level)));
        };
    }
}
