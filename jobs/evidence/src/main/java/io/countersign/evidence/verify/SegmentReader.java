package io.countersign.evidence.verify;

import io.countersign.evidence.line.EightBytes;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.log.SegmentBuilder;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of segments in one pass and in memory that does not grow: their gzip form to the letter, their lines where
 * they lie, and all hashes that a manifest has of them. Used by one thread at a time, for one file after the other.
 */
public final class SegmentReader {

    /** What Java writes; the last byte, the system, is 0 up to Java 15 and 255 from then on. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0};

    private static final int HEADER_BYTES = HEADER.length + 1;
    private static final int TRAILER_BYTES = 8;
    private static final int READ_BYTES = 64 * 1024;

    /** So many bytes are looked at while the processor still has them at hand. */
    private static final int CHUNK_BYTES = 128 * 1024;

    /** The byte before a line is overwritten, so that the first one needs one too. */
    private static final int FIRST = 1;

    private static final int ROOM = 1 + LineScanner.ROOM;

    /** More than a segment that ends with the longest line can have. */
    private static final long MAX_BYTES = SegmentBuilder.MAX_CONTENT_BYTES + 2L * LineWriter.MAX_BYTES;

    /** Told of each line in turn. */
    public interface Lines {
        /**
         * The line from a place on, which a line feed before another place ends; behind that there are
         * {@link LineScanner#ROOM} bytes. The bytes are valid during the call only, and are left as they are.
         *
         * @return the line feed
         */
        int line(byte[] bytes, int from, int limit) throws IOException;
    }

    /**
     * What a file holds.
     *
     * @param object SHA-256 of the file, as far as it was read
     * @param content SHA-256 of what is in it
     * @param bytes how many that are
     * @param lines how many lines
     * @param root of the tree of the lines
     * @param fault what is wrong with its form; null if nothing is. Where there is one, the rest was not read, and the
     *     other members are about what comes before it
     */
    public record Content(
            Hash object,
            Hash content,
            long bytes,
            long lines,
            Hash root,
            @Nullable Fault fault) {}

    /**
     * What is wrong with the form of a file.
     *
     * @param line at or behind which it is, from 1
     * @param sentence the end of a sentence about the file
     */
    public record Fault(long line, String sentence) {}

    private final byte[] in = new byte[READ_BYTES];
    private final byte[] out = new byte[FIRST + LineWriter.MAX_BYTES + 1 + CHUNK_BYTES + ROOM];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final MessageDigest object = Hash.newDigest();
    private final MessageDigest content = Hash.newDigest();

    private MerkleTree tree = new MerkleTree();
    private int read;
    private int taken;
    private long bytes;
    private int lineFrom;
    private int end;

    /** A reader that has read nothing. */
    public SegmentReader() {}

    private static final class FaultException extends Exception {
        private static final long serialVersionUID = 1L;

        FaultException(String sentence) {
            super(sentence);
        }
    }

    /** Reads a file to its end, or to the first thing that is wrong with its form. */
    public Content read(InputStream file, Lines lines) throws IOException {
        reset();
        String fault = null;
        try {
            header(file);
            body(file, lines);
            trailer(file);
        } catch (FaultException e) {
            fault = e.getMessage();
        } catch (DataFormatException e) {
            fault = "is damaged: it cannot be decompressed after " + bytes + " bytes";
        }
        return new Content(
                Hash.finish(object),
                Hash.finish(content),
                bytes,
                tree.size(),
                tree.root(),
                fault == null ? null : new Fault(Math.max(1, tree.size()), fault));
    }

    private void reset() {
        inflater.reset();
        crc.reset();
        object.reset();
        content.reset();
        tree = new MerkleTree();
        read = 0;
        taken = 0;
        bytes = 0;
        lineFrom = FIRST;
        end = FIRST;
    }

    /** Whether there are more bytes, which are then in {@link #in}. */
    private boolean fill(InputStream file) throws IOException {
        if (taken < read) {
            return true;
        }
        taken = 0;
        read = Math.max(0, file.read(in, 0, in.length));
        object.update(in, 0, read);
        return read > 0;
    }

    private int next(InputStream file) throws IOException, FaultException {
        if (!fill(file)) {
            throw new FaultException("is cut off: it ends in the middle of its gzip form");
        }
        return in[taken++] & 0xff;
    }

    private void header(InputStream file) throws IOException, FaultException {
        for (int i = 0; i < HEADER_BYTES; i++) {
            int given = next(file);
            boolean expected = i < HEADER.length ? given == (HEADER[i] & 0xff) : given == 0 || given == 0xff;
            if (!expected) {
                throw new FaultException("has the gzip header byte " + given + " at " + i
                        + ", expected a gzip file without a name, a time or extras");
            }
        }
    }

    private void body(InputStream file, Lines lines) throws IOException, FaultException, DataFormatException {
        while (!inflater.finished()) {
            if (inflater.needsInput()) {
                if (!fill(file)) {
                    throw new FaultException("is cut off: it ends in the middle of its gzip form");
                }
                inflater.setInput(in, taken, read - taken);
                taken = read;
            }
            if (inflater.needsDictionary()) {
                throw new FaultException("is damaged: it asks for a dictionary");
            }
            int got = inflater.inflate(out, end, CHUNK_BYTES);
            if (got > 0) {
                chunk(got, lines);
            }
        }
        taken = read - inflater.getRemaining();
        if (end > lineFrom) {
            out[end] = '\n';
            line(end + 1, lines);
            throw new FaultException("has a last line that no line feed ends");
        }
    }

    private void chunk(int got, Lines lines) throws IOException, FaultException {
        crc.update(out, end, got);
        content.update(out, end, got);
        bytes += got;
        int limit = 1 + EightBytes.lastLineFeed(out, end, end + got);
        end += got;
        while (lineFrom < limit) {
            line(limit, lines);
        }
        if (end - lineFrom > LineWriter.MAX_BYTES) {
            throw new FaultException("has a line of more than " + LineWriter.MAX_BYTES + " bytes");
        }
        if (bytes > MAX_BYTES) {
            throw new FaultException("has more than the " + MAX_BYTES + " bytes that a segment can have");
        }
        System.arraycopy(out, lineFrom, out, FIRST, end - lineFrom);
        end -= lineFrom - FIRST;
        lineFrom = FIRST;
    }

    private void line(int limit, Lines lines) throws IOException, FaultException {
        int to = lines.line(out, lineFrom, limit);
        if (to - lineFrom > LineWriter.MAX_BYTES) {
            throw new FaultException("has a line of more than " + LineWriter.MAX_BYTES + " bytes");
        }
        tree.addDataInPlace(out, lineFrom, to);
        lineFrom = to + 1;
    }

    /** CRC-32 and length of what was compressed, least byte first, and nothing more. */
    private void trailer(InputStream file) throws IOException, FaultException {
        long given = 0;
        for (int i = 0; i < TRAILER_BYTES; i++) {
            given |= (long) next(file) << (8 * i);
        }
        long expected = crc.getValue() | (bytes & 0xffff_ffffL) << 32;
        if (given != expected) {
            throw new FaultException(
                    "is damaged: what it holds has another CRC-32 or length than its gzip trailer says");
        }
        if (fill(file)) {
            throw new FaultException("has bytes behind its one gzip member");
        }
    }
}
