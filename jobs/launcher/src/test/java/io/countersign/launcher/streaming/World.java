package io.countersign.launcher.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.Countersign;
import io.countersign.rules.reference.Scenario;
import io.countersign.rules.reference.ScenarioGenerator;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.RegisterRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A generated world as a stream brings it: all of its sources speak by marks, most of them to the end. One more action,
 * which no control selects, comes last and moves the time of actions past the patience with those that do not.
 */
final class World {

    private static final Pattern SOURCE_LIST = Pattern.compile("sources: \\[([^\\]]*)\\]");
    private static final Set<String> SILENT = Set.of("silent", "ghost");

    private final Scenario scenario;
    private final List<JsonNode> actions = new ArrayList<>();
    private final Map<String, List<JsonNode>> register = new TreeMap<>();
    private final Instant end;

    World(long seed) {
        scenario = ScenarioGenerator.generate(seed);
        Instant last = Instant.MIN;
        for (ObjectNode each : scenario.records()) {
            CanonicalRecord read = read(each);
            if (read instanceof Action action) {
                actions.add(each);
                last = action.time().isAfter(last) ? action.time() : last;
            } else if (read instanceof RegisterRecord) {
                register.computeIfAbsent(read.source(), unused -> new ArrayList<>())
                        .add(each);
            }
        }
        end = last.plus(Duration.ofDays(40));
    }

    private static CanonicalRecord read(JsonNode each) {
        try {
            return Codec.read(each.toString().getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    /** Every source that a control trusts or that delivers anything. */
    Set<String> sources() {
        Set<String> sources = new TreeSet<>(register.keySet());
        for (Scenario.ControlYaml control : scenario.controls()) {
            Matcher lists = SOURCE_LIST.matcher(control.yaml());
            while (lists.find()) {
                for (String quoted : lists.group(1).split(",", -1)) {
                    sources.add(quoted.strip().replace("'", ""));
                }
            }
        }
        return sources;
    }

    /** The rule files, in a directory. */
    Path rules(Path directory) throws IOException {
        Path rules = Files.createDirectories(directory.resolve("rules"));
        for (Scenario.ControlYaml control : scenario.controls()) {
            Files.writeString(rules.resolve(control.id() + ".yaml"), control.yaml());
        }
        return rules;
    }

    /** All actions in any order, and the one that comes last. */
    List<JsonNode> actions(Random random) {
        List<JsonNode> shuffled = new ArrayList<>(actions);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** The action that comes last; one for each partition, lest an idle one hold the time back. */
    JsonNode lastAction(int number) {
        ObjectNode action = TestStand.JSON.createObjectNode();
        action.put("type", "action");
        action.put("id", "last-" + number);
        action.put("time", end.minus(Duration.ofDays(38)).toString());
        action.put("source", "cloudtrail");
        action.putObject("actor").put("principal", "nobody").put("kind", "machine");
        action.put("operation", "read");
        action.put("outcome", "partial");
        return action;
    }

    /**
     * What one source delivers: its records in any order, but each before a mark that covers it; some marks early, some
     * lower than one before, the last one at the end of the world.
     */
    List<JsonNode> delivery(String source, Random random) {
        List<JsonNode> sorted = new ArrayList<>(register.getOrDefault(source, List.of()));
        sorted.sort(Comparator.comparing(World::recordedAt));
        List<JsonNode> delivery = new ArrayList<>();
        for (int from = 0; from < sorted.size(); ) {
            int to = Math.min(sorted.size(), from + 1 + random.nextInt(10));
            List<JsonNode> chunk = new ArrayList<>(sorted.subList(from, to));
            Collections.shuffle(chunk, random);
            delivery.addAll(chunk);
            if (to < sorted.size()) {
                delivery.add(mark(source, recordedAt(sorted.get(to)).minusMillis(1 + random.nextInt(3))));
            }
            from = to;
        }
        if (!SILENT.contains(source)) {
            delivery.add(mark(source, end));
        }
        return delivery;
    }

    private static Instant recordedAt(JsonNode each) {
        return ((RegisterRecord) read(each)).recordedAt();
    }

    private static JsonNode mark(String source, Instant completeThrough) {
        return TestStand.JSON
                .createObjectNode()
                .put("type", "mark")
                .put("source", source)
                .put("complete_through", completeThrough.toString());
    }

    /** The last verdicts of the bounded run over the same records. */
    Map<String, JsonNode> bounded(Path directory) throws IOException {
        Path input = Files.createDirectories(directory.resolve("input"));
        List<String> lines = new ArrayList<>();
        actions.forEach(each -> lines.add(each.toString()));
        lines.add(lastAction(0).toString());
        Map<String, Object> modes = new LinkedHashMap<>();
        for (String source : sources()) {
            delivery(source, new Random(0)).forEach(each -> lines.add(each.toString()));
            modes.put(source, Map.of("completeness", "marks"));
        }
        Files.write(input.resolve("all.jsonl"), lines);
        TestStand.JSON.writeValue(input.resolve("sources.yaml").toFile(), Map.of("sources", modes));
        Countersign.run(
                "check",
                "--input",
                input.toString(),
                "--rules",
                rules(directory).toString(),
                "--out",
                directory.resolve("out").toString());
        Map<String, JsonNode> verdicts = new TreeMap<>();
        for (String line : Files.readAllLines(directory.resolve("out/verdicts.jsonl"))) {
            JsonNode verdict = TestStand.JSON.readTree(line);
            verdicts.put(verdict.get("id").asText(), verdict);
        }
        assertThat(verdicts).isNotEmpty();
        return verdicts;
    }
}
