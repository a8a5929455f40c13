package io.countersign.schemas.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The JSON Schemas as the jar carries them, under a validator that shares no code with the codec. */
final class Contracts {

    /** Where the contracts lie in the source. */
    static final Path DIRECTORY = Path.of("contracts");

    static final String BASE = "https://countersign.io/contracts/";

    /** Contracts of what only the evidence store holds: on no topic, and closed to members that they do not name. */
    static final Set<String> EVIDENCE = Set.of(
            "accounting",
            "evidence_leaf",
            "evidence_line",
            "evidence_rules",
            "evidence_schemas",
            "evidence_settings",
            "heartbeat");

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String RESOURCES = "/io/countersign/schemas/contracts/";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(id -> id.startsWith(BASE) ? resource(id.substring(BASE.length())) : null));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private Contracts() {}

    /** The names of all contracts. */
    static List<String> names() {
        try (Stream<Path> entries = Files.list(DIRECTORY)) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(String name) {
        try {
            return JSON.readTree(resource(name + "/v1.schema.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Schema schema(String name) {
        return SCHEMAS.computeIfAbsent(
                name, each -> REGISTRY.getSchema(SchemaLocation.of(BASE + each + "/v1.schema.json")));
    }

    /** What the contract objects to; nothing if the JSON obeys it. */
    static List<String> objections(String name, byte[] json) {
        return schema(name).validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static String resource(String path) {
        try (InputStream in = Contracts.class.getResourceAsStream(RESOURCES + path)) {
            if (in == null) {
                throw new IllegalStateException("no contract at " + RESOURCES + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
