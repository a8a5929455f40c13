package io.countersign.detection.ingest;

import io.countersign.schemas.dialect.Dialect;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes dialects where they run: a dialect is compiled and cannot travel with the job, what it is made from can.
 *
 * @param maxSkew how far ahead of Kafka's record timestamp a record's own time may be (S1.4)
 * @param assetsYaml the scope file; empty where none is given
 * @param own the user's own dialect files, text by name
 */
public record DialectFactory(Duration maxSkew, String assetsYaml, Map<String, String> own) implements Serializable {

    public DialectFactory {
        Objects.requireNonNull(maxSkew, "maxSkew");
        Objects.requireNonNull(assetsYaml, "assetsYaml");
        own = Map.copyOf(own);
    }

    /** With the built-in dialects only. */
    public DialectFactory(Duration maxSkew, String assetsYaml) {
        this(maxSkew, assetsYaml, Map.of());
    }

    /**
     * With the built-in dialects and a user's own.
     *
     * @param directory of the user's dialect files, every {@code *.yaml} below it; null where there is none
     * @throws UncheckedIOException if the directory cannot be read
     */
    public static DialectFactory of(Duration maxSkew, String assetsYaml, @Nullable Path directory) {
        return new DialectFactory(maxSkew, assetsYaml, directory == null ? Map.of() : Dialects.filesBelow(directory));
    }

    /**
     * All of them.
     *
     * @throws InvalidFileException with every problem of the dialect files, or of the scope file
     */
    public Dialects dialects() throws InvalidFileException {
        return new Dialects(assetsYaml, maxSkew, own);
    }

    /**
     * The dialect of a name.
     *
     * @param source what its records name as their source; null for the one its file gives
     * @param timeZone the zone of its times that name none; null for the one its file gives, if any
     * @throws IllegalArgumentException if there is none, or a file is broken: both are known at the start
     */
    public Dialect create(String name, @Nullable String source, @Nullable String timeZone) {
        try {
            return dialects().create(name, source, timeZone == null ? null : ZoneId.of(timeZone));
        } catch (InvalidFileException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
