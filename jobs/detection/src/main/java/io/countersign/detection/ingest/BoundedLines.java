package io.countersign.detection.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a stream as bytes, split at LF. A longer line than the limit is cut just beyond it, not held whole. */
final class BoundedLines {

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int available;

    BoundedLines(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** The next line without its LF; null at the end. A last line needs no LF. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        boolean any = false;
        while (fill()) {
            any = true;
            int end = position;
            while (end < available && buffer[end] != '\n') {
                end++;
            }
            int room = limit + 1 - line.size();
            line.write(buffer, position, Math.min(room, end - position));
            boolean complete = end < available;
            position = complete ? end + 1 : end;
            if (complete) {
                break;
            }
        }
        return any ? line.toByteArray() : null;
    }

    private boolean fill() throws IOException {
        if (position < available) {
            return true;
        }
        position = 0;
        available = in.read(buffer);
        return available > 0;
    }
}
