package io.countersign.evidence.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at bytes eight at a time. Where it looks for some, it marks the highest bit of each that is looked for, and maybe
 * of others above the first of them: the lowest mark is always right.
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

    /** Eight bytes, the first of them the lowest. */
    static long get(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /**
     * The first byte, from one on, that does not stand for itself in a text of JSON or is not ASCII. There is one, and
     * seven bytes behind it.
     */
    static int endOfPlain(byte[] bytes, int from) {
        int i = from;
        while (true) {
            long eight = (long) LONGS.get(bytes, i);
            // What is not ASCII is looked for too, so that the tests need not tell it from what they find.
            long marks = ((eight - SPACES) | ((eight ^ QUOTES) - ONES) | ((eight ^ BACKSLASHES) - ONES) | eight) & HIGH;
            if (marks != 0) {
                return i + first(marks);
            }
            i += Long.BYTES;
        }
    }

    /** The first line feed from one place to before another; that other if there is none. */
    public static int lineFeed(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 4 * Long.BYTES <= to) {
            long one = lineFeeds(bytes, i);
            long two = lineFeeds(bytes, i + Long.BYTES);
            long three = lineFeeds(bytes, i + 2 * Long.BYTES);
            long four = lineFeeds(bytes, i + 3 * Long.BYTES);
            if ((one | two | three | four) != 0) {
                break;
            }
            i += 4 * Long.BYTES;
        }
        while (i + Long.BYTES <= to) {
            long marks = lineFeeds(bytes, i);
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

    /**
     * The first eight of some bytes, zeros behind them where there are fewer: of names in ASCII, an unsigned number that
     * sorts as they do. Seven bytes behind them can be read.
     */
    static long start(byte[] bytes, int from, int to) {
        if (to <= from) {
            return 0;
        }
        long eight = Long.reverseBytes((long) LONGS.get(bytes, from));
        return to - from >= Long.BYTES ? eight : eight & (-1L << (Byte.SIZE * (Long.BYTES - (to - from))));
    }

    /** The last line feed from one place to before another; -1 if there is none. */
    public static int lastLineFeed(byte[] bytes, int from, int to) {
        int i = to - 1;
        while (i >= from && bytes[i] != '\n') {
            i--;
        }
        return i < from ? -1 : i;
    }

    private static long lineFeeds(byte[] bytes, int at) {
        long eight = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
        return (eight - ONES) & ~eight & HIGH;
    }

    private static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }
}
