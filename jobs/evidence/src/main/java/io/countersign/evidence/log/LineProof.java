package io.countersign.evidence.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.evidence.line.LineFormatException;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.TlogProof;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.LeafHashes;
import io.countersign.evidence.tree.MerkleTree;
import io.countersign.evidence.tree.Proofs;
import io.countersign.evidence.tree.Tiles;
import io.countersign.schemas.codec.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Proof that a line is in a log: from the line to the segment's root, in the manifest, to the log's root, in a
 * checkpoint.
 * It is a tlog-proof of the manifest; the part that leads to the manifest is its {@code extra}.
 *
 * @param line its bytes without the line feed
 * @param index which leaf of the segment's tree it is
 * @param hashes the inclusion proof of the line in the segment
 * @param manifest the bytes of the log's entry about the segment
 * @param log proof that the manifest is in the log
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes leave unchanged.
public record LineProof(byte[] line, long index, List<Hash> hashes, byte[] manifest, TlogProof log) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int VERSION = 1;

    /** What a proof is found to show. */
    public record Shown(Checkpoint checkpoint, Leaf.Manifest manifest, String recordSha256) {}

    /** Proves a line that was found. */
    public static LineProof of(Storage storage, EvidenceReader reader, FoundLine found) throws IOException {
        List<Hash> lines = new ArrayList<>();
        reader.lines(found.manifest(), found.leafIndex(), line -> lines.add(MerkleTree.leaf(line.toBytes())));
        List<Hash> hashes = Proofs.inclusion(new LeafHashes(lines), found.index(), lines.size());
        byte[] manifest = LeafCodec.write(found.manifest());
        long size = reader.checkpoint().size();
        List<Hash> path = Proofs.inclusion(new Tiles(storage::read, size), found.leafIndex(), size);
        long count = lines.size();
        byte[] extra = extra(found.line(), found.index(), count, hashes, manifest);
        return new LineProof(
                found.line(),
                found.index(),
                hashes,
                manifest,
                new TlogProof(extra, found.leafIndex(), path, reader.note()));
    }

    private static byte[] extra(byte[] line, long index, long count, List<Hash> hashes, byte[] manifest) {
        Base64.Encoder base64 = Base64.getEncoder();
        return JsonWriter.forEvidence()
                .object(json -> json.member("index", index)
                        .member("line", base64.encodeToString(line))
                        .member("manifest", base64.encodeToString(manifest))
                        .strings("proof", hashes.stream().map(Hash::toBase64).toList())
                        .member("size", count)
                        .member("v", VERSION))
                .toBytes();
    }

    /** The text form. */
    public byte[] toBytes() {
        return log.toBytes();
    }

    /**
     * Reads the text form.
     *
     * @throws InvalidNoteException if the bytes are no proof of a line
     */
    public static LineProof parse(byte[] bytes) throws InvalidNoteException {
        TlogProof log = TlogProof.parse(bytes);
        try {
            JsonNode extra = JSON.readTree(log.extra());
            Base64.Decoder base64 = Base64.getDecoder();
            byte[] line = base64.decode(extra.path("line").asText());
            byte[] manifest = base64.decode(extra.path("manifest").asText());
            long index = Long.parseLong(extra.path("index").asText());
            List<Hash> hashes = new ArrayList<>();
            for (JsonNode hash : extra.path("proof")) {
                hashes.add(Hash.of(base64.decode(hash.asText())));
            }
            long size = Long.parseLong(extra.path("size").asText());
            if (Arrays.equals(extra(line, index, size, hashes, manifest), log.extra())
                    && leaf(manifest).segment().count() == size) {
                return new LineProof(line, index, hashes, manifest, log);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidNoteException("has an extra that is no proof of a line: " + e.getMessage());
        }
        throw new InvalidNoteException("has an extra that is no canonical proof of a line");
    }

    /**
     * Checks it, with nothing at hand but keys.
     *
     * @throws InvalidNoteException with what is not so
     */
    public Shown check(VerifierKey... keys) throws InvalidNoteException {
        log.check(manifest, keys);
        return included();
    }

    /**
     * Checks that the line is in the log of the checkpoint, whoever signed that.
     *
     * @throws InvalidNoteException with what is not so
     */
    public Shown included() throws InvalidNoteException {
        Checkpoint checkpoint = log.included(manifest);
        Leaf.Manifest leaf = leaf(manifest);
        Segment segment = leaf.segment();
        if (!leaf.log().equals(checkpoint.origin())) {
            throw new InvalidNoteException("has a manifest of another log, '" + leaf.log() + "'");
        }
        if (!Proofs.isIncluded(MerkleTree.leaf(line), index, segment.count(), hashes, segment.root())) {
            throw new InvalidNoteException("has hashes that do not lead from the line to the root of its segment"
                    + " (SEGMENT_ROOT_MISMATCH)");
        }
        LineScanner scanner = scan();
        if (scanner.seq() != segment.firstSeq() + index || scanner.epoch() != segment.epoch()) {
            throw new InvalidNoteException("has a line of another place or epoch than its segment");
        }
        String apart = scanner.recordSha256();
        return new Shown(checkpoint, leaf, apart == null ? "" : apart);
    }

    private static Leaf.Manifest leaf(byte[] manifest) throws InvalidNoteException {
        try {
            if (LeafCodec.read(manifest) instanceof Leaf.Manifest leaf) {
                return leaf;
            }
        } catch (InvalidLeafException e) {
            throw new InvalidNoteException("has a manifest that " + e.getMessage());
        }
        throw new InvalidNoteException("has a leaf that is no manifest");
    }

    private LineScanner scan() throws InvalidNoteException {
        byte[] bytes = Arrays.copyOf(line, line.length + 1 + LineScanner.ROOM);
        bytes[line.length] = '\n';
        LineScanner scanner = new LineScanner();
        try {
            scanner.scan(bytes, 0, line.length);
        } catch (LineFormatException e) {
            throw new InvalidNoteException("has a line that " + e.getMessage());
        }
        if (!scanner.isUndamaged(bytes, 0, line.length)) {
            throw new InvalidNoteException("has a line with a wrong CRC-32");
        }
        return scanner;
    }
}
