package io.countersign.evidence.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Whether lines have the CRC-32 that they say they have. Used by one thread at a time. */
final class LineCrc {

    private static final byte[] START = LineWriter.START.getBytes(StandardCharsets.US_ASCII);

    private final CRC32 crc = new CRC32();

    /** Whether the line between two places has. */
    boolean isRight(byte[] bytes, int lineFrom, int lineTo) {
        int checked = lineFrom + LineWriter.CHECKED_FROM;
        if (lineTo <= checked || !Arrays.equals(bytes, lineFrom, lineFrom + START.length, START, 0, START.length)) {
            return false;
        }
        crc.reset();
        crc.update(bytes, checked, lineTo - checked);
        long said = LowerHex.value(bytes, lineFrom + START.length, checked - 2);
        return said == crc.getValue() && bytes[checked - 2] == '"' && bytes[checked - 1] == ',';
    }
}
