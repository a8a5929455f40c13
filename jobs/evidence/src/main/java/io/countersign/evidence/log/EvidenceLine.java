package io.countersign.evidence.log;

import io.countersign.evidence.line.LineScanner;
import java.util.Arrays;

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
