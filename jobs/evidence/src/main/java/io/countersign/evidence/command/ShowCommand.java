package io.countersign.evidence.command;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.FoundLine;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.schemas.record.Candidate;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign evidence show}. */
@Command(
        name = "show",
        description =
                "Tells a verdict's whole story: what was done, what could have covered it, by which rule, and where"
                        + " each of these is in the log.",
        exitCodeList = {
            "0:shown",
            "40:the log is damaged, or not signed by a given key, or a line is not proven to be in it",
            "60:bad usage, no such record, or files that cannot be read"
        })
final class ShowCommand extends StoreCommand {

    /** What is not ASCII is spelt out, so that no text of a record acts on the terminal. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Parameters(index = "0", paramLabel = "DIR", description = "Where the evidence is.")
    private Path directory = Path.of("");

    @Parameters(index = "1", paramLabel = "ID", description = "The id of a verdict, or of any other line.")
    private String id = "";

    @Option(names = "--vkey", paramLabel = "KEY", description = "The log's key, or a file with it.")
    private List<String> vkeys = List.of();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    private boolean isAllProven = true;

    /** For picocli. */
    ShowCommand() {}

    @Override
    int run() throws IOException {
        PosixStorage storage = existing(directory);
        requireId(id);
        EvidenceReader reader = EvidenceReader.open(storage, keys(vkeys));
        Story story = Story.of(storage, reader, id);
        if (story.own().isEmpty()) {
            throw refusal("log " + reader.checkpoint().origin() + " has no line with id " + id);
        }
        if (json) {
            print(JSON.writeValueAsString(object(story)).replace("\u007f", "\\u007f"));
        } else {
            text(story);
            print("");
            print("Log " + reader.checkpoint().origin() + ", "
                    + reader.checkpoint().size() + " leaves"
                    + (vkeys.isEmpty() ? "; whose signature that is was not asked (--vkey)." : ", signed by the key."));
        }
        return isAllProven ? Exit.OK : Exit.INVALID;
    }

    private void text(Story story) throws IOException {
        Verdict verdict = story.verdict();
        if (verdict == null) {
            print("Lines with id " + id + ":");
            lines(story, story.own());
            return;
        }
        print("Verdict " + id + " of control " + verdict.control() + ": " + verdict.outcome()
                + (verdict.reason() == null ? "" : " (" + verdict.reason() + ")"));
        print("Identity " + verdict.identity() + ", at " + verdict.time() + ", in " + verdict.source());
        print("");
        print("Revisions:");
        lines(story, story.own());
        print("");
        List<FoundLine> actions = story.actions();
        print(actions.isEmpty() ? "The action " + verdict.actionId() + " is not in the log." : "Action:");
        lines(story, actions);
        for (FoundLine action : actions) {
            String source = story.source(action);
            print(source == null ? "  Its source bytes were not kept." : "  As the source had it: " + source);
        }
        print("");
        print(verdict.candidates().isEmpty() ? "No change was a candidate." : "Candidates, best first:");
        verdict.candidates().forEach(candidate -> print("  " + words(candidate)));
        changes(story, verdict);
        rules(story, verdict);
    }

    private static String words(Candidate candidate) {
        Long offBy = candidate.offByMillis();
        return candidate.change()
                + (candidate.rung() == null
                        ? ": covers"
                        : ": fails on rung " + candidate.rung() + ", " + candidate.reason())
                + (offBy == null ? "" : ", off by " + Duration.ofMillis(offBy));
    }

    private void changes(Story story, Verdict verdict) throws IOException {
        String named = verdict.change() == null ? verdict.nearest() : verdict.change();
        if (named == null) {
            return;
        }
        print("");
        print((verdict.change() == null ? "Nearest change " : "Change ") + named + ", all versions:");
        lines(story, story.changes());
    }

    private void rules(Story story, Verdict verdict) throws IOException {
        print("");
        Map<String, String> rules = story.rules();
        if (rules.isEmpty()) {
            print("The text of control " + verdict.control() + " was not kept (rules digest " + verdict.rulesDigest()
                    + ").");
        }
        rules.forEach((name, rule) -> {
            print("Rule " + name + ", rules digest " + verdict.rulesDigest() + ":");
            rule.lines().forEach(line -> print("  " + line));
        });
    }

    private void lines(Story story, List<FoundLine> lines) throws IOException {
        for (FoundLine line : lines) {
            print("  " + line.type().wireName() + (line.revision() < 0 ? "" : " revision " + line.revision())
                    + ", line "
                    + line.number() + " of " + line.manifest().segment().path() + ", leaf " + line.leafIndex() + ", "
                    + (isProven(story, line) ? "proven to be in the log" : "NOT PROVEN to be in the log"));
            print("    " + new String(story.record(line), StandardCharsets.UTF_8));
        }
    }

    private boolean isProven(Story story, FoundLine line) throws IOException {
        boolean isProven = story.isProven(line);
        isAllProven &= isProven;
        return isProven;
    }

    private ObjectNode object(Story story) throws IOException {
        ObjectNode object = JSON.createObjectNode().put("id", id);
        array(story, object.putArray("lines"), story.own());
        List<FoundLine> actions = story.actions();
        array(story, object.putArray("action"), actions);
        array(story, object.putArray("changes"), story.changes());
        @Nullable String source = actions.isEmpty() ? null : story.source(actions.get(0));
        object.put("source", source);
        ObjectNode rules = object.putObject("rules");
        story.rules().forEach(rules::put);
        return object;
    }

    private void array(Story story, ArrayNode array, List<FoundLine> lines) throws IOException {
        for (FoundLine line : lines) {
            array.addObject()
                    .put("type", line.type().wireName())
                    .put("path", line.manifest().segment().path())
                    .put("line", line.number())
                    .put("leaf", line.leafIndex())
                    .put("proven", isProven(story, line))
                    .set("record", JSON.readTree(story.record(line)));
        }
    }
}
