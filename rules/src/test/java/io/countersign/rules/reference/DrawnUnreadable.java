package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Records of a scenario, each damaged in one way that S8 has a reason for. */
final class DrawnUnreadable {
    static final List<String> REASONS = List.of(
            "EMPTY",
            "NOT_UTF8",
            "NOT_JSON",
            "DUPLICATE_KEY",
            "TRAILING_CONTENT",
            "TOO_LARGE",
            "TOO_DEEP",
            "NUMBER_RANGE",
            "UNKNOWN_TYPE",
            "MISSING_FIELD",
            "WRONG_TYPE",
            "BAD_TIME",
            "TIME_OUT_OF_RANGE",
            "BAD_INTERVAL");

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Draw draw;
    private final List<ObjectNode> records;
    private final List<UnreadableLine> lines = new ArrayList<>();

    DrawnUnreadable(Draw draw, List<ObjectNode> records) {
        this.draw = draw;
        this.records = List.copyOf(records);
        for (String reason : draw.some(REASONS, 0, 4)) {
            damage(reason);
        }
    }

    List<UnreadableLine> lines() {
        return lines;
    }

    private void damage(String reason) {
        ObjectNode record = draw.pick(records).deepCopy();
        switch (reason) {
            case "EMPTY" -> unparsable(reason, draw.oneOf("", " ", "\t  ").getBytes(StandardCharsets.UTF_8));
            case "NOT_UTF8" -> unparsable(reason, notUtf8(record));
            case "NOT_JSON" -> unparsable(reason, notJson(record));
            case "DUPLICATE_KEY" ->
                unparsable(
                        reason,
                        draw.oneOf(
                                opened(record, "\"source\":\"jira\""),
                                opened(record, "\"x_vendor\":{\"a\":1,\"b\":[{\"c\":1,\"c\":1}]}")));
            case "TRAILING_CONTENT" -> unparsable(reason, bytes(record + draw.oneOf(" ", "") + draw.pick(records)));
            case "TOO_LARGE" -> unparsable(reason, opened(record, "\"x_vendor\":\"" + "y".repeat(256 * 1024) + "\""));
            case "TOO_DEEP" ->
                unparsable(reason, opened(record, "\"x_vendor\":" + "[".repeat(1_000) + "]".repeat(1_000)));
            case "NUMBER_RANGE" -> unparsable(reason, opened(record, "\"x_vendor\":1e999999999"));
            case "UNKNOWN_TYPE" -> unread(reason, record.put("type", draw.oneOf("verdict", "Action", "")));
            case "MISSING_FIELD" -> missingField(record);
            case "WRONG_TYPE" -> wrongType(record);
            case "BAD_TIME" ->
                unread(
                        reason,
                        record.put(
                                timeOf(record),
                                draw.oneOf("2026-02-30T00:00:00Z", "2026-03-20T00:00:00", "2026-03-20", "now")));
            case "TIME_OUT_OF_RANGE" ->
                unread(
                        reason,
                        record.put(
                                timeOf(record),
                                draw.oneOf(
                                        "1999-12-31T23:59:59.999Z", "1970-01-21T13:00:00Z", "0000-01-01T00:00:00Z")));
            case "BAD_INTERVAL" -> badInterval();
            default -> throw new IllegalArgumentException("not a reason of S8: " + reason);
        }
    }

    private byte[] notUtf8(ObjectNode record) {
        if (draw.chance(50)) {
            return opened(record, "\"x_vendor\":\"\\ud835\"");
        }
        byte[] bytes = opened(record, "\"x_vendor\":\"?\"");
        bytes["{\"x_vendor\":\"".length()] = draw.oneOf((byte) 0xff, (byte) 0xc0, (byte) 0x80);
        return bytes;
    }

    private byte[] notJson(ObjectNode record) {
        String whole = record.toString();
        if (draw.chance(25)) {
            byte[] marked = bytes("..." + whole);
            System.arraycopy(BYTE_ORDER_MARK, 0, marked, 0, BYTE_ORDER_MARK.length);
            return marked;
        }
        return draw.oneOf(
                bytes(whole.substring(0, whole.length() - 1)),
                opened(record, "\"x_vendor\":NaN"),
                opened(record, "\"x_vendor\":'y'"),
                bytes("]" + whole));
    }

    private void missingField(ObjectNode record) {
        List<String> required = draw.oneOf(
                List.of("type", "source", timeOf(record)),
                switch (Fields.required(record, "type")) {
                    case "action" -> List.of("id", "actor", "operation", "outcome");
                    case "change" -> List.of("id", "version", "kind", "state", "scope", "approvals");
                    case "freeze" -> List.of("id", "version", "state", "window", "scope");
                    case "identity" -> List.of("id", "version", "kind", "aliases", "state", "entitlements");
                    case "credential" -> List.of("id", "version", "identity", "state", "issued_at");
                    case "recording" -> List.of("id", "version", "session", "state");
                    default -> List.of("complete_through");
                });
        String missing = draw.pick(required);
        unread("MISSING_FIELD", draw.chance(50) ? record.putNull(missing) : record.without(missing));
    }

    private void wrongType(ObjectNode record) {
        if (record.has("version") && draw.chance(50)) {
            record.set("version", draw.oneOf(DoubleNode.valueOf(1.0), TextNode.valueOf("1")));
        } else {
            record.set(draw.oneOf("source", timeOf(record)), draw.oneOf(IntNode.valueOf(7), BooleanNode.TRUE));
        }
        unread("WRONG_TYPE", record);
    }

    private void badInterval() {
        ObjectNode record = draw.pick(records.stream()
                        .filter(each -> each.path("window").isObject())
                        .toList())
                .deepCopy();
        long start = Fields.requiredMillis(record, "window.start");
        record.withObject("/window").put("end", Fields.instant(start - 1));
        unread("BAD_INTERVAL", record);
    }

    private static String timeOf(ObjectNode record) {
        return switch (Fields.required(record, "type")) {
            case "action" -> "time";
            case "mark" -> "complete_through";
            default -> "recorded_at";
        };
    }

    /** The record with another member in front. */
    private static byte[] opened(ObjectNode record, String member) {
        return bytes("{" + member + "," + record.toString().substring(1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void unparsable(String reason, byte[] raw) {
        lines.add(new UnreadableLine(Base64.getEncoder().encodeToString(raw), reason, Optional.empty()));
    }

    /** A line that is JSON, and so counts under the source it names, if it names one. */
    private void unread(String reason, JsonNode record) {
        Optional<String> source =
                Optional.of(record.path("source")).filter(JsonNode::isTextual).map(JsonNode::asText);
        lines.add(new UnreadableLine(Base64.getEncoder().encodeToString(bytes(record.toString())), reason, source));
    }
}
