package io.countersign.evidence.tree;

import java.io.IOException;

/** Where the hashes of a tree's complete subtrees are. */
public interface HashReader {

    /**
     * The root of a complete subtree.
     *
     * @param level 0 for leaves, n for subtrees of 2^n of them
     * @param index which of its level, from the left
     */
    Hash read(int level, long index) throws IOException;
}
