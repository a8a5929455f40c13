package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.check.InputOptions;
import io.countersign.launcher.check.PreparedRun;
import io.countersign.schemas.codec.Shown;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign rules diff}: what a change of rules changes, over records of one's own. */
@Command(
        name = "diff",
        description = "Tells which verdicts and matches over an input differ between two directories of rules.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing changes",
            "1:something does",
            "2:bad usage, or a bad rule, assets or sources file",
            "3:a run failed"
        })
public final class RulesDiffCommand implements Callable<Integer> {

    /** So many examples say what kind of thing it is. */
    private static final int EXAMPLES = 20;

    @Parameters(index = "0", paramLabel = "A", description = "The directory of rules as they are.")
    private Path before = Path.of(".");

    @Parameters(index = "1", paramLabel = "B", description = "The directory of rules as they will be.")
    private Path after = Path.of(".");

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(names = "--all", description = "Prints every example of a change; otherwise the first " + EXAMPLES + ".")
    private boolean all;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesDiffCommand() {}

    @Override
    public Integer call() throws Exception {
        PreparedRun first = input.prepare("A", before);
        PreparedRun second = input.prepare("B", after);
        RulesDiff diff = RulesDiff.of(first.findings(), second.findings());
        if (json) {
            spec.commandLine().getOut().println(asJson(diff));
        } else {
            print(diff);
        }
        return diff.changes().isEmpty() ? 0 : 1;
    }

    private List<JsonNode> shown(List<JsonNode> examples) {
        return all ? examples : examples.subList(0, Math.min(EXAMPLES, examples.size()));
    }

    private void print(RulesDiff diff) {
        PrintWriter out = spec.commandLine().getOut();
        if (diff.changes().isEmpty()) {
            out.println("no verdict and no match changes");
        }
        diff.changes().forEach((change, examples) -> {
            out.println(change.rule() + ": " + examples.size() + " x " + change.text());
            List<JsonNode> shown = shown(examples);
            shown.forEach(each -> out.println("  " + line(each)));
            if (shown.size() < examples.size()) {
                out.println("  and " + (examples.size() - shown.size()) + " more, which --all shows");
            }
        });
    }

    private static String line(JsonNode finding) {
        List<String> parts = new ArrayList<>(List.of(finding.path("time").asText()));
        if (finding.has("action_id")) {
            parts.add("action " + text(finding, "action_id"));
            parts.add("by " + text(finding, "identity"));
            for (String member : List.of("change", "nearest")) {
                if (finding.hasNonNull(member)) {
                    parts.add(member + " " + text(finding, member));
                }
            }
        } else {
            parts.add("key " + text(finding, "key"));
            List<String> events = new ArrayList<>();
            finding.path("events").forEach(event -> events.add(Shown.text(event.asText())));
            parts.add("events " + String.join(", ", events));
        }
        return String.join("  ", parts);
    }

    /** What a log says must not do anything to the terminal. */
    private static String text(JsonNode finding, String member) {
        return Shown.text(finding.path(member).asText());
    }

    private ObjectNode asJson(RulesDiff diff) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode changes = result.putArray("changes");
        diff.changes().forEach((change, examples) -> {
            ObjectNode each = changes.addObject()
                    .put("rule", change.rule())
                    .put("from", change.from())
                    .put("to", change.to())
                    .put("count", examples.size());
            ArrayNode members = each.putArray("members");
            change.members().forEach(members::add);
            each.putArray("examples").addAll(shown(examples));
        });
        return result;
    }
}
