package io.countersign.evidence.verify;

import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import java.util.List;
import java.util.Objects;

/**
 * What an auditor knows of a log, and has not from its store.
 *
 * @param origin name of the log
 * @param keys that sign for it, at least one
 * @param known checkpoints of it that were kept elsewhere
 */
public record Trust(String origin, List<VerifierKey> keys, List<Known> known) {

    public Trust {
        Objects.requireNonNull(origin, "origin");
        keys = List.copyOf(keys);
        known = List.copyOf(known);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key given, expected at least one that signs for " + origin);
        }
        for (Known each : known) {
            if (!each.checkpoint().origin().equals(origin)) {
                throw new IllegalArgumentException("checkpoint " + each.name() + " is of log "
                        + each.checkpoint().origin() + ", expected one of " + origin);
            }
        }
    }

    /**
     * A checkpoint that was kept elsewhere. Whether it is signed by the right key is seen when the log is verified.
     *
     * @param name by which it is told of
     */
    public record Known(String name, SignedNote note, Checkpoint checkpoint) {

        /**
         * Reads a note.
         *
         * @throws InvalidNoteException if the bytes are no checkpoint
         */
        public static Known read(String name, byte[] bytes) throws InvalidNoteException {
            SignedNote note = SignedNote.parse(bytes);
            return new Known(name, note, Checkpoint.parse(note.text()));
        }
    }
}
