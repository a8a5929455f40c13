package io.countersign.launcher.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a trial came to.
 *
 * @param verdicts the last revision of each, by id
 * @param matches the matches of sequences, by id
 */
public record Settled(List<JsonNode> verdicts, List<JsonNode> matches) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Settled {
        verdicts = List.copyOf(verdicts);
        matches = List.copyOf(matches);
    }

    /** From all that came out, as JSON: of verdicts the last revision counts, and a match counts once. */
    static Settled of(List<String> verdicts, List<String> matches) {
        return new Settled(
                new ArrayList<>(last(verdicts).values()),
                new ArrayList<>(last(matches).values()));
    }

    private static Map<String, JsonNode> last(List<String> lines) {
        Map<String, JsonNode> last = new TreeMap<>();
        for (String line : lines) {
            JsonNode read = read(line);
            last.merge(
                    read.path("id").asText(),
                    read,
                    (one, other) -> other.path("revision").asInt()
                                    > one.path("revision").asInt()
                            ? other
                            : one);
        }
        return last;
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what the job writes is always JSON", e);
        }
    }
}
