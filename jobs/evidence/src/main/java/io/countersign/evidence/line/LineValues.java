package io.countersign.evidence.line;

/**
 * Where the values of a line are, in their order: its texts, without their quotes, and its integers, literals, arrays and
 * empty objects. All other bytes are its shape. Its members are open to its package, for each value of each line passes
 * through here.
 */
final class LineValues {

    /** More values than any record of a contract has. */
    static final int MOST = 512;

    final int[] from = new int[MOST];
    final int[] to = new int[MOST];

    /** How deep in objects each is. */
    final int[] depth = new int[MOST];

    int count;

    /** Adds a value, unless there are too many to keep. */
    void add(int valueFrom, int valueTo, int valueDepth) {
        if (count < MOST) {
            from[count] = valueFrom;
            to[count] = valueTo;
            depth[count] = valueDepth;
            count++;
        }
    }
}
