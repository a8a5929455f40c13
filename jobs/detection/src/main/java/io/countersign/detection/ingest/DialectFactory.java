package io.countersign.detection.ingest;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.dialect.Dialect;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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

    /** With the built-in dialects and those among the files of a rules directory: the ones that have a {@code dialect}. */
    public static DialectFactory of(Duration maxSkew, String assetsYaml, List<RuleFile> files) {
        Map<String, String> own = new HashMap<>();
        for (RuleFile file : files) {
            // What is wrong with a file of another kind is for its own reader to say.
            YamlMapping yaml = YamlMapping.find(file.name(), file.text(), new Problems());
            if (yaml != null && yaml.has("dialect")) {
                own.put(file.name(), file.text());
            }
        }
        return new DialectFactory(maxSkew, assetsYaml, own);
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
     * @throws IllegalArgumentException if there is none, or a file is broken: both are known at the start
     */
    public Dialect create(String name, @Nullable String source) {
        try {
            return dialects().create(name, source);
        } catch (InvalidFileException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
