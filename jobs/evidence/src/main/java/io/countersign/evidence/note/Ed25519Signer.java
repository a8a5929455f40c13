package io.countersign.evidence.note;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A private key for notes in memory, with its text form {@code PRIVATE+KEY+<name>+<id in hex>+<base64 of 0x01 and the
 * seed>} (the "skey" of golang.org/x/mod/sumdb/note).
 */
public final class Ed25519Signer implements NoteSigner {

    private static final String START = "PRIVATE+KEY+";
    private static final int KEY_BYTES = 32;

    private final VerifierKey verifierKey;
    private final byte[] seed;
    private final PrivateKey privateKey;

    private Ed25519Signer(String name, byte[] seed) throws GeneralSecurityException {
        this.seed = seed;
        privateKey = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        verifierKey = VerifierKey.of(name, publicKeyOf(seed));
    }

    /** Java derives a public key only while it makes a pair: so the pair is made again, out of the same seed. */
    private static byte[] publicKeyOf(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
        KeyPair pair = generator.generateKeyPair();
        byte[] made = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        if (!Arrays.equals(made, seed)) {
            throw new GeneralSecurityException("this Java makes keys in another way than from 32 random bytes");
        }
        EdECPoint point = ((EdECPublicKey) pair.getPublic()).getPoint();
        return littleEndian(point.getY(), point.isXOdd());
    }

    /** RFC 8032, 5.1.2. */
    private static byte[] littleEndian(BigInteger y, boolean xOdd) {
        byte[] big = y.toByteArray();
        byte[] little = new byte[KEY_BYTES];
        for (int i = 0; i < Math.min(big.length, KEY_BYTES); i++) {
            little[i] = big[big.length - 1 - i];
        }
        if (xOdd) {
            little[KEY_BYTES - 1] |= (byte) 0x80;
        }
        return little;
    }

    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        Given(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }

    /** A new key. */
    public static Ed25519Signer generate(String name, SecureRandom random) {
        if (!KeyName.isValid(name)) {
            throw new IllegalArgumentException("'" + name + "' given, expected a name without white space and '+'");
        }
        byte[] seed = new byte[KEY_BYTES];
        random.nextBytes(seed);
        try {
            return new Ed25519Signer(name, seed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 has Ed25519", e);
        }
    }

    /**
     * Reads the text form.
     *
     * @throws InvalidNoteException if the text is no key; the message never holds it
     */
    public static Ed25519Signer parse(String text) throws InvalidNoteException {
        String[] parts = text.strip().startsWith(START)
                ? text.strip().substring(START.length()).split("\\+", 3)
                : new String[0];
        try {
            byte[] typed = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
            if (typed.length != KEY_BYTES + 1 || typed[0] != VerifierKey.ED25519 || !KeyName.isValid(parts[0])) {
                throw new InvalidNoteException("is no Ed25519 key of the form " + START + "<name>+<id>+<base64>");
            }
            Ed25519Signer signer = new Ed25519Signer(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
            if (!HexFormat.of().toHexDigits(signer.keyId()).equals(parts[1])) {
                throw new InvalidNoteException("has the id " + parts[1] + ", but its name and key have another");
            }
            return signer;
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new InvalidNoteException("is no Ed25519 key of the form " + START + "<name>+<id>+<base64>");
        }
    }

    @Override
    public String name() {
        return verifierKey.name();
    }

    @Override
    public int keyId() {
        return verifierKey.keyId();
    }

    @Override
    public VerifierKey verifierKey() {
        return verifierKey;
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(privateKey);
            ed25519.update(message);
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 17 has Ed25519", e);
        }
    }

    /** The text form, which is a secret. */
    public String toSecretText() {
        byte[] typed = new byte[KEY_BYTES + 1];
        typed[0] = VerifierKey.ED25519;
        System.arraycopy(seed, 0, typed, 1, KEY_BYTES);
        return START + name() + "+" + HexFormat.of().toHexDigits(keyId()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Ed25519Signer[" + name() + "]";
    }
}
