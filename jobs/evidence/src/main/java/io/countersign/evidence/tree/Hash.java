package io.countersign.evidence.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 hash: 32 bytes that never change. */
public final class Hash {

    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException(bytes.length + " bytes given, expected the " + LENGTH + " of a SHA-256");
        }
        this.bytes = bytes;
    }

    /** From its 32 bytes. */
    public static Hash of(byte[] bytes) {
        return new Hash(bytes.clone());
    }

    /** From bytes among others. */
    public static Hash of(byte[] bytes, int from) {
        return new Hash(Arrays.copyOfRange(bytes, from, from + LENGTH));
    }

    /**
     * From its lower-case hex.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Hash ofHex(String hex) {
        Hash hash = new Hash(HexFormat.of().parseHex(hex));
        if (!hash.toHex().equals(hex)) {
            throw new IllegalArgumentException("'" + hex + "' given, expected lower-case hex");
        }
        return hash;
    }

    /** The hash of bytes. */
    public static Hash sha256(byte[] content) {
        return finish(newDigest(), content);
    }

    /** A digest to feed. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What a digest that has been fed comes to; it is as new afterwards. */
    public static Hash finish(MessageDigest digest, byte[]... last) {
        for (byte[] each : last) {
            digest.update(each);
        }
        return new Hash(digest.digest());
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Feeds the bytes to a digest. */
    void feed(MessageDigest digest) {
        digest.update(bytes);
    }

    /** Puts the bytes among others. */
    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, LENGTH);
    }

    /** Lower-case hex. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Base64 with padding, as checkpoints have it. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
