package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.launcher.check.Judgement;
import io.countersign.rules.catalog.Catalog;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code countersign rules test}: every case of every rule goes through the operators that judge in production, as it is
 * written, and again in another order with records that come twice, by two subtasks; the verdicts must be the same.
 */
@Command(
        name = "test",
        description =
                "Judges every case of every rule, in the order written and in others, with records that come twice.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every case came to what it says",
            "1:a case came to something else",
            "2:bad usage, or a bad rule or case"
        })
public final class RulesTestCommand implements Callable<Integer> {

    private static final Set<String> FIRING = Set.of("EXCEPTION", "INDETERMINATE");

    @Parameters(paramLabel = "DIR", description = "A directory of rules, a folder each.")
    private Path rules = Path.of(".");

    @Option(names = "--rule", paramLabel = "ID", description = "Only this rule. May be repeated.")
    private List<String> only = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Other orders; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesTestCommand() {}

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(rules)) {
            throw new ParameterException(spec.commandLine(), rules + " is no directory");
        }
        List<RuleFolder> folders = RuleFolder.of(Catalog.files(rules));
        for (String id : only) {
            if (folders.stream().noneMatch(folder -> folder.id().equals(id))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no rule is named '" + id + "', expected one of "
                                + folders.stream().map(RuleFolder::id).toList());
            }
        }
        int cases = 0;
        int failed = 0;
        for (RuleFolder folder : folders) {
            if (only.isEmpty() || only.contains(folder.id())) {
                for (RuleCase each : folder.cases()) {
                    cases++;
                    failed += passes(folder, each) ? 0 : 1;
                }
            }
        }
        spec.commandLine().getOut().println(cases + " cases, " + failed + " failed");
        return failed == 0 ? 0 : 1;
    }

    private boolean passes(RuleFolder folder, RuleCase each) throws Exception {
        Random random = new Random(seed);
        List<String> shuffled = new ArrayList<>(each.given());
        shuffled.addAll(each.given());
        Collections.shuffle(shuffled, random);
        boolean passes = agrees(folder, each, each.given(), 1, "as it is written")
                && agrees(folder, each, shuffled, 2, "in another order, with every record twice");
        if (passes) {
            spec.commandLine().getOut().println("ok   " + each.name() + ": " + each.title());
        }
        return passes;
    }

    private boolean agrees(RuleFolder folder, RuleCase each, List<String> given, int parallelism, String how)
            throws Exception {
        List<String> found = new ArrayList<>();
        boolean fires = false;
        for (JsonNode verdict : Judgement.of(given, each.completeness(), List.of(folder.rule()), parallelism)) {
            found.add(RuleCase.verdict(verdict));
            fires |= FIRING.contains(verdict.path("outcome").asText());
        }
        Collections.sort(found);
        PrintWriter out = spec.commandLine().getOut();
        if (!found.equals(each.expected())) {
            out.println("FAIL " + each.name() + ", " + how + ": " + each.title());
            each.expected().stream()
                    .filter(line -> !found.contains(line))
                    .forEach(line -> out.println("  expected  " + line));
            found.stream()
                    .filter(line -> !each.expected().contains(line))
                    .forEach(line -> out.println("  came out  " + line));
            return false;
        }
        if (fires != each.fires()) {
            out.println("FAIL " + each.name() + ", " + how + ": its name says that the rule "
                    + (each.fires() ? "fires" : "stays silent") + ", and it does not");
            return false;
        }
        return true;
    }
}
