package io.countersign.evidence.verify;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are named by their SHA-256: rules, contracts, and what is kept below {@code raw/}. But for
 * {@link #name}, used by one thread.
 */
final class ObjectCheck {

    private static final ObjectMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Storage storage;
    private final StoreListing listing;
    private final Problems problems;
    private final Map<String, @Nullable String> digests = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> used = new HashSet<>();

    /** Whether a line names the object; only ever set, and read when all lines have been. */
    private final boolean[] rawIsNamed;

    ObjectCheck(Storage storage, StoreListing listing, Problems problems) {
        this.storage = storage;
        this.listing = listing;
        this.problems = problems;
        rawIsNamed = new boolean[listing.raw().size()];
    }

    /** The digest of the rules by which a segment was made; null if it is not known. Looks at its contracts too. */
    @Nullable
    String rulesDigest(Segment.Origin origin) throws IOException {
        if (used.add(StoreListing.SCHEMAS + origin.schemaSha256())) {
            list(StoreListing.SCHEMAS, origin.schemaSha256());
        }
        if (!digests.containsKey(origin.rulesSha256())) {
            JsonNode rules = list(StoreListing.RULES, origin.rulesSha256());
            String digest = rules == null ? null : rules.path("rules_digest").textValue();
            if (rules != null && digest == null) {
                problems.add(
                        Code.RULES_INVALID, StoreListing.RULES + origin.rulesSha256(), "has no text 'rules_digest'");
            }
            digests.put(origin.rulesSha256(), digest);
        }
        return digests.get(origin.rulesSha256());
    }

    private @Nullable JsonNode list(String folder, String sha256) throws IOException {
        String key = folder + sha256;
        if (!isThere(key)) {
            return null;
        }
        try {
            JsonNode list = JSON.readTree(storage.read(key));
            JsonNode files = list == null ? null : list.get("files");
            if (list != null && files != null && files.isArray()) {
                for (JsonNode file : files) {
                    isThere(folder + file.path("sha256").asText());
                }
                return list;
            }
        } catch (JacksonException e) {
            problems.add(Code.RULES_INVALID, key, "is no JSON object: " + e.getOriginalMessage());
            return null;
        }
        problems.add(Code.RULES_INVALID, key, "has no list 'files', as the rules or contracts that it stands for");
        return null;
    }

    private boolean isThere(String key) {
        used.add(key);
        if (listing.contracts().contains(key)) {
            return true;
        }
        if (missing.add(key)) {
            problems.add(Code.RULES_MISSING, key, "is not there, and a manifest or a list that one names names it");
        }
        return false;
    }

    /** Notes that a line names an object below {@code raw/}; false if it is not there. Safe for use by many threads. */
    boolean name(String sha256) {
        int at = indexOf(sha256);
        if (at >= 0) {
            rawIsNamed[at] = true;
        }
        return at >= 0;
    }

    /** Whether anything is kept below {@code raw/}. */
    boolean hasRaw() {
        return rawIsNamed.length > 0;
    }

    private int indexOf(String sha256) {
        List<Hash> raw = listing.raw();
        int low = 0;
        int high = raw.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = raw.get(middle).toHex().compareTo(sha256);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    /**
     * After the last line: whether every object is what it is named, and belongs to something.
     *
     * @param allLeaves whether all leaves could be read: else nobody knows what those that could not be name
     * @param allLines whether all lines could be
     */
    void end(boolean allLeaves, boolean allLines) throws IOException {
        for (String key : listing.contracts()) {
            checkHash(key, key.substring(key.indexOf('/') + 1));
            if (allLeaves && !used.contains(key)) {
                problems.add(Code.ORPHAN_OBJECT, key, "belongs to nothing: no manifest names it");
            }
        }
        for (int i = 0; i < rawIsNamed.length; i++) {
            String sha256 = listing.raw().get(i).toHex();
            String key = StoreListing.rawKey(sha256);
            checkHash(key, sha256);
            if (allLines && !rawIsNamed[i]) {
                problems.add(Code.ORPHAN_OBJECT, key, "belongs to nothing: no line names it");
            }
        }
        for (String key : listing.orphans()) {
            problems.add(Code.ORPHAN_OBJECT, key, "belongs to nothing that a log has");
        }
    }

    private void checkHash(String key, String sha256) throws IOException {
        MessageDigest digest = Hash.newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = storage.open(key)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        String given = Hash.finish(digest).toHex();
        if (!given.equals(sha256)) {
            problems.add(
                    Code.OBJECT_HASH_MISMATCH, key, "has the SHA-256 " + given + ", expected the one it is named by");
        }
    }
}
