package io.countersign.evidence.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for bytes eight at a time. Each test marks the highest bit of every byte that is looked for, and maybe of others
 * above the first of them: the lowest mark is always right.
 */
public final class EightBytes {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = ONES << 7;
    private static final long SPACES = ' ' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long LINE_FEEDS = '\n' * ONES;

    private EightBytes() {}

    /**
     * The first byte, from one on, that does not stand for itself in a text of JSON or is not ASCII. There is one, and
     * seven bytes behind it.
     */
    static int endOfPlain(byte[] bytes, int from) {
        int i = from;
        while (true) {
            long eight = (long) LONGS.get(bytes, i);
            long marks = ((eight - SPACES) & ~eight) | zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | eight;
            if ((marks & HIGH) != 0) {
                return i + first(marks & HIGH);
            }
            i += Long.BYTES;
        }
    }

    /** The first line feed from one place to before another; that other if there is none. */
    public static int lineFeed(byte[] bytes, int from, int to) {
        int i = from;
        while (i + Long.BYTES <= to) {
            long marks = zeros((long) LONGS.get(bytes, i) ^ LINE_FEEDS) & HIGH;
            if (marks != 0) {
                return i + first(marks);
            }
            i += Long.BYTES;
        }
        while (i < to && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private static long zeros(long eight) {
        return (eight - ONES) & ~eight;
    }

    private static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }
}
