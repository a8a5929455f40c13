package io.countersign.launcher.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.judge.Population;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a bounded run found, in the order and form of S8, whatever parts it was written in.
 *
 * @param verdicts the last revision of each verdict
 * @param matches what the sequences found
 * @param quarantine what could not be read
 */
record CheckOutput(List<Line> verdicts, List<Line> matches, List<Line> quarantine, Population population) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> TO_ACT_ON =
            Set.of(VerdictOutcome.EXCEPTION.name(), VerdictOutcome.INDETERMINATE.name());

    private static final String VERDICTS = "verdicts.jsonl";
    private static final String MATCHES = "matches.jsonl";
    private static final String QUARANTINE = "quarantine.jsonl";
    private static final String POPULATION = "population.json";

    private static final Comparator<Line> VERDICT_ORDER = Comparator.<Line, Instant>comparing(
                    line -> Instant.parse(line.text("time")))
            .thenComparing(line -> line.text("source"), CodePointOrder.ORDER)
            .thenComparing(line -> line.text("action_id"), CodePointOrder.ORDER)
            .thenComparing(line -> line.text("control"), CodePointOrder.ORDER)
            .thenComparing(line -> line.text("id"), CodePointOrder.ORDER);

    private static final Comparator<Line> MATCH_ORDER = Comparator.<Line, Instant>comparing(
                    line -> Instant.parse(line.text("time")))
            .thenComparing(line -> line.text("sequence"), CodePointOrder.ORDER)
            .thenComparing(line -> line.text("id"), CodePointOrder.ORDER);

    /** Events of one message share a line; what is said of them tells them apart. */
    private static final Comparator<Line> QUARANTINE_ORDER = Comparator.<Line, String>comparing(
                    line -> line.text("file"), CodePointOrder.ORDER)
            .thenComparingLong(line -> line.node().get("line").asLong())
            .thenComparing(Line::json, CodePointOrder.ORDER);

    /** A line of an output file, as written and as read. */
    record Line(String json, JsonNode node) {

        String text(String member) {
            return node.path(member).asText();
        }
    }

    /** Gathers the part files of a run over these rules. */
    static CheckOutput gather(Path parts, Catalog rules) throws IOException {
        Map<String, Line> lastRevisions = new HashMap<>();
        for (Line line : lines(parts, "verdicts")) {
            lastRevisions.merge(line.text("id"), line, (one, other) -> revision(one) > revision(other) ? one : other);
        }
        Population population = new Population();
        rules.controls().forEach(control -> population.include(control.id()));
        for (Line line : lines(parts, "tallies")) {
            long count = line.node().get("count").asLong();
            if (line.text("subject").equals("CONTROL")) {
                population.addToControl(line.text("name"), line.text("term"), count);
            } else {
                JsonNode reason = line.node().get("reason");
                population.addToSource(
                        line.text("name"), line.text("term"), reason.isNull() ? null : reason.asText(), count);
            }
        }
        return new CheckOutput(
                sorted(lastRevisions.values(), VERDICT_ORDER),
                sorted(lines(parts, "matches"), MATCH_ORDER),
                sorted(lines(parts, "quarantine"), QUARANTINE_ORDER),
                population);
    }

    private static int revision(Line line) {
        return line.node().get("revision").asInt();
    }

    private static List<Line> sorted(Collection<Line> lines, Comparator<Line> order) {
        return lines.stream().sorted(order).toList();
    }

    private static List<Line> lines(Path parts, String prefix) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(prefix + "-"))
                    .toList()) {
                for (String json : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    lines.add(new Line(json, JSON.readTree(json)));
                }
            }
        }
        return lines;
    }

    /** How many verdicts have each outcome. */
    Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new TreeMap<>();
        verdicts.forEach(verdict -> outcomes.merge(verdict.text("outcome"), 1L, Long::sum));
        return outcomes;
    }

    /** Writes the files of S8; each appears whole or not at all. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        writeLines(directory, VERDICTS, verdicts);
        writeLines(directory, MATCHES, matches);
        writeLines(directory, QUARANTINE, quarantine);
        Path temporary = Files.createTempFile(directory, ".population", ".tmp");
        Files.writeString(temporary, populationJson() + "\n");
        Files.move(temporary, directory.resolve(POPULATION), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what an earlier run left, which a run that fails must not be taken for. */
    static void removeEarlier(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            for (String name : List.of(VERDICTS, MATCHES, QUARANTINE, POPULATION)) {
                Files.deleteIfExists(directory.resolve(name));
            }
        }
    }

    /** Whether anything of a rule that is not in shadow is to be acted on: an exception, what cannot be judged, a match. */
    boolean callsForAction(Catalog rules) {
        Set<String> inShadow = rules.inShadow();
        return verdicts.stream()
                        .filter(verdict -> !inShadow.contains(verdict.text("control")))
                        .anyMatch(verdict -> TO_ACT_ON.contains(verdict.text("outcome")))
                || matches.stream().anyMatch(match -> !inShadow.contains(match.text("sequence")));
    }

    /** {@code population.json} of S8. */
    String populationJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(population.toMembers());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and numbers are always JSON", e);
        }
    }

    private static void writeLines(Path directory, String name, List<Line> lines) throws IOException {
        Path temporary = Files.createTempFile(directory, "." + name, ".tmp");
        try (BufferedWriter writer = Files.newBufferedWriter(temporary)) {
            for (Line line : lines) {
                writer.write(line.json());
                writer.write('\n');
            }
        }
        Files.move(temporary, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
