package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.launcher.check.Judgement;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign rules explain}: what each control makes of one action, and how far each change was from covering it. */
@Command(
        name = "explain",
        description = {
            "Tells what each control makes of an action, and how far each change was from covering it.",
            "What the register has is taken for complete: marks and sources.yaml do not count. Of many changes it shows"
                    + " those that verdicts name, which are the " + RulesExplainCommand.MOST_CANDIDATES
                    + " that came furthest."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:told", "2:bad usage, a bad rule file, or an action or register record that cannot be read"})
public final class RulesExplainCommand implements Callable<Integer> {

    /** As many as a verdict names (S8). */
    static final int MOST_CANDIDATES = 20;

    /** The rungs of the ladder, by their numbers (S4.2). */
    private static final List<String> RUNGS = List.of(
            "",
            "system",
            "environment",
            "identity",
            "operation",
            "object",
            "known",
            "state",
            "approval",
            "separation",
            "window",
            "freeze");

    @Parameters(paramLabel = "ACTION", description = "A file with one action, as canonical JSON.")
    private Path action = Path.of("");

    @Option(
            names = "--register",
            required = true,
            paramLabel = "DIR",
            description = "Directory of *.jsonl files with canonical register records.")
    private Path register = Path.of(".");

    @Option(names = "--rules", paramLabel = "DIR", description = "Directory of rules; default: those of the product.")
    private @Nullable Path rules;

    @Option(names = "--json", description = "Prints the verdicts, one JSON object a line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesExplainCommand() {}

    @Override
    public Integer call() throws Exception {
        List<RuleFile> files = rules == null ? Catalog.builtIn() : Catalog.files(required(rules));
        Catalog catalog = Catalog.of(files);
        String text = Files.readString(readable(action)).strip();
        if (!(record(text, action.toString()) instanceof Action judged)) {
            throw new ParameterException(spec.commandLine(), action + " holds no action");
        }
        List<String> records = register(required(register));
        records.add(new String(Codec.write(judged), StandardCharsets.UTF_8));
        List<JsonNode> verdicts = Judgement.of(records, Map.of(), files, 1);
        for (Control control : catalog.controls()) {
            JsonNode verdict = verdicts.stream()
                    .filter(each -> each.path("control").asText().equals(control.id()))
                    .findFirst()
                    .orElse(null);
            if (json && verdict != null) {
                spec.commandLine().getOut().println(verdict);
            } else if (!json) {
                print(control, judged, verdict);
            }
        }
        return 0;
    }

    private Path required(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), directory + " is no directory");
        }
        return directory;
    }

    private Path readable(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), file + " is no file");
        }
        return file;
    }

    private CanonicalRecord record(String text, String where) {
        try {
            return Codec.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new ParameterException(spec.commandLine(), where + ": " + e.reason() + ", " + e.detail(), e);
        }
    }

    /** The register's records; actions among them are not judged, and marks not waited for: all is taken for complete. */
    private List<String> register(Path directory) throws IOException {
        List<String> records = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                int line = 0;
                for (String each : Files.readAllLines(file)) {
                    line++;
                    if (!each.isBlank() && !(record(each, file + ":" + line) instanceof Action)) {
                        records.add(each);
                    }
                }
            }
        }
        return records;
    }

    private void print(Control control, Action judged, @Nullable JsonNode verdict) {
        PrintWriter out = spec.commandLine().getOut();
        if (verdict == null) {
            out.println(control.id() + ": does not select this action");
            return;
        }
        String reason = verdict.path("reason").asText("");
        out.println(control.id() + ": " + verdict.path("outcome").asText() + (reason.isEmpty() ? "" : ", " + reason));
        line(
                "action",
                judged.id() + " at " + judged.time() + ", " + judged.operation().wireName()
                        + (judged.object() == null ? "" : " of " + judged.object()));
        line(
                "identity",
                judged.actor().principal() + ", known as "
                        + verdict.path("identity").asText());
        List<String> notes = new ArrayList<>();
        verdict.path("notes").forEach(note -> notes.add(note.asText()));
        line("notes", String.join(", ", notes));
        line("change", verdict.path("change").asText(""));
        line("nearest", verdict.path("nearest").asText(""));
        if (!verdict.path("candidates").isEmpty()) {
            out.printf("  %-24s %-16s %-18s %s%n", "candidate", "failed rung", "reason", "off by");
        }
        for (JsonNode candidate : verdict.path("candidates")) {
            int rung = candidate.path("rung").asInt(0);
            out.printf(
                    "  %-24s %-16s %-18s %s%n",
                    Shown.text(candidate.path("change").asText()),
                    rung == 0 ? "none: it covers" : rung + " " + RUNGS.get(rung),
                    candidate.path("reason").asText(""),
                    candidate.path("off_by").asText(""));
        }
        if (verdict.path("candidates").size() == MOST_CANDIDATES) {
            out.println("  and maybe others, which came less far");
        }
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            spec.commandLine().getOut().printf("  %-24s %s%n", name, Shown.text(value, 400));
        }
    }
}
