package io.countersign.launcher.replay;

import io.countersign.schemas.codec.Codec;
import java.nio.charset.StandardCharsets;

/** 128 bits that name something, such as the id of a verdict, in less room than their digits take. */
record Digits(long high, long low) {

    private static final int HALF = 16;

    /** Those that 32 hex digits spell, or that a longer text begins with. */
    static Digits of(String hex) {
        return new Digits(
                Long.parseUnsignedLong(hex, 0, HALF, HALF), Long.parseUnsignedLong(hex, HALF, 2 * HALF, HALF));
    }

    /** Those that the SHA-256 of bytes begins with. */
    static Digits hash(byte[] bytes) {
        return of(Codec.sha256(bytes));
    }

    /** Those of an action by what its source calls it, which is not always one action (S6.1). */
    static Digits ofAction(String source, String id) {
        return hash((source + "\n" + id).getBytes(StandardCharsets.UTF_8));
    }

    /** 32 hex digits. */
    String toHex() {
        return String.format("%016x%016x", high, low);
    }
}
