package io.countersign.rules.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** The content of a record and its hash (S6.1). */
final class Content {
    /** The contract fields of S2; {@code t} marks an instant, an array has the shape of its elements. */
    private static final String CONTRACT = """
            action: {id: _, time: t, source: _, operation: _, object: _, outcome: _, change_ref: _, run_id: _, interactive: _,
                actor: {principal: _, kind: _, credential: _, session: _, chain: _},
                asset: {id: _, system: _, environment: _, class: _}, origin: {ip: _, agent: _}}
            change: {id: _, version: _, recorded_at: t, source: _, kind: _, state: _, window: {start: t, end: t},
                scope: {systems: _, environments: _, identities: _, operations: _, objects: _},
                requester: _, implementers: _, approvals: {by: _, at: t, decision: _}}
            freeze: {id: _, version: _, recorded_at: t, source: _, state: _, window: {start: t, end: t},
                scope: {systems: _, environments: _}, exempt: _}
            identity: {id: _, version: _, recorded_at: t, source: _, kind: _, aliases: _, owner: _, state: _,
                entitlements: {system: _, environments: _, operations: _, approved_by: _, approved_at: t,
                    reviewed_at: t, expires_at: t}}
            credential: {id: _, version: _, recorded_at: t, source: _, identity: _, state: _, issued_at: t, store: _}
            recording: {id: _, version: _, recorded_at: t, source: _, session: _, state: _, interval: {start: t, end: t}}
            mark: {source: _, complete_through: t}
            """;

    private static final JsonNode SHAPES = shapes();

    private Content() {}

    static String hash(ObjectNode record) {
        return sha256(canonical(record));
    }

    /** The RFC 8785 form of the type and of the contract fields that were given. */
    static String canonical(ObjectNode record) {
        String type = Fields.required(record, "type");
        ObjectNode content = (ObjectNode) kept(record, SHAPES.get(type));
        StringBuilder out = new StringBuilder();
        write(content.put("type", type), out);
        return out.toString();
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static JsonNode shapes() {
        try {
            return new YAMLMapper().readTree(CONTRACT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Null stands for whatever is dropped: bottom-up, so that an object of nothing but nulls goes too. */
    private static JsonNode kept(JsonNode value, JsonNode shape) {
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : value) {
                JsonNode kept = kept(element, shape);
                if (!kept.isNull()) {
                    array.add(kept);
                }
            }
            return array.isEmpty() ? NullNode.getInstance() : array;
        }
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> member : shape.properties()) {
                JsonNode kept = kept(value.path(member.getKey()), member.getValue());
                if (!kept.isNull()) {
                    object.set(member.getKey(), kept);
                }
            }
            return object.isEmpty() ? NullNode.getInstance() : object;
        }
        if (value.isMissingNode() || value.isNull()) {
            return NullNode.getInstance();
        }
        return shape.asText().equals("t") ? TextNode.valueOf(Fields.instant(Fields.millis(value.asText()))) : value;
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            // RFC 8785 sorts members by UTF-16 code unit, which is what a TreeMap of strings does.
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            char separator = '{';
            for (Map.Entry<String, JsonNode> member : members.entrySet()) {
                out.append(separator);
                quote(member.getKey(), out);
                out.append(':');
                write(member.getValue(), out);
                separator = ',';
            }
            out.append('}');
        } else if (node.isArray()) {
            char separator = '[';
            for (Iterator<JsonNode> elements = node.elements(); elements.hasNext(); separator = ',') {
                out.append(separator);
                write(elements.next(), out);
            }
            out.append(']');
        } else if (node.isTextual()) {
            quote(node.asText(), out);
        } else {
            // A boolean, or the integer `version`: the contract holds no other number.
            out.append(node.asText());
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
