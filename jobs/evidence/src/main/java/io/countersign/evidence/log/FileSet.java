package io.countersign.evidence.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.StrictJson;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files that evidence was made by, each kept under its SHA-256 beside a list of them that is kept under its own: contracts
 * below {@code schemas/}, the rules in force below {@code rules/} (E2).
 *
 * @param files the bytes of each by its name
 * @param sources how the completeness of each register source is known, by source; empty for contracts
 * @param rulesDigest of S7 over the rule files among them; empty for contracts
 */
public record FileSet(Map<String, byte[]> files, Map<String, String> sources, String rulesDigest) {

    /** Below which contracts are. */
    public static final String SCHEMAS = "schemas/";

    /** Below which rules are. */
    public static final String RULES = "rules/";

    private static final ObjectMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();

    public FileSet {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
    }

    /** Contracts. */
    public static FileSet ofSchemas(Map<String, byte[]> files) {
        return new FileSet(files, Map.of(), "");
    }

    /**
     * Keeps the files and the list of them.
     *
     * @return the SHA-256 of the list, which names it
     */
    public String keep(Storage storage, String below) throws IOException {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String sha256 = Hash.sha256(file.getValue()).toHex();
            storage.create(below + sha256, file.getValue());
            hashes.put(file.getKey(), sha256);
        }
        byte[] list = JsonWriter.forEvidence()
                .object(json -> {
                    json.objects(
                            "files",
                            hashes.entrySet().stream().toList(),
                            (file, each) -> each.member("name", file.getKey()).member("sha256", file.getValue()));
                    if (!rulesDigest.isEmpty()) {
                        json.member("rules_digest", rulesDigest)
                                .member(
                                        "sources",
                                        all -> sources.forEach((source, completeness) ->
                                                all.member(source, each -> each.member("completeness", completeness))));
                    }
                })
                .toBytes();
        String sha256 = Hash.sha256(list).toHex();
        storage.create(below + sha256, list);
        return sha256;
    }

    /**
     * Reads the files that a list names.
     *
     * @param sha256 of the list
     * @throws IOException if one of them is not there, or is not what its name says
     */
    public static FileSet read(Storage storage, String below, String sha256) throws IOException {
        JsonNode list = JSON.readTree(object(storage, below, sha256));
        Map<String, byte[]> files = new TreeMap<>();
        for (JsonNode file : list.path("files")) {
            files.put(
                    file.path("name").asText(),
                    object(storage, below, file.path("sha256").asText()));
        }
        Map<String, String> sources = new TreeMap<>();
        JsonNode given = list.path("sources");
        given.fieldNames()
                .forEachRemaining(source -> sources.put(
                        source, given.path(source).path("completeness").asText()));
        return new FileSet(files, sources, list.path("rules_digest").asText());
    }

    private static byte[] object(Storage storage, String below, String sha256) throws IOException {
        byte[] bytes = storage.read(below + sha256);
        if (!Hash.sha256(bytes).toHex().equals(sha256)) {
            throw new IOException(below + sha256 + " is not what its name says");
        }
        return bytes;
    }
}
