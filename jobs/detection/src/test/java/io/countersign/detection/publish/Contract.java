package io.countersign.detection.publish;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The contracts as the job carries them. */
final class Contract {

    private static final String BASE = "https://countersign.io/contracts/";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(id -> id.startsWith(BASE) ? resource(id.substring(BASE.length())) : null));

    private Contract() {}

    /** What a contract objects to; nothing if the JSON obeys it. */
    static List<String> objections(String name, byte[] json) {
        return REGISTRY
                .getSchema(SchemaLocation.of(BASE + name + "/v1.schema.json"))
                .validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static String resource(String path) {
        try (InputStream in = Contract.class.getResourceAsStream("/io/countersign/schemas/contracts/" + path)) {
            if (in == null) {
                throw new IllegalStateException("no contract at " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
