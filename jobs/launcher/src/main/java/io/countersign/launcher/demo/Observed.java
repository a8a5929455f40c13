package io.countersign.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.scenario.Planted;
import io.countersign.launcher.scenario.Truth;
import io.countersign.rules.judge.Population;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What the output topics have said so far, and how it compares with the truth. */
final class Observed {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> verdicts = new HashMap<>();
    private final Map<String, JsonNode> totals = new HashMap<>();
    private final Map<String, String> quarantined = new HashMap<>();

    /** A verdict; of several revisions the highest counts. */
    void verdict(ConsumerRecord<byte[], byte[]> message) {
        JsonNode verdict = read(message.value());
        verdicts.merge(
                verdict.get("id").asText(),
                verdict,
                (one, other) ->
                        one.get("revision").asInt() > other.get("revision").asInt() ? one : other);
    }

    /** Something that could not be read; its key says where it lies, and each place counts once. */
    void quarantined(ConsumerRecord<byte[], byte[]> message) {
        Header reason = message.headers().lastHeader("reason");
        quarantined.put(
                new String(message.key(), StandardCharsets.UTF_8),
                reason == null ? "?" : new String(reason.value(), StandardCharsets.UTF_8));
    }

    /** A population total; the last one of a subject counts. */
    void total(ConsumerRecord<byte[], byte[]> message) {
        totals.put(new String(message.key(), StandardCharsets.UTF_8), read(message.value()));
    }

    static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("an output topic holds something that is no JSON", e);
        }
    }

    int verdictCount() {
        return verdicts.size();
    }

    /** What tells a word on an exception from every other: its verdict, and what that says. */
    static String finding(JsonNode verdict) {
        return verdict.get("id").asText()
                + verdict.get("outcome").asText()
                + verdict.get("reason").asText();
    }

    /** The {@linkplain #finding findings} that the exceptions topic is to hold by the last verdicts. */
    Set<String> findings() {
        return verdicts.values().stream()
                .filter(verdict -> Set.of("EXCEPTION", "RATIFIED")
                        .contains(verdict.get("outcome").asText()))
                .map(Observed::finding)
                .collect(Collectors.toSet());
    }

    /** How many last verdicts there are, by outcome and reason. */
    SortedMap<String, Integer> byReason() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (JsonNode verdict : verdicts.values()) {
            String outcome = verdict.get("outcome").asText();
            counts.merge(
                    outcome.equals("AUTHORISED")
                            ? outcome
                            : outcome + " " + verdict.get("reason").asText(),
                    1,
                    Integer::sum);
        }
        return counts;
    }

    SortedMap<String, Integer> quarantineByReason() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        quarantined.values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
        return counts;
    }

    /** What differs from the truth, as sentences; empty if everything planted was found and nothing else. */
    List<String> differences(Truth truth) {
        Map<String, Planted> planted = truth.planted().stream()
                .collect(Collectors.toMap(each -> each.source() + "/" + each.actionId(), each -> each));
        Map<String, String> authorised = new HashMap<>();
        truth.authorised().forEach((change, ids) -> ids.forEach(id -> authorised.put("cloudtrail/" + id, change)));
        Set<String> differences = new TreeSet<>();
        Set<String> missing = new TreeSet<>(planted.keySet());
        missing.addAll(authorised.keySet());
        for (JsonNode verdict : verdicts.values()) {
            String action = verdict.get("source").asText() + "/"
                    + verdict.get("action_id").asText();
            missing.remove(action);
            String difference = difference(verdict, planted.get(action), authorised.get(action));
            if (difference != null) {
                differences.add(action + ": " + difference);
            }
        }
        missing.forEach(action -> differences.add(action + ": no verdict"));
        if (!quarantineByReason().equals(truth.quarantined())) {
            differences.add("quarantine: planted " + truth.quarantined() + ", found " + quarantineByReason());
        }
        return List.copyOf(differences);
    }

    private static @Nullable String difference(
            JsonNode verdict, @Nullable Planted planted, @Nullable String authorisedBy) {
        String outcome = verdict.get("outcome").asText();
        if (planted == null) {
            boolean right = outcome.equals("AUTHORISED")
                    && verdict.get("change").asText().equals(authorisedBy);
            return right ? null : "found " + outcome + ", planted as authorised by " + authorisedBy;
        }
        boolean right = outcome.equals(planted.outcome())
                && verdict.get("reason").asText().equals(planted.reason())
                && (planted.nearest() == null || verdict.get("nearest").asText().equals(planted.nearest()));
        return right
                ? null
                : "found " + outcome + " " + verdict.get("reason").asText() + " nearest "
                        + verdict.get("nearest").asText() + ", planted " + planted;
    }

    /** The population so far. */
    Population population() {
        Population population = new Population();
        for (JsonNode total : totals.values()) {
            boolean control = total.get("subject").asText().equals("control");
            String name = total.get("name").asText();
            total.get("terms").properties().forEach(entry -> {
                String[] term = entry.getKey().split("/", 2);
                if (control) {
                    population.addToControl(name, term[0], entry.getValue().asLong());
                } else {
                    population.addToSource(
                            name,
                            term[0],
                            term.length == 1 ? null : term[1],
                            entry.getValue().asLong());
                }
            });
        }
        return population;
    }

    /** The names of the sources counted so far. */
    Set<String> sources() {
        Set<String> sources = new TreeSet<>();
        totals.values().stream()
                .filter(total -> total.get("subject").asText().equals("source"))
                .forEach(total -> sources.add(total.get("name").asText()));
        return sources;
    }
}
