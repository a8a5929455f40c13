package io.countersign.launcher.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What findings say, by the bytes that evidence has of them: of verdicts all but the revision, whose number depends on
 * what had arrived when (S4.7). Used by one thread.
 */
final class Fingerprints {

    private static final byte[] REVISION = "\"revision\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RULES_DIGEST = "\"rules_digest\":".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256;
    private final boolean anyRules;

    /**
     * Fingerprints.
     *
     * @param anyRules whether the digest of the rules is no part of them: other rules have another, whatever they say
     */
    Fingerprints(boolean anyRules) {
        this.anyRules = anyRules;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of a verdict. */
    Digits ofVerdict(byte[] json) {
        // Quotes within texts are escaped: these bytes are the name of a member, and no other object has one of the
        // name.
        int from = 0;
        from = leaveOut(json, from, REVISION);
        if (anyRules) {
            from = leaveOut(json, from, RULES_DIGEST);
        }
        sha256.update(json, from, json.length - from);
        return finish();
    }

    /** Of a match. */
    Digits ofMatch(byte[] json) {
        sha256.update(json);
        return finish();
    }

    private Digits finish() {
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
        return new Digits(hash.getLong(), hash.getLong());
    }

    /** Takes what is before a member; where that ends. */
    private int leaveOut(byte[] json, int from, byte[] name) {
        int at = indexOf(json, from, name);
        sha256.update(json, from, at - from);
        int end = at;
        while (end < json.length && json[end] != ',') {
            end++;
        }
        return end;
    }

    private static int indexOf(byte[] json, int from, byte[] name) {
        for (int i = from; i <= json.length - name.length; i++) {
            int k = 0;
            while (k < name.length && json[i + k] == name[k]) {
                k++;
            }
            if (k == name.length) {
                return i;
            }
        }
        return json.length;
    }
}
