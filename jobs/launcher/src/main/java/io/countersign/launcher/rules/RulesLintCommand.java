package io.countersign.launcher.rules;

import io.countersign.rules.catalog.Catalog;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign rules lint}: all that is wrong with rules and their cases. */
@Command(
        name = "lint",
        description = "Tells all that is wrong with rules and their cases, with file and line.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is wrong", "2:bad usage, or a bad rule or case"})
public final class RulesLintCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "A directory of rules, a folder each.")
    private Path rules = Path.of(".");

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesLintCommand() {}

    @Override
    public Integer call() throws InvalidFileException {
        if (!Files.isDirectory(rules)) {
            throw new ParameterException(spec.commandLine(), rules + " is no directory");
        }
        List<RuleFolder> folders = RuleFolder.of(Catalog.files(rules));
        int cases = folders.stream().mapToInt(folder -> folder.cases().size()).sum();
        spec.commandLine().getOut().println(folders.size() + " rules, " + cases + " cases: nothing is wrong");
        return 0;
    }
}
