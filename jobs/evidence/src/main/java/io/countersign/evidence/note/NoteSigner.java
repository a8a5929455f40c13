package io.countersign.evidence.note;

/** What signs notes: a key in a file, or one that never leaves its device. */
public interface NoteSigner {

    /** The name of the key. */
    String name();

    /** The first four bytes of what identifies the key, as an integer. */
    int keyId();

    /** The Ed25519 signature of bytes (RFC 8032). */
    byte[] sign(byte[] message);

    /** The key by which the signatures are verified. */
    VerifierKey verifierKey();
}
