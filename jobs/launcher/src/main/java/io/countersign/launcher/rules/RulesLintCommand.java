package io.countersign.launcher.rules;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.catalog.RuleLock;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign rules lint}: all that is wrong with rules, their cases and the lock of their versions. */
@Command(
        name = "lint",
        description = "Tells all that is wrong with rules, their cases and rules.lock, with file and line.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is wrong", "2:bad usage, or a bad rule, case or lock"})
public final class RulesLintCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "A directory of rules, a folder each.")
    private Path rules = Path.of(".");

    @Option(
            names = "--lock",
            description = "Writes rules.lock, if every rule whose logic changed since has a higher version.")
    private boolean lock;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesLintCommand() {}

    @Override
    public Integer call() throws InvalidFileException, IOException {
        if (!Files.isDirectory(rules)) {
            throw new ParameterException(spec.commandLine(), rules + " is no directory");
        }
        List<RuleFile> files = Catalog.files(rules);
        Problems problems = new Problems();
        List<RuleFolder> folders = List.of();
        try {
            folders = RuleFolder.of(files);
        } catch (InvalidFileException e) {
            e.problems().forEach(problems::add);
        }
        boolean locked = checkLock(files, problems);
        if (json) {
            spec.commandLine().getOut().println(LintReport.json(folders, locked, problems.found()));
            return problems.found().isEmpty() ? 0 : 2;
        }
        problems.throwIfAny();
        spec.commandLine()
                .getOut()
                .println(LintReport.text(folders)
                        + (locked
                                ? ""
                                : "\nthere is no " + RuleLock.FILE + ", so nothing ties the versions of rules to what"
                                        + " they judge; --lock writes it"));
        return 0;
    }

    /** Whether there is a lock in the end. */
    private boolean checkLock(List<RuleFile> files, Problems problems) throws IOException {
        Problems unreadable = new Problems();
        RuleLock now = RuleLock.of(
                files.stream()
                        .filter(file -> !file.name().replace('\\', '/').contains("/cases/"))
                        .toList(),
                unreadable);
        Problems found = new Problems();
        RuleLock locked = RuleLock.read(rules, found);
        if (lock) {
            // A lock that was merged badly is written anew; what its other lines say still counts.
            found = new Problems();
            if (locked != null) {
                locked.refuse(now, found);
            }
            found.found().forEach(problems::add);
            if (problems.found().isEmpty()) {
                now.write(rules);
            }
            return true;
        }
        if (locked != null) {
            locked.compare(now, unreadable.found().isEmpty(), found);
        }
        found.found().forEach(problems::add);
        return locked != null;
    }
}
