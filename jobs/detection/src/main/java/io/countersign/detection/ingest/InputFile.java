package io.countersign.detection.ingest;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of a bounded run.
 *
 * @param path where it is
 * @param name its path below the input directory, with {@code /}
 * @param dialect the dialect it is read in
 * @param timeZone the zone of its times that name none; null for the one the dialect gives, if any
 */
public record InputFile(
        String path, String name, String dialect, @Nullable String timeZone) {

    public InputFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dialect, "dialect");
    }
}
