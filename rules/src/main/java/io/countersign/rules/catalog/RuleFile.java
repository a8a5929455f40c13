package io.countersign.rules.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A file of the rules directory.
 *
 * @param name its path below the directory
 * @param bytes its bytes, over which its digest is taken
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the digest is over the bytes as they are.
public record RuleFile(String name, byte[] bytes) {

    public RuleFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(bytes, "bytes");
    }

    /** Its text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The file's name without its folder and ending: the id its rule must have (S7). */
    String stem() {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return base.endsWith(".yaml") ? base.substring(0, base.length() - 5) : base;
    }
}
