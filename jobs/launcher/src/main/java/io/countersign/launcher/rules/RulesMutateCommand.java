package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.launcher.mutation.Mutant;
import io.countersign.launcher.mutation.RuleMutants;
import io.countersign.launcher.trial.TrialCluster;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code countersign rules mutate}: changes each rule in one place after the other, and tells the changes that no case of
 * the rule notices. Cases that notice nothing would not notice either if somebody changed the rule by mistake.
 */
@Command(
        name = "mutate",
        description = {
            "Changes each rule in one place after the other, and tells the changes that none of its cases notices.",
            "Changes that no case can notice are listed in equivalents.yaml beside the rule, each with"
                    + " 'mutant' and 'because'."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every change is noticed, or listed as equivalent",
            "1:a change is not noticed, or one is listed that is",
            "2:bad usage, a bad rule, case or list, or a case that the rule itself does not pass"
        })
public final class RulesMutateCommand implements Callable<Integer> {

    /** One job leaves a core idle while it starts and ends. */
    private static final int RULES_AT_ONCE = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private RuleSelection selection = new RuleSelection();

    @Option(names = "--json", description = "Prints one JSON document with what became of each mutant.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesMutateCommand() {}

    @Override
    public Integer call() throws Exception {
        List<RuleFile> files = selection.files();
        List<RuleFolder> folders = RuleFolder.of(files);
        List<RuleFolder> chosen = selection.of(folders);
        Map<String, Equivalents> equivalents = equivalents(chosen, files);
        long begin = System.nanoTime();
        List<MutantReport> reports = mutate(folders, chosen, equivalents);
        return tell(reports, seconds(begin));
    }

    private static Map<String, Equivalents> equivalents(List<RuleFolder> chosen, List<RuleFile> files)
            throws InvalidFileException {
        List<String> problems = new ArrayList<>();
        Map<String, Equivalents> equivalents = new HashMap<>();
        for (RuleFolder folder : chosen) {
            try {
                equivalents.put(folder.id(), Equivalents.of(folder.rule(), files));
            } catch (InvalidFileException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
        return equivalents;
    }

    private List<MutantReport> mutate(
            List<RuleFolder> folders, List<RuleFolder> chosen, Map<String, Equivalents> equivalents) throws Exception {
        List<MutantReport> reports = new ArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(RULES_AT_ONCE);
        try (TrialCluster cluster = TrialCluster.start(RULES_AT_ONCE)) {
            List<Future<MutantReport>> running = new ArrayList<>();
            for (RuleFolder folder : chosen) {
                running.add(workers.submit(() -> mutate(folders, folder, equivalents.get(folder.id()), cluster)));
            }
            for (Future<MutantReport> each : running) {
                MutantReport report = result(each);
                reports.add(report);
                if (!json) {
                    spec.commandLine().getOut().println(report.summary());
                    report.complaints()
                            .forEach(line -> spec.commandLine().getOut().println("  " + line));
                }
            }
        } finally {
            workers.shutdownNow();
        }
        return reports;
    }

    private static MutantReport result(Future<MutantReport> running) throws Exception {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidFileException invalid) {
                throw invalid;
            }
            throw e;
        }
    }

    private static MutantReport mutate(
            List<RuleFolder> folders, RuleFolder folder, @Nullable Equivalents equivalents, TrialCluster cluster)
            throws Exception {
        long begin = System.nanoTime();
        List<Mutant> mutants = RuleMutants.of(folder.rule());
        Map<String, String> killers = new HashMap<>();
        MutantTrials.killers(folders, folder, mutants, cluster)
                .forEach((mutant, killer) -> killers.put(mutant.name(), killer));
        Equivalents listed = equivalents == null ? new Equivalents("", Map.of()) : equivalents;
        return new MutantReport(folder, mutants, killers, listed, seconds(begin));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private int tell(List<MutantReport> reports, double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        int mutants = reports.stream().mapToInt(each -> each.mutants().size()).sum();
        int survived =
                reports.stream().mapToInt(each -> each.survivors().size()).sum();
        boolean isStrong = reports.stream().allMatch(each -> each.complaints().isEmpty());
        if (json) {
            ObjectNode document = JSON.createObjectNode();
            ArrayNode each = document.putArray("rules");
            reports.forEach(report -> each.add(report.asJson()));
            document.put("mutants", mutants);
            document.put("survived", survived);
            document.put("seconds", Math.round(seconds * 10) / 10.0);
            out.println(document.toPrettyString());
        } else {
            out.printf(
                    Locale.ROOT,
                    "%d rules, %d mutants, %d survived, %.1f s%n",
                    reports.size(),
                    mutants,
                    survived,
                    seconds);
        }
        return isStrong ? 0 : 1;
    }
}
