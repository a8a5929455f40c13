package io.countersign.evidence.verify;

import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.MerkleTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a store: which of them is the head of the log, whether they are signed, and whether they and those
 * that are known from elsewhere are of its leaves. Used by one thread, once.
 */
final class CheckpointCheck {

    private final Storage storage;
    private final StoreListing listing;
    private final Trust trust;
    private final KeyChain keys;
    private final Problems problems;
    private final @Nullable Checkpoint current;
    private final @Nullable Checkpoint newestStored;
    private final Checkpoint head;
    private final boolean isSigned;
    private final Map<Long, Hash> roots = new HashMap<>();
    private final List<Problem> inconsistent = new ArrayList<>();
    private int nextNote;
    private long lastConsistent;

    CheckpointCheck(Storage storage, StoreListing listing, Trust trust, KeyChain keys, Problems problems)
            throws IOException, UnreadableStoreException {
        this.storage = storage;
        this.listing = listing;
        this.trust = trust;
        this.keys = keys;
        this.problems = problems;
        if (!listing.hasCheckpoint() && listing.notes().isEmpty()) {
            throw new UnreadableStoreException(
                    storage + " holds no checkpoint; give the directory of a log, which 'checkpoint' is in");
        }
        current = listing.hasCheckpoint() ? sound(Checkpoints.CURRENT, null) : null;
        newestStored = newestStored();
        Checkpoint newest = newest(current, newestStored);
        isSigned = newest != null;
        head = newest == null ? claimed() : newest;
    }

    private static @Nullable Checkpoint newest(@Nullable Checkpoint one, @Nullable Checkpoint other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.size() > other.size() ? one : other;
    }

    private @Nullable Checkpoint newestStored() throws IOException {
        for (int i = listing.notes().size() - 1; i >= 0; i--) {
            long size = listing.notes().get(i);
            Checkpoint checkpoint = sound(Checkpoints.keyOf(size), size);
            if (checkpoint != null) {
                return checkpoint;
            }
        }
        return null;
    }

    /** Where no checkpoint is signed as it should be, the others are still compared with what one of them says. */
    private Checkpoint claimed() throws IOException {
        List<String> candidates = new ArrayList<>();
        if (listing.hasCheckpoint()) {
            candidates.add(Checkpoints.CURRENT);
        }
        for (int i = listing.notes().size() - 1; i >= 0; i--) {
            candidates.add(Checkpoints.keyOf(listing.notes().get(i)));
        }
        for (String key : candidates) {
            Checkpoint checkpoint = parsed(key);
            if (checkpoint != null && checkpoint.size() <= listing.leaves()) {
                return checkpoint;
            }
        }
        return new Checkpoint(trust.origin(), 0, MerkleTree.EMPTY);
    }

    private @Nullable Checkpoint parsed(String key) throws IOException {
        try {
            return Checkpoint.parse(SignedNote.parse(storage.read(key)).text());
        } catch (InvalidNoteException e) {
            return null;
        }
    }

    /** A checkpoint that is signed as it should be; null if this one is not. */
    private @Nullable Checkpoint sound(String key, @Nullable Long size) throws IOException {
        Problems unheard = new Problems();
        return read(key, size, unheard);
    }

    private @Nullable Checkpoint read(String key, @Nullable Long size, Problems told) throws IOException {
        try {
            SignedNote note = SignedNote.parse(storage.read(key));
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            KeyChain.Signed signed = keys.signed(note, checkpoint.size());
            if (signed != KeyChain.Signed.RIGHT) {
                told.add(unsigned(key, checkpoint.size(), signed, note));
                return null;
            }
            if (!checkpoint.origin().equals(trust.origin())) {
                told.add(
                        Code.CHECKPOINT_SIGNATURE,
                        key,
                        "is of log '" + checkpoint.origin() + "', expected '" + trust.origin() + "'");
                return null;
            }
            if (size != null && checkpoint.size() != size) {
                told.add(
                        Code.STORED_CHECKPOINT_INCONSISTENT,
                        key,
                        "is of " + checkpoint.size() + " leaves, expected the " + size + " that its name says");
                return null;
            }
            return checkpoint;
        } catch (InvalidNoteException e) {
            told.add(Code.CHECKPOINT_SIGNATURE, key, "is no signed checkpoint: it " + e.getMessage());
            return null;
        }
    }

    private static Problem unsigned(String key, long size, KeyChain.Signed signed, SignedNote note) {
        String by = note.signatures().get(0).name();
        return signed == KeyChain.Signed.WRONG
                ? Problem.of(
                        Code.CHECKPOINT_SIGNATURE,
                        key,
                        "has a signature that is not of its text: the text or the signature was changed")
                : Problem.of(
                        Code.UNKNOWN_KEY,
                        key,
                        "is signed with a key of '" + by + "' that does not sign for this log at size " + size
                                + "; give the key with --vkey if you have reason to trust it");
    }

    /** The checkpoint that the leaves must be of. */
    Checkpoint head() {
        return head;
    }

    /** Whether the root of so many leaves is of use: to come to it takes some hashing. */
    boolean wants(long size) {
        return isOther(size)
                || (nextNote < listing.notes().size() && listing.notes().get(nextNote) <= size);
    }

    private boolean isOther(long size) {
        return size == head.size()
                || (current != null && current.size() == size)
                || trust.known().stream().anyMatch(each -> each.checkpoint().size() == size);
    }

    /** Told of the root of the first leaves, for each size in turn that it wants it of. */
    void root(long size, Hash root) throws IOException {
        if (isOther(size)) {
            roots.put(size, root);
        }
        List<Long> sizes = listing.notes();
        while (nextNote < sizes.size() && sizes.get(nextNote) <= size) {
            note(sizes.get(nextNote++), size, root);
        }
    }

    private void note(long of, long size, @Nullable Hash root) throws IOException {
        String key = Checkpoints.keyOf(of);
        Checkpoint checkpoint = read(key, of, problems);
        if (checkpoint == null || of != size || root == null) {
            return;
        }
        if (checkpoint.root().equals(root)) {
            lastConsistent = of;
        } else {
            inconsistent.add(Problem.of(
                    Code.STORED_CHECKPOINT_INCONSISTENT,
                    key,
                    "has the root " + checkpoint.root() + ", but the first " + of + " leaves come to " + root
                            + ": the key has signed two histories"));
        }
    }

    /**
     * After the last leaf.
     *
     * @return whether a checkpoint that is known from elsewhere is of this log
     */
    boolean end() throws IOException {
        while (nextNote < listing.notes().size()) {
            note(listing.notes().get(nextNote++), -1, null);
        }
        copy();
        Hash root = roots.get(head.size());
        boolean matches = root != null && isHead(root);
        if (root != null && !matches) {
            problems.add(
                    Code.LOG_ROOT_MISMATCH,
                    newestStored == null ? Checkpoints.CURRENT : Checkpoints.keyOf(head.size()),
                    "has the root " + head.root() + ", but the " + head.size() + " leaves come to " + root + "; "
                            + (lastConsistent > 0
                                    ? "the first " + lastConsistent + " of them are as they were"
                                    : "no older checkpoint is of them either"));
        } else {
            problems.addAll(inconsistent);
        }
        boolean anchored = false;
        for (Trust.Known known : trust.known()) {
            anchored |= isKnown(known);
        }
        return anchored && isSigned;
    }

    /** Two checkpoints of the greatest size may say different things: it is the one that is of the leaves. */
    private boolean isHead(Hash root) {
        return (current != null
                        && current.size() == head.size()
                        && current.root().equals(root))
                || (newestStored != null
                        && newestStored.size() == head.size()
                        && newestStored.root().equals(root))
                || (!isSigned && head.root().equals(root));
    }

    private void copy() throws IOException {
        if (current == null) {
            if (listing.hasCheckpoint()) {
                read(Checkpoints.CURRENT, null, problems);
            } else {
                problems.add(
                        Code.CHECKPOINT_STALE, Checkpoints.CURRENT, "is not there; the newest of checkpoints/ counts");
            }
            return;
        }
        Hash root = roots.get(current.size());
        boolean other = root != null && !current.root().equals(root);
        Hash headRoot = roots.get(head.size());
        boolean headIsOther =
                newestStored != null && headRoot != null && newestStored.root().equals(headRoot);
        if (other && (current.size() < head.size() || headIsOther)) {
            inconsistent.add(Problem.of(
                    Code.STORED_CHECKPOINT_INCONSISTENT,
                    Checkpoints.CURRENT,
                    "has the root " + current.root() + ", but the first " + current.size() + " leaves come to "
                            + root));
        } else if (current.size() < head.size()) {
            problems.add(
                    Code.CHECKPOINT_STALE,
                    Checkpoints.CURRENT,
                    "is of " + current.size() + " leaves; the newest of checkpoints/, of " + head.size() + ", counts");
        }
        if (!listing.notes().contains(current.size())) {
            problems.add(
                    Code.STORED_CHECKPOINT_MISSING,
                    Checkpoints.keyOf(current.size()),
                    "is not there, though 'checkpoint' is of that size; every one that was published is kept");
        }
    }

    private boolean isKnown(Trust.Known known) {
        Checkpoint checkpoint = known.checkpoint();
        KeyChain.Signed signed = keys.signedElsewhere(known.note(), checkpoint.size());
        if (signed != KeyChain.Signed.RIGHT) {
            problems.add(unsigned(known.name(), checkpoint.size(), signed, known.note()));
            return false;
        }
        if (checkpoint.size() > head.size()) {
            problems.add(
                    Code.ROLLBACK,
                    known.name(),
                    "is of " + checkpoint.size() + " leaves, but the store has signed " + head.size()
                            + ": it was put back to an older state");
            return false;
        }
        Hash root = roots.get(checkpoint.size());
        if (root != null && !root.equals(checkpoint.root())) {
            problems.add(
                    Code.FORK,
                    known.name(),
                    "has the root " + checkpoint.root() + ", but the first " + checkpoint.size()
                            + " leaves of the store come to " + root + ": it is another history");
            return false;
        }
        return root != null;
    }
}
