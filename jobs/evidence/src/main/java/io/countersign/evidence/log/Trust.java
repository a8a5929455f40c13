package io.countersign.evidence.log;

import io.countersign.evidence.note.SignedNote;
import io.countersign.evidence.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The keys that a reader of a log trusts: those it was given, which never come from the store, and those that a trusted
 * one has handed over to.
 */
final class Trust {

    private final List<VerifierKey> keys;

    Trust(List<VerifierKey> given) {
        keys = new ArrayList<>(given);
    }

    /** Takes a leaf of the log: a rotation by a trusted key, signed by both, makes another one trusted. */
    void take(Leaf leaf) {
        if (leaf instanceof Leaf.KeyRotation rotation && keys.contains(rotation.oldKey()) && isSigned(rotation)) {
            keys.add(rotation.newKey());
        }
    }

    private static boolean isSigned(Leaf.KeyRotation rotation) {
        byte[] text = Leaf.KeyRotation.signedText(rotation.log(), rotation.oldKey(), rotation.newKey(), rotation.at())
                .getBytes(StandardCharsets.UTF_8);
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return rotation.oldKey()
                            .verify(text, base64.decode(rotation.signatures().byOld()))
                    && rotation.newKey()
                            .verify(text, base64.decode(rotation.signatures().byNew()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a trusted key has signed a checkpoint of a log, and has the name of the log. */
    boolean covers(SignedNote note, String log) {
        return keys.stream().anyMatch(key -> key.name().equals(log) && note.isSignedBy(key));
    }
}
