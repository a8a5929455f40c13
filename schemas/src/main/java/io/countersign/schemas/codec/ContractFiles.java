package io.countersign.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON Schemas of what flows, as they come with this build. */
public final class ContractFiles {

    private static final String RESOURCES = "/io/countersign/schemas/contracts/";

    private static final List<String> NAMES = List.of(
            "accounting",
            "action",
            "alert",
            "change",
            "common",
            "credential",
            "evidence_leaf",
            "evidence_line",
            "evidence_rules",
            "evidence_schemas",
            "evidence_settings",
            "exception",
            "freeze",
            "heartbeat",
            "identity",
            "mark",
            "match",
            "match_finding",
            "population",
            "recording",
            "verdict");

    private ContractFiles() {}

    /** The bytes of each file by its name, which is its path below the contracts. */
    public static Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : NAMES) {
            String path = name + "/v1.schema.json";
            try (InputStream in = ContractFiles.class.getResourceAsStream(RESOURCES + path)) {
                if (in == null) {
                    throw new IllegalStateException("the build lacks the contract " + path);
                }
                files.put(path, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }
}
