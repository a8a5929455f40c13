package io.countersign.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.launcher.scenario.Authorised;
import io.countersign.launcher.scenario.Planted;
import io.countersign.launcher.scenario.Truth;
import io.countersign.rules.judge.Population;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private static final Set<String> RULES = Set.copyOf(UseCase.allRules());

    private final Map<String, JsonNode> verdicts = new HashMap<>();
    private final Map<String, JsonNode> matches = new HashMap<>();
    private final Map<String, JsonNode> totals = new HashMap<>();
    private final Map<String, String> quarantined = new HashMap<>();

    /** Whether a verdict or a match is of a rule of which the truth speaks; a job may run with more rules. */
    static boolean isOfUseCase(JsonNode result) {
        return RULES.contains(ruleOf(result));
    }

    private static String ruleOf(JsonNode result) {
        return result.get(result.has("sequence") ? "sequence" : "control").asText();
    }

    /** A verdict; of several revisions the highest counts. */
    void verdict(JsonNode verdict) {
        if (!isOfUseCase(verdict)) {
            return;
        }
        verdicts.merge(
                verdict.get("id").asText(),
                verdict,
                (one, other) ->
                        one.get("revision").asInt() > other.get("revision").asInt() ? one : other);
    }

    /** A match; one that comes again is the same. */
    void match(JsonNode match) {
        if (isOfUseCase(match)) {
            matches.put(match.get("id").asText(), match);
        }
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

    /** How many last verdicts and matches there are, by rule, outcome and reason. */
    SortedMap<String, Integer> byReason() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (JsonNode verdict : verdicts.values()) {
            String outcome = verdict.get("outcome").asText();
            String reason = outcome.equals("AUTHORISED")
                    ? ""
                    : " " + verdict.get("reason").asText();
            counts.merge(ruleOf(verdict) + " " + outcome + reason, 1, Integer::sum);
        }
        matches.values().forEach(match -> counts.merge(ruleOf(match) + " MATCH", 1, Integer::sum));
        return counts;
    }

    SortedMap<String, Integer> quarantineByReason() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        quarantined.values().forEach(reason -> counts.merge(reason, 1, Integer::sum));
        return counts;
    }

    /** What differs from the truth, as sentences; empty if everything planted was found and nothing else. */
    List<String> differences(Truth truth) {
        Set<String> differences = new TreeSet<>();
        differVerdicts(truth, differences);
        differMatches(truth, differences);
        if (!quarantineByReason().equals(truth.quarantined())) {
            differences.add("quarantine: planted " + truth.quarantined() + ", found " + quarantineByReason());
        }
        return List.copyOf(differences);
    }

    private void differVerdicts(Truth truth, Set<String> differences) {
        Map<String, Planted> planted = truth.planted().stream()
                .collect(Collectors.toMap(
                        each -> subject(each.control(), each.source(), each.actionId()), each -> each));
        Map<String, Authorised> authorised = truth.authorised().stream()
                .collect(Collectors.toMap(
                        each -> subject(each.control(), each.source(), each.actionId()), each -> each));
        Set<String> missing = new TreeSet<>(planted.keySet());
        missing.addAll(authorised.keySet());
        for (JsonNode verdict : verdicts.values()) {
            String subject = subject(
                    ruleOf(verdict),
                    verdict.get("source").asText(),
                    verdict.get("action_id").asText());
            missing.remove(subject);
            String difference = difference(verdict, planted.get(subject), authorised.get(subject));
            if (difference != null) {
                differences.add(subject + ": " + difference);
            }
        }
        missing.forEach(subject -> differences.add(subject + ": no verdict"));
    }

    private static String subject(String control, String source, String actionId) {
        return control + " " + source + "/" + actionId;
    }

    private void differMatches(Truth truth, Set<String> differences) {
        Set<String> planted = truth.matches().stream()
                .map(each -> match(each.sequence(), each.key(), each.events()))
                .collect(Collectors.toSet());
        Set<String> found = matches.values().stream()
                .map(each -> {
                    List<String> events = new ArrayList<>();
                    each.get("events").forEach(event -> events.add(event.asText()));
                    return match(ruleOf(each), each.get("key").asText(), events);
                })
                .collect(Collectors.toSet());
        planted.stream().filter(each -> !found.contains(each)).forEach(each -> differences.add(each + ": no match"));
        found.stream().filter(each -> !planted.contains(each)).forEach(each -> differences.add(each + ": not planted"));
    }

    private static String match(String sequence, String key, List<String> events) {
        return sequence + " " + key + " " + String.join(" > ", events);
    }

    private static @Nullable String difference(
            JsonNode verdict, @Nullable Planted planted, @Nullable Authorised authorised) {
        String outcome = verdict.get("outcome").asText();
        if (planted == null) {
            boolean right = authorised != null
                    && outcome.equals("AUTHORISED")
                    && (authorised.change() == null
                            || verdict.get("change").asText().equals(authorised.change()));
            String truth = authorised == null ? "nothing" : authorised.toString();
            return right
                    ? null
                    : "found " + outcome + " " + verdict.get("reason").asText() + ", planted " + truth;
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
