package io.countersign.evidence.log;

import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** A line of evidence and where it is. It is what it is only until the next one is read. */
public final class EvidenceLine {

    private final LineScanner scanner = new LineScanner();
    private final Leaf.Manifest manifest;
    private final long leafIndex;
    private byte[] bytes = new byte[0];
    private int from;
    private int to;
    private long number;

    EvidenceLine(Leaf.Manifest manifest, long leafIndex) {
        this.manifest = manifest;
        this.leafIndex = leafIndex;
    }

    void set(byte[] content, int lineFrom, int lineTo, long lineNumber) {
        bytes = content;
        from = lineFrom;
        to = lineTo;
        number = lineNumber;
    }

    /** What it says. */
    public LineScanner scanner() {
        return scanner;
    }

    /** A copy of its bytes, without the line feed. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /**
     * The canonical JSON of its record, wherever that is.
     *
     * @throws IOException if it is apart from the line and not there, or not what the line says
     */
    public byte[] record(Storage storage) throws IOException {
        byte[] inLine = scanner.record();
        if (inLine != null) {
            return inLine;
        }
        String sha256 = Objects.requireNonNull(scanner.recordSha256(), "a line has a record, or names it");
        byte[] apart = storage.read(RawKey.of(sha256));
        if (!Hash.sha256(apart).toHex().equals(sha256)) {
            throw new IOException(RawKey.of(sha256) + " is not what its name says");
        }
        return apart;
    }

    /** What the log says of the segment that it is in. */
    public Leaf.Manifest manifest() {
        return manifest;
    }

    /** Which leaf of the log that is, from 0. */
    public long leafIndex() {
        return leafIndex;
    }

    /** Which line of the segment's file it is, from 1; its leaf in the segment's tree is the one before, from 0. */
    public long number() {
        return number;
    }
}
