package io.countersign.evidence.log;

import io.countersign.evidence.line.LineFormatException;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a log holds, in the order of its leaves, as of one checkpoint. Nothing is handed over that is not what the
 * checkpoint is of: leaves are compared with its root, and each file with its leaf. Holds one segment at a time.
 */
public final class EvidenceReader {

    private static final long LONGEST_CONTENT = SegmentBuilder.MAX_CONTENT_BYTES + LineWriter.MAX_BYTES + 1L;

    /** Told of each line in turn. */
    @FunctionalInterface
    public interface Visitor {

        /** A line, which is no longer there when this returns. */
        void line(EvidenceLine line) throws IOException;

        /** Whether the lines of a segment are wanted; what is not is not read. */
        default boolean wants(Leaf.Manifest manifest) {
            return true;
        }
    }

    private final Storage storage;
    private final SignedNote note;
    private final Checkpoint checkpoint;

    private final TrustedKeys trusted;

    private EvidenceReader(Storage storage, SignedNote note, Checkpoint checkpoint, TrustedKeys trusted) {
        this.storage = storage;
        this.note = note;
        this.checkpoint = checkpoint;
        this.trusted = trusted;
    }

    /**
     * Opens the log of a store as of its newest checkpoint.
     *
     * @param keys which are trusted; without any, whoever signed the checkpoint is believed
     * @throws EvidenceLogException if there is no log, if its leaves are not those of the checkpoint, or if neither one
     *     of the keys nor one that they handed over to has signed it
     */
    public static EvidenceReader open(Storage storage, VerifierKey... keys) throws IOException {
        Checkpoints.@Nullable Newest newest = Checkpoints.newest(storage);
        if (newest == null) {
            throw new EvidenceLogException(
                    Code.DAMAGED, storage + " holds no log; give the directory that 'countersign evidence init' made");
        }
        TrustedKeys trusted = new TrustedKeys(List.of(keys));
        EvidenceReader reader = new EvidenceReader(storage, newest.note(), newest.checkpoint(), trusted);
        reader.leaves((index, bytes) -> trusted.take(leaf(index, bytes)));
        if (keys.length > 0 && !trusted.covers(reader.note, reader.checkpoint.origin())) {
            throw new EvidenceLogException(
                    Code.KEY,
                    "the newest checkpoint of " + storage + ", of log " + reader.checkpoint.origin()
                            + ", is signed by none of the keys given, nor by one that they handed over to");
        }
        return reader;
    }

    /** The log's head. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The same as it was signed. */
    public SignedNote note() {
        return note;
    }

    /** Whether one of the keys, or one that they handed over to, has signed another checkpoint of the log. */
    public boolean trusts(SignedNote other) {
        return trusted.covers(other, checkpoint.origin());
    }

    /** How many of some segments the log does not have. */
    public int missing(List<Segment> segments) throws IOException {
        LogState state = LogState.load(storage, checkpoint);
        return (int) segments.stream().filter(each -> !state.has(each)).count();
    }

    /**
     * Reads every leaf.
     *
     * @throws EvidenceLogException after the last one, if they are not those that the checkpoint is of
     */
    public void leaves(Entries.Reader each) throws IOException {
        MerkleTree tree = new MerkleTree();
        try {
            Entries.read(storage, checkpoint.size(), (index, bytes) -> {
                tree.add(MerkleTree.leaf(bytes));
                each.leaf(index, bytes);
            });
        } catch (NoSuchFileException e) {
            throw damaged(e.getMessage() + ", which leaves are in, is gone");
        }
        if (!tree.root().equals(checkpoint.root())) {
            throw damaged("the leaves are not those of the checkpoint of size " + checkpoint.size());
        }
    }

    /** Reads every line, or those of the segments that are wanted. */
    public void forEach(Visitor visitor) throws IOException {
        leaves((index, bytes) -> {
            if (leaf(index, bytes) instanceof Leaf.Manifest manifest && visitor.wants(manifest)) {
                lines(manifest, index, visitor);
            }
        });
    }

    private static Leaf leaf(long index, byte[] bytes) throws EvidenceLogException {
        try {
            return LeafCodec.read(bytes);
        } catch (InvalidLeafException e) {
            throw new EvidenceLogException(Code.DAMAGED, "leaf " + index + " " + e.getMessage());
        }
    }

    /** Reads the lines of one segment, which is the leaf of an index. */
    public void lines(Leaf.Manifest manifest, long leafIndex, Visitor visitor) throws IOException {
        Segment segment = manifest.segment();
        byte[] content = content(segment);
        int end = content.length - LineScanner.ROOM;
        EvidenceLine line = new EvidenceLine(manifest, leafIndex);
        long number = 0;
        for (int from = 0; from < end; ) {
            int to = from;
            while (content[to] != '\n') {
                to++;
            }
            line.set(content, from, to, ++number);
            try {
                line.scanner().scan(content, from, to);
            } catch (LineFormatException e) {
                throw damaged("line " + number + " of " + segment.path() + " " + e.getMessage());
            }
            if (number > segment.count() || line.scanner().seq() != segment.firstSeq() + number - 1) {
                throw damaged("line " + number + " of " + segment.path() + " is not the one of its place");
            }
            visitor.line(line);
            from = to + 1;
        }
        if (number != segment.count()) {
            throw damaged(segment.path() + " has " + number + " lines, expected " + segment.count());
        }
    }

    /** What a segment's file holds, its last byte a line feed, and room for a scanner. */
    private byte[] content(Segment segment) throws IOException {
        byte[] object;
        try {
            object = storage.read(segment.path());
        } catch (NoSuchFileException e) {
            throw damaged(segment.path() + " is gone");
        }
        long length = segment.contentBytes();
        if (!Hash.sha256(object).equals(segment.objectSha256()) || length < 1 || length > LONGEST_CONTENT) {
            throw damaged(segment.path() + " is not the file that the log names");
        }
        byte[] content = new byte[(int) length + LineScanner.ROOM];
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(object))) {
            int read = gzip.readNBytes(content, 0, (int) length);
            if (read != length || gzip.read() >= 0 || content[read - 1] != '\n') {
                throw damaged(segment.path() + " does not hold " + length + " bytes of lines");
            }
        }
        return content;
    }

    private EvidenceLogException damaged(String what) {
        return new EvidenceLogException(
                Code.DAMAGED, what + " (" + storage + "); 'countersign evidence verify' tells what else is wrong");
    }
}
