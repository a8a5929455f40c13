package io.countersign.evidence.log;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Puts lines of one lane into a file. Used by one thread, once. */
public final class SegmentBuilder {

    /** A segment that has as many bytes, uncompressed, takes no more lines. */
    public static final long MAX_CONTENT_BYTES = 64L * 1024 * 1024;

    /** A segment that has as many lines takes no more. */
    public static final int MAX_LINES = 50_000;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final int epoch;
    private final int lane;
    private final long firstSeq;
    private final ByteArrayOutputStream object = new ByteArrayOutputStream(BUFFER_BYTES);
    private final GZIPOutputStream gzip;
    private final MessageDigest content = Hash.newDigest();
    private final MerkleTree lines = new MerkleTree();
    private final Map<String, Long> counts = new TreeMap<>();
    private long contentBytes;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    /** A segment that starts at a place of a lane. */
    public SegmentBuilder(int epoch, int lane, long firstSeq) {
        this.epoch = epoch;
        this.lane = lane;
        this.firstSeq = firstSeq;
        try {
            gzip = new Fast(object);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** A segment, and the bytes of its file. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes leave unchanged.
    public record Built(Segment segment, byte[] object) {

        /** The key under which the file waits for the log to take it. */
        public String stagingKey() {
            return SegmentKey.staged(segment.objectSha256().toHex());
        }
    }

    /** Adds the line of the next place, without its line feed. */
    public void add(byte[] line, EvidenceType type, long timeMillis) {
        try {
            gzip.write(line);
            gzip.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        content.update(line);
        content.update((byte) '\n');
        lines.addData(line, 0, line.length);
        counts.merge(type.wireName(), 1L, Long::sum);
        contentBytes += line.length + 1L;
        firstMillis = Math.min(firstMillis, timeMillis);
        lastMillis = Math.max(lastMillis, timeMillis);
    }

    /** The place of the next line in the lane. */
    public long nextSeq() {
        return firstSeq + lines.size();
    }

    /** Whether it takes no more lines. */
    public boolean isFull() {
        return lines.size() >= MAX_LINES || contentBytes >= MAX_CONTENT_BYTES;
    }

    /** Ends it; it has at least one line. */
    public Built build(Segment.Origin origin) {
        try {
            gzip.close();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        byte[] bytes = object.toByteArray();
        Hash root = lines.root();
        long lastSeq = nextSeq() - 1;
        return new Built(
                new Segment(
                        epoch,
                        lane,
                        firstSeq,
                        lastSeq,
                        SegmentKey.of(lane, firstSeq, lastSeq, root, firstMillis),
                        Hash.sha256(bytes),
                        Hash.finish(content),
                        contentBytes,
                        root,
                        firstMillis,
                        lastMillis,
                        counts,
                        origin),
                bytes);
    }
}
