package io.countersign.evidence.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineFormatException;
import io.countersign.schemas.codec.Rfc3339;
import io.countersign.schemas.codec.StrictJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads records of the accounts out of their canonical JSON. Stateless. */
final class AccountReader {

    private static final ObjectMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();
    private static final Set<String> RANGE = Set.of(
            "bytes",
            "checkpoint",
            "dispositions",
            "gap_offsets",
            "gaps",
            "input",
            "offset_from",
            "offset_to",
            "partition",
            "read",
            "records",
            "subject",
            "topic",
            "type");
    private static final Set<String> CONTROL = Set.of(
            "authorised",
            "checkpoint",
            "exception",
            "indeterminate",
            "n",
            "name",
            "pending",
            "ratified",
            "selected",
            "subject",
            "type");
    private static final Set<String> SEQUENCE = Set.of("checkpoint", "matches", "n", "name", "subject", "type");
    private static final Set<String> HEARTBEAT = Set.of("checkpoint", "events", "from", "n", "source", "to", "type");

    private AccountReader() {}

    /**
     * Reads a record.
     *
     * @throws LineFormatException if it is none that is known
     */
    static Account read(EvidenceType type, byte[] record) throws LineFormatException {
        JsonNode json;
        try {
            json = JSON.readTree(record);
        } catch (IOException e) {
            throw new LineFormatException("has a record of type " + type.wireName() + " that is no JSON");
        }
        if (!text(json, "type").equals(type.wireName())) {
            throw new LineFormatException("has a record of another type than it says");
        }
        if (type == EvidenceType.HEARTBEAT) {
            requireMembers(json, HEARTBEAT);
            return new Account.Heartbeat(
                    number(json, "n"),
                    text(json, "source"),
                    number(json, "events"),
                    millis(json, "from"),
                    millis(json, "to"));
        }
        return switch (text(json, "subject")) {
            case "partition" -> range(json);
            case "control" -> control(json);
            case "sequence" -> {
                requireMembers(json, SEQUENCE);
                yield new Account.SequenceTotals(number(json, "n"), text(json, "name"), number(json, "matches"));
            }
            default ->
                throw new LineFormatException("has an account of the unknown subject '" + text(json, "subject") + "'");
        };
    }

    private static Account control(JsonNode json) throws LineFormatException {
        requireMembers(json, CONTROL);
        return new Account.ControlTotals(
                number(json, "n"),
                text(json, "name"),
                number(json, "selected"),
                number(json, "authorised"),
                number(json, "ratified"),
                number(json, "exception"),
                number(json, "indeterminate"),
                number(json, "pending"));
    }

    private static Account range(JsonNode json) throws LineFormatException {
        requireMembers(json, RANGE);
        List<Account.Gap> gaps = new ArrayList<>();
        for (JsonNode gap : json.path("gaps")) {
            gaps.add(new Account.Gap(number(gap, "from"), number(gap, "to")));
        }
        Map<String, Long> dispositions = new TreeMap<>();
        JsonNode given = json.path("dispositions");
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            dispositions.put(each.getKey(), number(given, each.getKey()));
        }
        JsonNode partition = json.path("partition");
        if (!partition.isInt()) {
            throw new LineFormatException("has an account without a number 'partition'");
        }
        return new Account.PartitionRange(
                text(json, "input"),
                text(json, "topic"),
                partition.intValue(),
                number(json, "offset_from"),
                number(json, "offset_to"),
                number(json, "records"),
                number(json, "gap_offsets"),
                gaps,
                number(json, "read"),
                dispositions);
    }

    private static void requireMembers(JsonNode json, Set<String> expected) throws LineFormatException {
        Set<String> given = new HashSet<>();
        json.fieldNames().forEachRemaining(given::add);
        if (!given.equals(expected)) {
            throw new LineFormatException("has an account with other members than it has: " + given);
        }
    }

    private static String text(JsonNode json, String name) throws LineFormatException {
        String text = json.path(name).textValue();
        if (text == null) {
            throw new LineFormatException("has an account without a text '" + name + "'");
        }
        return text;
    }

    private static long number(JsonNode json, String name) throws LineFormatException {
        String text = text(json, name);
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && Long.toString(number).equals(text)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new LineFormatException("has an account whose '" + name + "' is no number: '" + text + "'");
        }
        throw new LineFormatException("has an account whose '" + name + "' is '" + text + "', expected a count");
    }

    private static long millis(JsonNode json, String name) throws LineFormatException {
        Instant instant = Rfc3339.parse(text(json, name));
        if (instant == null) {
            throw new LineFormatException("has a heartbeat whose '" + name + "' is no instant");
        }
        return instant.toEpochMilli();
    }
}
