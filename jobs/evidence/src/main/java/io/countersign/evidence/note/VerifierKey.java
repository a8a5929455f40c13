package io.countersign.evidence.note;

import io.countersign.evidence.tree.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key for notes, with its text form {@code <name>+<id in hex>+<base64 of 0x01 and the Ed25519 key>} (the
 * "vkey" of golang.org/x/mod/sumdb/note).
 */
public final class VerifierKey {

    static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;

    /** What comes before the 32 bytes of a key in its X.509 form (RFC 8410). */
    private static final byte[] X509_START = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] key;
    private final int keyId;
    private final PublicKey publicKey;

    private VerifierKey(String name, byte[] key) throws GeneralSecurityException {
        this.name = name;
        this.key = key;
        keyId = keyIdOf(name, key);
        byte[] x509 = Arrays.copyOf(X509_START, X509_START.length + KEY_BYTES);
        System.arraycopy(key, 0, x509, X509_START.length, KEY_BYTES);
        publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
        // Not every 32 bytes are a point of the curve, and Java looks only when it verifies.
        Signature.getInstance("Ed25519").initVerify(publicKey);
    }

    /** The first four bytes of the SHA-256 over name, {@code 0x0A}, {@code 0x01} and key. */
    static int keyIdOf(String name, byte[] key) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(nameBytes.length + 2 + key.length);
        bytes.put(nameBytes).put((byte) '\n').put(ED25519).put(key);
        return ByteBuffer.wrap(Hash.sha256(bytes.array()).toBytes()).getInt();
    }

    /** The key with its 32 bytes (RFC 8032). */
    static VerifierKey of(String name, byte[] key) {
        try {
            return new VerifierKey(name, key.clone());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 has Ed25519, and the key was made by it", e);
        }
    }

    /**
     * Reads the text form.
     *
     * @throws InvalidNoteException if the text is no key
     */
    public static VerifierKey parse(String text) throws InvalidNoteException {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3 || !KeyName.isValid(parts[0])) {
            throw new InvalidNoteException("'" + text + "' given, expected <name>+<id>+<base64>, as init printed it");
        }
        try {
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            if (typed.length != KEY_BYTES + 1 || typed[0] != ED25519) {
                throw new InvalidNoteException("'" + text + "' is no Ed25519 key");
            }
            VerifierKey key = new VerifierKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
            if (!HexFormat.of().toHexDigits(key.keyId).equals(parts[1])) {
                throw new InvalidNoteException("'" + text + "' has the id " + parts[1] + ", but its name and key have "
                        + HexFormat.of().toHexDigits(key.keyId) + "; a character was changed or lost");
            }
            return key;
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new InvalidNoteException("'" + text + "' is no Ed25519 key: " + e.getMessage());
        }
    }

    /** The name of the key. */
    public String name() {
        return name;
    }

    /** Whether a signature claims to be of this key. */
    boolean hasSigned(SignedNote.Signature signature) {
        return signature.keyId() == keyId && signature.name().equals(name);
    }

    /** The first four bytes of what identifies the key. */
    int keyId() {
        return keyId;
    }

    /** Whether this key signed a message. */
    public boolean verify(byte[] message, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(publicKey);
            ed25519.update(message);
            return ed25519.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 has Ed25519", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that && name.equals(that.name) && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return keyId;
    }

    /** The text form. */
    @Override
    public String toString() {
        byte[] typed = new byte[KEY_BYTES + 1];
        typed[0] = ED25519;
        System.arraycopy(key, 0, typed, 1, KEY_BYTES);
        return name + "+" + HexFormat.of().toHexDigits(keyId) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }
}
