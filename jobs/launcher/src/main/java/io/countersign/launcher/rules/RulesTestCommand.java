package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.rules.CaseReport.Attempt;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.codec.Shown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code countersign rules test}: every case of every rule goes through the operators that judge in production, as it is
 * written, in another order with records that come twice, in a stream whose register comes late, and in one that is
 * restarted in the middle; what is settled must be the same.
 */
@Command(
        name = "test",
        description =
                "Judges every case of every rule: in the order written, in another with every record twice, in a stream with"
                        + " the register late, and in one that is restarted in the middle.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every case came to what it says",
            "1:a case came to something else",
            "2:bad usage, or a bad rule or case"
        })
public final class RulesTestCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private RuleSelection selection = new RuleSelection();

    @Option(names = "--seed", paramLabel = "N", description = "Other orders; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--json", description = "Prints one JSON document with what each case came to.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesTestCommand() {}

    @Override
    public Integer call() throws Exception {
        List<RuleFile> files = selection.files();
        List<RuleFolder> folders = selection.isAll() ? RuleFolder.of(files) : RuleFolder.unfinished(files);
        List<RuleCase> cases = selection.of(folders).stream()
                .flatMap(folder -> folder.cases().stream())
                .toList();
        long begin = System.nanoTime();
        List<CaseReport> reports = new ArrayList<>();
        new CaseTrials(folders, seed).run(cases, report -> {
            reports.add(report);
            if (!json) {
                print(report);
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        long failed = reports.stream().filter(report -> !report.passes()).count();
        if (json) {
            spec.commandLine().getOut().println(asJson(reports, failed, seconds));
        } else {
            spec.commandLine()
                    .getOut()
                    .printf(Locale.ROOT, "%d cases, %d failed, %.1f s%n", reports.size(), failed, seconds);
        }
        return failed == 0 ? 0 : 1;
    }

    private void print(CaseReport report) {
        PrintWriter out = spec.commandLine().getOut();
        RuleCase tested = report.tested();
        if (report.passes()) {
            out.println(shown("ok   " + tested.name() + ": " + tested.title()));
            return;
        }
        List<Attempt> failed =
                report.attempts().stream().filter(each -> !each.passes()).toList();
        // What is wrong as it is written is wrong in any order.
        for (Attempt each : failed.get(0).perturbation() == Perturbation.AS_WRITTEN ? failed.subList(0, 1) : failed) {
            String problem = each.problem() == null ? tested.title() : each.problem();
            out.println(
                    shown("FAIL " + tested.name() + ", " + each.perturbation().how() + ": " + problem));
            each.expected().forEach(line -> out.println(shown("  expected  " + line)));
            each.cameOut().forEach(line -> out.println(shown("  came out  " + line)));
        }
    }

    /** Whoever writes a case does not write to the terminal. */
    private static String shown(String line) {
        return Shown.text(line, Integer.MAX_VALUE);
    }

    private String asJson(List<CaseReport> reports, long failed, double seconds) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode cases = document.putArray("cases");
        for (CaseReport report : reports) {
            ObjectNode node = cases.addObject();
            node.put("case", report.tested().name());
            node.put("rule", report.tested().rule());
            node.put("title", report.tested().title());
            node.put("outcome", outcome(report.passes()));
            ArrayNode attempts = node.putArray("attempts");
            for (Attempt each : report.attempts()) {
                ObjectNode attempt = attempts.addObject();
                attempt.put("how", each.perturbation().how());
                attempt.put("outcome", outcome(each.passes()));
                ObjectNode differences = attempt.putObject("differences");
                differences.set("expected", JSON.valueToTree(each.expected()));
                differences.set("came_out", JSON.valueToTree(each.cameOut()));
                differences.put("problem", each.problem());
            }
        }
        document.put("passed", reports.size() - failed);
        document.put("failed", failed);
        document.put("seed", seed);
        document.put("seconds", Math.round(seconds * 10) / 10.0);
        return document.toPrettyString();
    }

    private static String outcome(boolean passes) {
        return passes ? "passed" : "failed";
    }
}
