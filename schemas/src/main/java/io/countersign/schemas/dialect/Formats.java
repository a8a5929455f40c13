package io.countersign.schemas.dialect;

import io.countersign.schemas.yaml.YamlMapping;
import org.jspecify.annotations.Nullable;

/** The formats that a dialect's file can name. */
final class Formats {

    private enum Name {
        JSON
    }

    private Formats() {}

    /** The format of text that a file names; null for JSON. */
    static @Nullable TextFormat read(YamlMapping yaml) {
        yaml.choice("format", Name.class, Name.JSON);
        return null;
    }
}
