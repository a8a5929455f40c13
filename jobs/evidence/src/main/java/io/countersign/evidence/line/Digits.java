package io.countersign.evidence.line;

/** Numbers among bytes. */
final class Digits {

    private static final int MOST = 18;

    private Digits() {}

    /** The number that the digits from one place to before another spell; -1 if they are none, or more than 18. */
    static long value(byte[] bytes, int from, int to) {
        if (to <= from || to - from > MOST) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }
}
