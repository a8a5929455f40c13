package io.countersign.schemas.dialect;

import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The dialects there are, by name. */
public final class Dialects {

    private static final List<String> BUILT_IN = List.of("aws.cloudtrail", "servicenow.change_request");

    private final Map<String, DialectDefinition> definitions = new TreeMap<>();
    private final AssetScope scope;
    private final Duration maxSkew;

    /**
     * The built-in dialects over a scope file.
     *
     * @param assetsYaml the scope file's text; empty where nothing is in scope
     * @param maxSkew how far ahead of Kafka's record timestamp a record's own time may be (S1.4)
     * @throws InvalidFileException with every problem of the scope file
     */
    public Dialects(String assetsYaml, Duration maxSkew) throws InvalidFileException {
        this(assetsYaml, maxSkew, Map.of());
    }

    /**
     * The built-in dialects and a user's own, over a scope file.
     *
     * @param own the user's dialect files, text by name; one takes the place of a built-in dialect of the same name
     * @throws InvalidFileException with every problem of the dialect files, or of the scope file
     */
    public Dialects(String assetsYaml, Duration maxSkew, Map<String, String> own) throws InvalidFileException {
        this.maxSkew = maxSkew;
        for (String name : BUILT_IN) {
            definitions.put(name, builtIn(name));
        }
        List<String> problems = new ArrayList<>();
        Map<String, String> fileOf = new HashMap<>();
        for (Map.Entry<String, String> file : new TreeMap<>(own).entrySet()) {
            try {
                DialectDefinition definition = DialectFile.compile(file.getKey(), file.getValue());
                definitions.put(definition.name(), definition);
                String other = fileOf.putIfAbsent(definition.name(), file.getKey());
                if (other != null || definition.name().equals(CanonicalDialect.NAME)) {
                    problems.add(file.getKey() + ": dialect '" + definition.name() + "' is already "
                            + (other == null ? "built in for good" : "in " + other) + "; give each its own name");
                }
            } catch (InvalidFileException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
        scope = assetsYaml.isBlank() ? AssetScope.empty() : AssetScope.parse("assets.yaml", assetsYaml, scopeFields());
    }

    private static DialectDefinition builtIn(String name) {
        String resource = "/io/countersign/schemas/dialects/" + name + ".yaml";
        try (InputStream in = Dialects.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + resource);
            }
            return DialectFile.compile(name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidFileException e) {
            throw new IllegalStateException("the build has a broken dialect: " + e.getMessage(), e);
        }
    }

    /** The scope fields of each dialect that reads actions. */
    private Map<String, Set<String>> scopeFields() {
        Map<String, Set<String>> fields = new LinkedHashMap<>();
        definitions.forEach((name, definition) -> {
            if (definition.recordType().equals("ACTION")) {
                fields.put(name, new TreeSet<>(definition.scopeFields().keySet()));
            }
        });
        return fields;
    }

    /** Whether a dialect of this name reads actions. */
    boolean readsActions(String name) {
        DialectDefinition definition = definitions.get(name);
        return definition != null && definition.recordType().equals("ACTION");
    }

    /** The names, in order. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(definitions.keySet());
        names.add(CanonicalDialect.NAME);
        return names;
    }

    /**
     * A dialect.
     *
     * @param source what its records name as their source; null for the one its file gives
     * @throws IllegalArgumentException if there is none of that name
     */
    public Dialect create(String name, @Nullable String source) {
        if (name.equals(CanonicalDialect.NAME)) {
            return new CanonicalDialect(maxSkew);
        }
        DialectDefinition definition = definitions.get(name);
        if (definition == null) {
            throw new IllegalArgumentException("no dialect is named '" + name + "', expected one of " + names() + "."
                    + Problems.suggestion(name, names()));
        }
        DialectDefinition own = definition.with(source, maxSkew);
        return new JsonDialect(
                own, own.recordType().equals("ACTION") ? new ActionMapping(own, scope) : new ChangeMapping(own));
    }
}
