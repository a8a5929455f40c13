package io.countersign.detection.evidence;

/** Where bytes are that are not in segments: {@code raw/<2 hex>/<sha256>} (E2). */
final class RawObjects {

    private RawObjects() {}

    /** The key of bytes by the lower-case hex of their SHA-256. */
    static String keyOf(String sha256) {
        return "raw/" + sha256.substring(0, 2) + "/" + sha256;
    }
}
