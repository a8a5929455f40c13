package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a message, which end with a line feed, or a carriage return and a line feed. */
final class TextLines {

    private final byte[] bytes;
    private int start;
    private int end;
    private int next;

    TextLines(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Passes to the next line that is not blank; false if there is none. */
    boolean next() {
        do {
            if (next >= bytes.length) {
                return false;
            }
            start = next;
            end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            next = end + 1;
            if (end > start && bytes[end - 1] == '\r') {
                end--;
            }
        } while (isBlank());
        return true;
    }

    private boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Where the line starts. */
    int start() {
        return start;
    }

    /** Where the line ends, before its line break. */
    int end() {
        return end;
    }

    /** The line, without its line break; null if it is not UTF-8. */
    @Nullable
    String text() {
        return decode(bytes, start, end);
    }

    /** Whether the line is continued by others that start with this. */
    boolean startsWith(char c) {
        return start < end && bytes[start] == c;
    }

    /** Bytes as text; null if they are not UTF-8, overlong forms and surrogates included. */
    static @Nullable String decode(byte[] bytes, int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether an event is larger than any may be, which is reported then. */
    static boolean refuseTooLarge(int start, int end, TextFormat.Sink sink) {
        boolean tooLarge = end - start > StrictJson.MAX_RECORD_BYTES;
        if (tooLarge) {
            sink.unreadable(
                    QuarantineReason.TOO_LARGE,
                    (end - start) + " bytes given, at most " + StrictJson.MAX_RECORD_BYTES + " expected of an event",
                    start,
                    end);
        }
        return tooLarge;
    }

    /** Reports bytes that are not UTF-8. */
    static void refuseNotUtf8(int start, int end, TextFormat.Sink sink) {
        sink.unreadable(QuarantineReason.NOT_UTF8, "bytes that are not UTF-8, expected UTF-8", start, end);
    }
}
