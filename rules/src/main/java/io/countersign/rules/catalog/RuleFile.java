package io.countersign.rules.catalog;

import io.countersign.schemas.yaml.YamlMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file of the rules directory.
 *
 * @param name its path below the directory
 * @param bytes its bytes, over which its digest is taken
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the digest is over the bytes as they are.
public record RuleFile(String name, byte[] bytes) {

    /** At most four bytes a character: these are more characters than a YAML file may have. */
    private static final int MOST_BYTES = 4 * YamlMapping.MOST_CHARACTERS + 1;

    public RuleFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(bytes, "bytes");
    }

    /**
     * Reads a file of a directory; of one that is longer than any rule file may be, only as much as shows that.
     *
     * @throws IOException if it cannot be read
     */
    static RuleFile read(Path directory, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new RuleFile(directory.relativize(file).toString(), in.readNBytes(MOST_BYTES));
        }
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
