package io.countersign.evidence.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that nearly every line has, as names of topics and controls, made once and not once a line. Keeps a bounded number
 * of them. Used by one thread at a time.
 */
final class RecurringTexts {

    private static final int BITS = 8;
    private static final int MOST_BYTES = 256;

    /** A text, and its bytes. */
    private static final class Kept {
        final byte[] bytes;
        final String text;

        Kept(byte[] bytes) {
            this.bytes = bytes;
            text = new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final @Nullable Kept[] kept = new Kept[1 << BITS];

    /** The text of some bytes of UTF-8, behind which seven more can be read. */
    String get(byte[] line, int from, int to) {
        int slot = slot(line, from, to);
        Kept there = kept[slot];
        if (there != null && Arrays.equals(line, from, to, there.bytes, 0, there.bytes.length)) {
            return there.text;
        }
        Kept made = new Kept(Arrays.copyOfRange(line, from, to));
        if (to - from <= MOST_BYTES) {
            kept[slot] = made;
        }
        return made.text;
    }

    private static int slot(byte[] line, int from, int to) {
        long mixed = EightBytes.start(line, from, to) + (to - from);
        if (to - from >= Long.BYTES) {
            mixed = mixed * 31 + EightBytes.get(line, to - Long.BYTES);
        }
        return (int) ((mixed * 0x9e37_79b9_7f4a_7c15L) >>> (Long.SIZE - BITS));
    }
}
