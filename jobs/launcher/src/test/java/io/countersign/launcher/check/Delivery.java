package io.countersign.launcher.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.Countersign;
import io.countersign.rules.reference.Scenario;
import io.countersign.rules.reference.UnreadableLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * A scenario as files for {@code check}: in some order, some of its lines repeated byte for byte, spread over files and
 * directories, some of them compressed.
 *
 * @param records every record that was delivered, repetitions included
 * @param unreadable the lines that are none, by the file they are in
 * @param quarantine what becomes of them (S8), by file and line
 */
record Delivery(List<ObjectNode> records, Map<String, List<UnreadableLine>> unreadable, List<Quarantined> quarantine) {

    private static final List<String> DIRECTORIES = List.of("", "a/", "a/b/", "a-b/", "B/");

    /** A line of {@code quarantine.jsonl}, whose detail is free text. */
    record Quarantined(String file, long line, String reason, String rawBase64) {}

    /** A line: a record, or one that is none. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Line(byte[] bytes, List<ObjectNode> record, List<UnreadableLine> unreadable) {

        static Line of(ObjectNode record) {
            return new Line(record.toString().getBytes(StandardCharsets.UTF_8), List.of(record), List.of());
        }

        static Line of(UnreadableLine unreadable) {
            return new Line(Base64.getDecoder().decode(unreadable.rawBase64()), List.of(), List.of(unreadable));
        }
    }

    /** Writes the scenario's {@code input} and {@code rules} below a directory. */
    static Delivery write(Scenario scenario, Path directory, Random random) throws IOException {
        writeSettings(scenario, directory);
        Delivery delivery = new Delivery(new ArrayList<>(), new TreeMap<>(), new ArrayList<>());
        Map<String, List<Line>> files = new TreeMap<>();
        List<String> names = names(random);
        for (Line line : delivered(scenario, random)) {
            files.computeIfAbsent(names.get(random.nextInt(names.size())), unused -> new ArrayList<>())
                    .add(line);
        }
        for (Map.Entry<String, List<Line>> file : files.entrySet()) {
            delivery.count(file.getKey(), file.getValue());
            write(directory.resolve("input").resolve(file.getKey()), file.getValue());
        }
        return delivery;
    }

    /** Runs {@code check} over what was written below a directory, into {@code out} there; returns its exit code. */
    static int check(Path directory, int parallelism) {
        return Countersign.run(
                "check",
                "--input",
                directory.resolve("input").toString(),
                "--rules",
                directory.resolve("rules").toString(),
                "--out",
                directory.resolve("out").toString(),
                "--parallelism",
                String.valueOf(parallelism));
    }

    private static List<Line> delivered(Scenario scenario, Random random) {
        List<Line> once = new ArrayList<>();
        scenario.records().forEach(each -> once.add(Line.of(each)));
        scenario.unreadable().forEach(each -> once.add(Line.of(each)));
        List<Line> lines = new ArrayList<>();
        for (Line line : once) {
            int times = random.nextInt(8) == 0 ? 2 + random.nextInt(2) : 1;
            lines.addAll(Collections.nCopies(times, line));
        }
        Collections.shuffle(lines, random);
        return lines;
    }

    private static List<String> names(Random random) {
        List<String> names = new ArrayList<>();
        for (int number = random.nextInt(8); number >= 0; number--) {
            names.add(DIRECTORIES.get(random.nextInt(DIRECTORIES.size()))
                    + "part-" + number
                    + (random.nextInt(3) == 0 ? ".jsonl.gz" : ".jsonl"));
        }
        return names;
    }

    private void count(String file, List<Line> lines) {
        for (int i = 0; i < lines.size(); i++) {
            records.addAll(lines.get(i).record());
            for (UnreadableLine each : lines.get(i).unreadable()) {
                unreadable.computeIfAbsent(file, unused -> new ArrayList<>()).add(each);
                quarantine.add(new Quarantined(file, i + 1, each.reason(), each.rawBase64()));
            }
        }
    }

    private static void write(Path file, List<Line> lines) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream plain = Files.newOutputStream(file);
                OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
            for (Line line : lines) {
                out.write(line.bytes());
                out.write('\n');
            }
        }
    }

    private static void writeSettings(Scenario scenario, Path directory) throws IOException {
        Files.createDirectories(directory.resolve("input"));
        Files.writeString(
                directory.resolve("input/sources.yaml"),
                scenario.completeness().entrySet().stream()
                        .map(source -> "  '" + source.getKey() + "': { completeness: " + source.getValue() + " }\n")
                        .collect(Collectors.joining("", "sources:\n", "")));
        Files.createDirectories(directory.resolve("rules"));
        for (Scenario.ControlYaml control : scenario.controls()) {
            Files.writeString(directory.resolve("rules").resolve(control.id() + ".yaml"), control.yaml());
        }
    }
}
