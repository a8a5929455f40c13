package io.countersign.evidence.log;

import io.countersign.evidence.tree.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The segments of one lane that the log has: where each begins, and the beginning of its root. */
final class LaneIndex {

    private long[] firstSeqs = new long[16];
    private long[] roots = new long[16];
    private int count;
    private long lastSeq = -1;
    private @Nullable Hash head;

    /** Adds the segment that follows. */
    void add(long firstSeq, long last, Hash root, Hash manifest) {
        if (count == firstSeqs.length) {
            firstSeqs = Arrays.copyOf(firstSeqs, 2 * count);
            roots = Arrays.copyOf(roots, 2 * count);
        }
        firstSeqs[count] = firstSeq;
        roots[count++] = startOf(root);
        lastSeq = last;
        head = manifest;
    }

    /** Whether the log has a segment with the same lines at the same place. */
    boolean has(long firstSeq, long last, Hash root) {
        int at = Arrays.binarySearch(firstSeqs, 0, count, firstSeq);
        if (at < 0 || roots[at] != startOf(root)) {
            return false;
        }
        return last == (at + 1 < count ? firstSeqs[at + 1] - 1 : lastSeq);
    }

    private static long startOf(Hash root) {
        return Long.parseUnsignedLong(root.toHex(), 0, 16, 16);
    }

    long nextSeq() {
        return lastSeq + 1;
    }

    @Nullable
    Hash head() {
        return head;
    }
}
