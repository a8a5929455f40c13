package io.countersign.launcher.check;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code countersign check} (S8). */
@Command(
        name = "check",
        description = "Judges files of logs and register records, and ends.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing to act on",
            "1:exceptions, actions that cannot be judged, or matches, of rules that are not in shadow",
            "2:bad usage, or a bad rule, assets or sources file",
            "3:the run failed; no output was written"
        })
public final class CheckCommand implements Callable<Integer> {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(names = "--rules", required = true, paramLabel = "DIR", description = "Directory of rule files.")
    private Path rules = Path.of(".");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory for what was found.")
    private Path out = Path.of(".");

    @Option(names = "--json", description = "Prints the population as JSON instead of a summary.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public CheckCommand() {}

    @Override
    public Integer call() throws Exception {
        PreparedRun run = input.prepare("--rules", rules);
        CheckOutput.removeEarlier(out);
        CheckOutput output = run.output();
        output.write(out);
        report(output);
        return output.callsForAction(run.catalog()) ? 1 : 0;
    }

    private void report(CheckOutput output) {
        PrintWriter writer = spec.commandLine().getOut();
        if (json) {
            writer.println(output.populationJson());
            return;
        }
        output.outcomes().forEach((outcome, count) -> writer.printf("%-14s %d%n", outcome, count));
        if (!output.matches().isEmpty()) {
            writer.printf("%-14s %d%n", "matches", output.matches().size());
        }
        if (!output.quarantine().isEmpty()) {
            writer.printf("%-14s %d%n", "quarantined", output.quarantine().size());
        }
        output.population().imbalances().forEach(imbalance -> writer.println("NOT ACCOUNTED FOR: " + imbalance));
        writer.println("Verdicts, matches, quarantine and population are in " + out);
    }
}
