package io.countersign.evidence.log;

import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that a reader of a log trusts: those it was given, which never come from the store, and those that a trusted
 * one has handed over to.
 */
final class TrustedKeys {

    private final List<VerifierKey> keys;

    TrustedKeys(List<VerifierKey> given) {
        keys = new ArrayList<>(given);
    }

    /** Takes a leaf of the log: a rotation by a trusted key, signed by both, makes another one trusted. */
    void take(Leaf leaf) {
        if (leaf instanceof Leaf.KeyRotation rotation && keys.contains(rotation.oldKey()) && rotation.isSigned()) {
            keys.add(rotation.newKey());
        }
    }

    /** Whether a trusted key has signed a checkpoint of a log, and has the name of the log. */
    boolean covers(SignedNote note, String log) {
        return keys.stream().anyMatch(key -> key.name().equals(log) && note.isSignedBy(key));
    }
}
