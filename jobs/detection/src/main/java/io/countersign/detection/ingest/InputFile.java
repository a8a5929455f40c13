package io.countersign.detection.ingest;

import java.util.Objects;

/**
 * A file of a bounded run.
 *
 * @param path where it is
 * @param name its path below the input directory, with {@code /}
 * @param dialect the dialect it is read in
 */
public record InputFile(String path, String name, String dialect) {

    public InputFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dialect, "dialect");
    }
}
