package io.countersign.evidence.log;

/** Where bytes are that are not in segments: {@code raw/<2 hex>/<sha256>} (E2). */
public final class RawKey {

    private RawKey() {}

    /** The key of bytes by the lower-case hex of their SHA-256. */
    public static String of(String sha256) {
        return "raw/" + sha256.substring(0, 2) + "/" + sha256;
    }
}
