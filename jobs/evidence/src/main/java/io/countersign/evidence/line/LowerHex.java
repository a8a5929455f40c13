package io.countersign.evidence.line;

import java.util.Arrays;

/** Lower-case hex digits among bytes. */
final class LowerHex {

    /** What a digit stands for; -1 for any other byte. */
    private static final byte[] NIBBLES = new byte[256];

    static {
        Arrays.fill(NIBBLES, (byte) -1);
        for (int i = 0; i < 16; i++) {
            NIBBLES[Character.forDigit(i, 16)] = (byte) i;
        }
    }

    private LowerHex() {}

    /** Whether all bytes from one place to before another are digits. */
    static boolean isHex(byte[] bytes, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= NIBBLES[bytes[i] & 0xff];
        }
        return all >= 0;
    }

    /** What at most 15 digits stand for; -1 if they are none. */
    static long value(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = (value << 4) | NIBBLES[bytes[i] & 0xff];
        }
        return value < 0 ? -1 : value;
    }
}
