package io.countersign.evidence.note;

import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import io.countersign.evidence.tree.Proofs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Proof that an entry is in a log, which needs nothing else to be checked but the log's key (c2sp.org/tlog-proof).
 *
 * @param extra what the proof does not vouch for, in whatever form; empty if there is nothing
 * @param index of the entry in the log
 * @param hashes the inclusion proof
 * @param note the log's checkpoint
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; copied in and not changed.
public record TlogProof(byte[] extra, long index, List<Hash> hashes, SignedNote note) {

    private static final String FIRST = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    public TlogProof {
        extra = extra.clone();
        hashes = List.copyOf(hashes);
        Objects.requireNonNull(note, "note");
        if (index < 0) {
            throw new IllegalArgumentException("index " + index);
        }
    }

    /** The text form. */
    public byte[] toBytes() {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        if (extra.length > 0) {
            text.append(EXTRA).append(Base64.getEncoder().encodeToString(extra)).append('\n');
        }
        text.append(INDEX).append(index).append('\n');
        hashes.forEach(hash -> text.append(hash.toBase64()).append('\n'));
        return text.append('\n')
                .append(new String(note.toBytes(), StandardCharsets.UTF_8))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the text form.
     *
     * @throws InvalidNoteException if the bytes are no proof
     */
    public static TlogProof parse(byte[] bytes) throws InvalidNoteException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int split = text.indexOf("\n\n");
        String[] lines = split < 0 ? new String[0] : text.substring(0, split).split("\n", -1);
        int at = lines.length > 1 && lines[1].startsWith(EXTRA) ? 2 : 1;
        if (lines.length <= at || !lines[0].equals(FIRST) || !lines[at].startsWith(INDEX)) {
            throw new InvalidNoteException("does not start with the lines '" + FIRST + "' and 'index <number>'");
        }
        try {
            byte[] extra = at == 2 ? Base64.getDecoder().decode(lines[1].substring(EXTRA.length())) : new byte[0];
            long index = Long.parseLong(lines[at].substring(INDEX.length()));
            List<Hash> hashes = new ArrayList<>();
            for (String line : List.of(lines).subList(at + 1, lines.length)) {
                hashes.add(Hash.of(Base64.getDecoder().decode(line)));
            }
            SignedNote note = SignedNote.parse(text.substring(split + 2).getBytes(StandardCharsets.UTF_8));
            TlogProof proof = new TlogProof(extra, index, hashes, note);
            if (Arrays.equals(proof.toBytes(), bytes)) {
                return proof;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidNoteException("has an index or a hash that is none: " + e.getMessage());
        }
        throw new InvalidNoteException("has something in another spelling than the one there is");
    }

    /**
     * Checks that an entry is what a key vouches for.
     *
     * @return the checkpoint
     * @throws InvalidNoteException with what is not so
     */
    public Checkpoint check(byte[] entry, VerifierKey... keys) throws InvalidNoteException {
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        boolean isSigned = false;
        for (VerifierKey key : keys) {
            isSigned |= key.name().equals(checkpoint.origin()) && note.isSignedBy(key);
        }
        if (!isSigned) {
            throw new InvalidNoteException("has a checkpoint of log '" + checkpoint.origin()
                    + "' that no given key has signed (CHECKPOINT_SIGNATURE)");
        }
        return included(entry);
    }

    /**
     * Checks that an entry is in the log of the checkpoint, whoever signed that.
     *
     * @return the checkpoint
     * @throws InvalidNoteException if it is not shown
     */
    public Checkpoint included(byte[] entry) throws InvalidNoteException {
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        Hash leaf = MerkleTree.leaf(entry);
        if (!Proofs.isIncluded(leaf, index, checkpoint.size(), hashes, checkpoint.root())) {
            throw new InvalidNoteException("has hashes that do not lead from entry " + index + " to the root of the"
                    + " checkpoint of size " + checkpoint.size() + " (LOG_ROOT_MISMATCH)");
        }
        return checkpoint;
    }
}
