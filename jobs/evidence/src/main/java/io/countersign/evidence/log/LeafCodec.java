package io.countersign.evidence.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.Keys;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.Rfc3339;
import io.countersign.schemas.codec.StrictJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Leaves to their canonical JSON and back. What is read is accepted only in the one form in which it is written. */
public final class LeafCodec {

    private static final ObjectMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();
    private static final String VERSION = "1";

    private LeafCodec() {}

    /** The bytes of a leaf. */
    public static byte[] write(Leaf leaf) {
        return JsonWriter.forEvidence()
                .object(json -> {
                    if (leaf instanceof Leaf.Manifest manifest) {
                        manifest(json, manifest);
                    } else if (leaf instanceof Leaf.EpochStart epoch) {
                        epoch(json, epoch);
                    } else if (leaf instanceof Leaf.KeyRotation rotation) {
                        rotation(json, rotation);
                    }
                })
                .toBytes();
    }

    private static void manifest(JsonWriter json, Leaf.Manifest manifest) {
        Segment segment = manifest.segment();
        Segment.Origin origin = segment.origin();
        Hash previous = manifest.previous();
        json.member("content_bytes", segment.contentBytes())
                .member("content_sha256", segment.contentSha256().toHex())
                .member("count", segment.count())
                .member("counts", counts -> segment.counts().forEach(counts::member))
                .member("epoch", segment.epoch())
                .member("event_time_max", Instant.ofEpochMilli(segment.lastMillis()))
                .member("event_time_min", Instant.ofEpochMilli(segment.firstMillis()))
                .member("first_seq", segment.firstSeq())
                .member("kind", "segment")
                .member("lane", segment.lane())
                .member("last_seq", segment.lastSeq())
                .member("merkle_root", segment.root().toHex())
                .member("object_sha256", segment.objectSha256().toHex())
                .member("origin", manifest.log())
                .member("path", segment.path())
                .member("prev_manifest", previous == null ? null : previous.toHex())
                .member("rules_sha256", origin.rulesSha256())
                .member("schema_sha256", origin.schemaSha256())
                .member("v", VERSION)
                .member(
                        "writer",
                        writer -> writer.member("build", origin.build())
                                .member("flink_checkpoint", origin.flinkCheckpoint())
                                .member("job", origin.job()));
    }

    private static void epoch(JsonWriter json, Leaf.EpochStart epoch) {
        json.member("approver", epoch.approver())
                .member("at", epoch.at())
                .member("epoch", epoch.epoch())
                .member("kind", "epoch")
                .objects(
                        "lane_heads",
                        epoch.heads(),
                        (head, each) -> each.member("lane", head.lane())
                                .member("last_seq", head.lastSeq())
                                .member(
                                        "manifest",
                                        head.manifest() == null
                                                ? null
                                                : head.manifest().toHex()))
                .member("lanes", epoch.lanes())
                .member("origin", epoch.log())
                .member("reason", epoch.reason())
                .member("v", VERSION);
    }

    private static void rotation(JsonWriter json, Leaf.KeyRotation rotation) {
        json.member("at", rotation.at())
                .member("kind", "key_rotation")
                .member("new_key", rotation.newKey().toString())
                .member("old_key", rotation.oldKey().toString())
                .member("origin", rotation.log())
                .member("signature_new", rotation.signatures().byNew())
                .member("signature_old", rotation.signatures().byOld())
                .member("v", VERSION);
    }

    /**
     * Reads a leaf.
     *
     * @throws InvalidLeafException if it is of no known kind or version, or not as it would be written
     */
    public static Leaf read(byte[] bytes) throws InvalidLeafException {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json == null || !text(json, "v").equals(VERSION)) {
                throw new InvalidLeafException("has no version that is known");
            }
            Leaf leaf = switch (text(json, "kind")) {
                case "segment" -> manifest(json);
                case "epoch" -> epoch(json);
                case "key_rotation" -> rotation(json);
                default -> throw new InvalidLeafException("is of the unknown kind '" + text(json, "kind") + "'");
            };
            if (!Arrays.equals(write(leaf), bytes)) {
                throw new InvalidLeafException("is not canonical: members are missing, unknown or spelt otherwise");
            }
            return leaf;
        } catch (IOException | IllegalArgumentException | InvalidNoteException e) {
            throw new InvalidLeafException("cannot be read: " + e.getMessage());
        }
    }

    private static Leaf.Manifest manifest(JsonNode json) throws InvalidLeafException {
        Map<String, Long> counts = new TreeMap<>();
        JsonNode given = json.path("counts");
        given.fieldNames()
                .forEachRemaining(name -> counts.put(name, given.path(name).asLong(-1)));
        JsonNode writer = json.path("writer");
        String previous = json.path("prev_manifest").asText(null);
        Segment segment = new Segment(
                json.path("epoch").asInt(-1),
                json.path("lane").asInt(-1),
                number(json, "first_seq"),
                number(json, "last_seq"),
                Keys.require(text(json, "path")),
                Hash.ofHex(text(json, "object_sha256")),
                Hash.ofHex(text(json, "content_sha256")),
                number(json, "content_bytes"),
                Hash.ofHex(text(json, "merkle_root")),
                instant(json, "event_time_min").toEpochMilli(),
                instant(json, "event_time_max").toEpochMilli(),
                counts,
                new Segment.Origin(
                        text(json, "rules_sha256"),
                        text(json, "schema_sha256"),
                        text(writer, "build"),
                        text(writer, "job"),
                        number(writer, "flink_checkpoint")));
        return new Leaf.Manifest(text(json, "origin"), segment, previous == null ? null : Hash.ofHex(previous));
    }

    private static Leaf.EpochStart epoch(JsonNode json) throws InvalidLeafException {
        List<Leaf.LaneHead> heads = new ArrayList<>();
        for (JsonNode head : json.path("lane_heads")) {
            String manifest = head.path("manifest").asText(null);
            heads.add(new Leaf.LaneHead(
                    head.path("lane").asInt(-1),
                    number(head, "last_seq"),
                    manifest == null ? null : Hash.ofHex(manifest)));
        }
        return new Leaf.EpochStart(
                text(json, "origin"),
                json.path("epoch").asInt(-1),
                json.path("lanes").asInt(-1),
                heads,
                text(json, "reason"),
                text(json, "approver"),
                instant(json, "at"));
    }

    private static Leaf.KeyRotation rotation(JsonNode json) throws InvalidLeafException, InvalidNoteException {
        return new Leaf.KeyRotation(
                text(json, "origin"),
                VerifierKey.parse(text(json, "old_key")),
                VerifierKey.parse(text(json, "new_key")),
                instant(json, "at"),
                new Leaf.KeyRotation.Signatures(text(json, "signature_old"), text(json, "signature_new")));
    }

    private static String text(JsonNode json, String name) throws InvalidLeafException {
        return required(json.path(name).textValue(), name);
    }

    private static long number(JsonNode json, String name) throws InvalidLeafException {
        return Long.parseLong(text(json, name));
    }

    private static Instant instant(JsonNode json, String name) throws InvalidLeafException {
        return required(Rfc3339.parse(text(json, name)), name);
    }

    private static <T> T required(@Nullable T value, String name) throws InvalidLeafException {
        if (value == null) {
            throw new InvalidLeafException("has no '" + name + "'");
        }
        return value;
    }
}
