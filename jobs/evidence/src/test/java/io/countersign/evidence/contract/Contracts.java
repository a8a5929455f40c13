package io.countersign.evidence.contract;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.countersign.schemas.codec.ContractFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The contracts that come with this build, under a validator that shares no code with what writes evidence. */
public final class Contracts {

    private static final String BASE = "https://countersign.io/contracts/";
    private static final Map<String, byte[]> FILES = ContractFiles.files();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(id -> id.startsWith(BASE)
                    ? new String(FILES.get(id.substring(BASE.length())), StandardCharsets.UTF_8)
                    : null));
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private Contracts() {}

    /** What a contract objects to; nothing if the JSON obeys it. */
    public static List<String> objections(String name, String json) {
        return SCHEMAS
                .computeIfAbsent(name, each -> REGISTRY.getSchema(SchemaLocation.of(BASE + each + "/v1.schema.json")))
                .validate(json, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
