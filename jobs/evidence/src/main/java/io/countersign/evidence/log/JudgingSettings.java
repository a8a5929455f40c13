package io.countersign.evidence.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The settings of a job, beside the completeness of its sources, that decide whether an action is judged and by what has
 * come by then. They are kept as a file among the rules in force, each under the name of its option.
 *
 * @param dedupHorizon how far apart in event time repetitions of an action are recognised (S6.1)
 * @param idleTimeout after how much silence a partition of actions no longer holds back the others
 * @param maxDelay how far behind its newest record a source of assumed completeness is complete (S4.6)
 * @param maxSkew how far a record's time may be ahead of its Kafka timestamp (S1.4)
 * @param maxWait how long after an action its sources may be incomplete before it is indeterminate (S4.7)
 * @param outOfOrderness how far the actions of one partition may be out of order
 * @param retention how long the register keeps what can no longer cover an action (S3.7)
 */
public record JudgingSettings(
        Duration dedupHorizon,
        Duration idleTimeout,
        Duration maxDelay,
        Duration maxSkew,
        Duration maxWait,
        Duration outOfOrderness,
        Duration retention) {

    /** The name of the file. */
    public static final String FILE = "settings.json";

    private static final ObjectMapper JSON =
            JsonMapper.builder(StrictJson.FACTORY).build();

    public JudgingSettings {
        Objects.requireNonNull(dedupHorizon, "dedupHorizon");
        Objects.requireNonNull(idleTimeout, "idleTimeout");
        Objects.requireNonNull(maxDelay, "maxDelay");
        Objects.requireNonNull(maxSkew, "maxSkew");
        Objects.requireNonNull(maxWait, "maxWait");
        Objects.requireNonNull(outOfOrderness, "outOfOrderness");
        Objects.requireNonNull(retention, "retention");
    }

    private Map<String, Duration> byName() {
        return new TreeMap<>(Map.of(
                "dedup_horizon", dedupHorizon,
                "idle_timeout", idleTimeout,
                "max_delay", maxDelay,
                "max_skew", maxSkew,
                "max_wait", maxWait,
                "out_of_orderness", outOfOrderness,
                "retention", retention));
    }

    /** The bytes of the file. */
    public byte[] toBytes() {
        return JsonWriter.forEvidence()
                .object(json -> byName().forEach((name, value) -> json.member(name, value.toString())))
                .toBytes();
    }

    /**
     * Reads the file.
     *
     * @throws IOException if it is not as it would be written
     */
    public static JudgingSettings read(byte[] bytes) throws IOException {
        try {
            JsonNode json = JSON.readTree(bytes);
            JudgingSettings read = new JudgingSettings(
                    duration(json, "dedup_horizon"),
                    duration(json, "idle_timeout"),
                    duration(json, "max_delay"),
                    duration(json, "max_skew"),
                    duration(json, "max_wait"),
                    duration(json, "out_of_orderness"),
                    duration(json, "retention"));
            if (json.size() != read.byName().size()) {
                throw new IOException(
                        FILE + " in evidence has settings that this version does not know; a newer one wrote" + " it");
            }
            return read;
        } catch (JacksonException e) {
            throw new IOException(FILE + " in evidence is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Duration duration(JsonNode json, String name) throws IOException {
        String text = json.path(name).asText();
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IOException(
                    FILE + " in evidence has '" + text + "' for " + name + ", expected a duration such as PT5M", e);
        }
    }
}
