package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The same record written otherwise: other offsets and finer digits, explicit nulls and empty arrays, unknown members,
 * other order of members. The content of S6.1 stays the same.
 */
final class Spelling {
    private static final Set<String> INSTANTS = Set.of(
            "time",
            "recorded_at",
            "complete_through",
            "start",
            "end",
            "at",
            "approved_at",
            "reviewed_at",
            "expires_at",
            "issued_at");
    private static final Map<String, List<String>> OPTIONAL = Map.of(
            "action", List.of("asset", "object", "change_ref", "run_id", "interactive", "origin"),
            "change", List.of("window", "requester", "implementers"),
            "freeze", List.of("exempt"),
            "identity", List.of("owner"),
            "credential", List.of("store"),
            "recording", List.of("interval"),
            "mark", List.of());
    private static final Map<String, String> OPTIONAL_ARRAYS = Map.of("change", "implementers", "freeze", "exempt");

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

    private final Draw draw;

    Spelling(Draw draw) {
        this.draw = draw;
    }

    /** Every instant a record names. */
    static Stream<Long> instants(JsonNode node) {
        return Stream.concat(
                node.properties().stream()
                        .filter(member -> INSTANTS.contains(member.getKey())
                                && member.getValue().isTextual())
                        .map(member -> Fields.millis(member.getValue().asText())),
                node.valueStream().flatMap(Spelling::instants));
    }

    ObjectNode respell(ObjectNode record) {
        ObjectNode copy = record.deepCopy();
        respellInstants(copy);
        String type = Fields.required(record, "type");
        for (String optional : OPTIONAL.get(type)) {
            if (!copy.has(optional) && draw.chance(20)) {
                copy.putNull(optional);
            }
        }
        String array = OPTIONAL_ARRAYS.get(type);
        if (array != null && !copy.has(array) && draw.chance(30)) {
            copy.putArray(array);
        }
        if (copy.path("scope").isObject() && draw.chance(10)) {
            copy.withObject("/scope").put("x_hint", "\uD835\uDC00").putNull("y");
        }
        if (draw.chance(10)) {
            copy.putObject("x_vendor").put("z", 1.5).putArray("a").addNull();
        }
        if (type.equals("action") && draw.chance(20)) {
            copy.putObject("raw")
                    .put("topic", "actions")
                    .put("partition", 0)
                    .put("offset", draw.between(0, 1 << 20))
                    .put("sha256", "00".repeat(32));
        }
        return draw.chance(10) ? reordered(copy) : copy;
    }

    private ObjectNode reordered(ObjectNode record) {
        List<String> names = new ArrayList<>();
        record.fieldNames().forEachRemaining(names::add);
        Collections.reverse(names);
        ObjectNode reordered = record.objectNode();
        names.forEach(name -> reordered.set(name, record.get(name)));
        return reordered;
    }

    private void respellInstants(JsonNode node) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (INSTANTS.contains(member.getKey()) && member.getValue().isTextual()) {
                ((ObjectNode) node)
                        .put(
                                member.getKey(),
                                respell(Fields.millis(member.getValue().asText())));
            }
        }
        node.forEach(this::respellInstants);
    }

    private String respell(long millis) {
        ZoneOffset offset = draw.chance(85)
                ? ZoneOffset.UTC
                : draw.oneOf(ZoneOffset.ofHours(2), ZoneOffset.ofHoursMinutes(-5, -30), ZoneOffset.ofHours(14));
        return MILLIS.format(Instant.ofEpochMilli(millis).atOffset(offset))
                + draw.oneOf("", "", "", "", "999", "999999", "000001")
                + offset.getId();
    }
}
