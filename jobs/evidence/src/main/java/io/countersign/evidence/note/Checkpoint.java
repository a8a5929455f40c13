package io.countersign.evidence.note;

import io.countersign.evidence.tree.Hash;
import java.util.Base64;
import java.util.Objects;

/**
 * The head of a log's tree (c2sp.org/tlog-checkpoint), the text of a signed note.
 *
 * @param origin the log's name
 * @param size how many leaves it has
 * @param root of the tree of them
 */
public record Checkpoint(String origin, long size, Hash root) {

    public Checkpoint {
        Objects.requireNonNull(origin, "origin");
        if (size < 0) {
            throw new IllegalArgumentException("size " + size);
        }
        Objects.requireNonNull(root, "root");
    }

    /** The text of the note. */
    public String toText() {
        return origin + "\n" + size + "\n" + root.toBase64() + "\n";
    }

    /**
     * Reads the text of a note. Lines behind the third say more, and nothing that is needed.
     *
     * @throws InvalidNoteException if it is no checkpoint
     */
    public static Checkpoint parse(String text) throws InvalidNoteException {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty()) {
            throw new InvalidNoteException("has " + (lines.length - 1) + " lines, expected origin, size and root");
        }
        try {
            long size = Long.parseLong(lines[1]);
            byte[] root = Base64.getDecoder().decode(lines[2]);
            Checkpoint checkpoint = new Checkpoint(lines[0], size, Hash.of(root));
            if (Long.toString(size).equals(lines[1])
                    && checkpoint.root.toBase64().equals(lines[2])) {
                return checkpoint;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidNoteException("has no size and root in its second and third line: " + e.getMessage());
        }
        throw new InvalidNoteException("has a size or root in another spelling than the one there is");
    }
}
