package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The members of a canonical record by dotted path, where absent and null are the same (S2). */
final class Fields {
    private static final DateTimeFormatter THREE_DIGITS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Each spelling is parsed once: the judge asks for the same instants over and over. */
    private static final Map<String, Long> PARSED = new ConcurrentHashMap<>();

    private Fields() {}

    static JsonNode at(JsonNode record, String path) {
        JsonNode node = record;
        for (String name : path.split("\\.", -1)) {
            node = node.path(name);
        }
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    static Optional<String> text(JsonNode record, String path) {
        JsonNode node = at(record, path);
        return node.isMissingNode() ? Optional.empty() : Optional.of(node.asText());
    }

    static String required(JsonNode record, String path) {
        return text(record, path).orElseThrow(() -> new IllegalArgumentException(path + " is missing in " + record));
    }

    static List<String> texts(JsonNode record, String path) {
        return items(record, path).map(JsonNode::asText).toList();
    }

    static Stream<JsonNode> items(JsonNode record, String path) {
        return StreamSupport.stream(at(record, path).spliterator(), false);
    }

    static Optional<Long> millis(JsonNode record, String path) {
        return text(record, path).map(Fields::millis);
    }

    static long requiredMillis(JsonNode record, String path) {
        return millis(required(record, path));
    }

    /** Finer digits than milliseconds are truncated (S1.2). */
    static long millis(String instant) {
        return PARSED.computeIfAbsent(
                instant, each -> OffsetDateTime.parse(each).toInstant().toEpochMilli());
    }

    static String instant(long millis) {
        return THREE_DIGITS.format(Instant.ofEpochMilli(millis));
    }

    /** Half-open: the start is inside and the end is not, so that zero length covers nothing (S1.3). */
    static boolean covers(JsonNode record, String interval, long t) {
        return millis(record, interval + ".start").filter(start -> start <= t).isPresent()
                && millis(record, interval + ".end").filter(end -> t < end).isPresent();
    }
}
