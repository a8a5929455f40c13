package io.countersign.evidence.tree;

import java.util.ArrayList;
import java.util.List;

/** The hashes of a tree that is small enough to be in memory, as that of a segment's lines. */
public final class LeafHashes implements HashReader {

    /** The complete subtrees of each level. */
    private final List<List<Hash>> levels = new ArrayList<>();

    /** Of leaves with these hashes. */
    public LeafHashes(List<Hash> leaves) {
        List<Hash> level = List.copyOf(leaves);
        while (!level.isEmpty()) {
            levels.add(level);
            List<Hash> above = new ArrayList<>(level.size() / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(MerkleTree.node(level.get(i), level.get(i + 1)));
            }
            level = above;
        }
    }

    @Override
    public Hash read(int level, long index) {
        return levels.get(level).get(Math.toIntExact(index));
    }
}
