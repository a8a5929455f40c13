package io.countersign.evidence.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * A signed note (c2sp.org/signed-note): a text and the signatures under it.
 *
 * @param text ends with a line feed
 */
public record SignedNote(String text, List<Signature> signatures) {

    /** The longest note that is read, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final String SIGNATURE_START = "\u2014 ";

    public SignedNote {
        Objects.requireNonNull(text, "text");
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the text of a note ends with a line feed");
        }
        signatures = List.copyOf(signatures);
    }

    /**
     * A signature.
     *
     * @param name of the key
     * @param keyId the first four bytes of what identifies the key
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; copied in and not changed.
    public record Signature(String name, int keyId, byte[] bytes) {

        public Signature {
            bytes = bytes.clone();
        }
    }

    /** A text signed with one key. */
    public static SignedNote sign(String text, NoteSigner signer) {
        return new SignedNote(text, List.of(signatureOf(text, signer)));
    }

    /** The signature of a text with a key. */
    public static Signature signatureOf(String text, NoteSigner signer) {
        return new Signature(signer.name(), signer.keyId(), signer.sign(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads a note.
     *
     * @throws InvalidNoteException if the bytes are none
     */
    public static SignedNote parse(byte[] bytes) throws InvalidNoteException {
        String note = new String(bytes, StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES || !Arrays.equals(note.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new InvalidNoteException("is longer than " + MAX_BYTES + " bytes or not UTF-8");
        }
        if (note.chars().anyMatch(c -> (c < ' ' && c != '\n') || c == 0x7f)) {
            throw new InvalidNoteException("has control characters");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n")) {
            throw new InvalidNoteException("has no empty line between a text and signatures");
        }
        List<Signature> signatures = new ArrayList<>();
        String block = note.substring(split + 2);
        for (String line : block.isEmpty()
                ? new String[0]
                : block.substring(0, block.length() - 1).split("\n", -1)) {
            signatures.add(signature(line));
        }
        if (signatures.isEmpty()) {
            throw new InvalidNoteException("has no signature");
        }
        return new SignedNote(note.substring(0, split + 1), signatures);
    }

    private static Signature signature(String line) throws InvalidNoteException {
        String[] parts = line.startsWith(SIGNATURE_START)
                ? line.substring(SIGNATURE_START.length()).split(" ", -1)
                : new String[0];
        if (parts.length != 2 || !KeyName.isValid(parts[0])) {
            throw new InvalidNoteException("has the line '" + line + "', expected '\u2014 <name> <base64>'");
        }
        byte[] bytes = decode(parts[1]);
        if (bytes.length < 5) {
            throw new InvalidNoteException("has a signature of " + bytes.length + " bytes");
        }
        return new Signature(
                parts[0], ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
    }

    private static byte[] decode(String base64) throws InvalidNoteException {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidNoteException("has a signature that is not base64: " + e.getMessage());
        }
        throw new InvalidNoteException("has a signature in another spelling than the one of base64");
    }

    /** The note as it is stored. */
    public byte[] toBytes() {
        StringBuilder note = new StringBuilder(text).append('\n');
        for (Signature signature : signatures) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + signature.bytes().length);
            bytes.putInt(signature.keyId()).put(signature.bytes());
            note.append(SIGNATURE_START)
                    .append(signature.name())
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(bytes.array()))
                    .append('\n');
        }
        return note.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a key has signed it. */
    public boolean isSignedBy(VerifierKey key) {
        byte[] signed = text.getBytes(StandardCharsets.UTF_8);
        boolean found = false;
        for (Signature signature : signatures) {
            if (key.hasSigned(signature)) {
                if (!key.verify(signed, signature.bytes())) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** Whether it has a signature that claims to be of a key, right or wrong. */
    public boolean claims(VerifierKey key) {
        return signatures.stream().anyMatch(key::hasSigned);
    }
}
