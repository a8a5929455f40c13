package io.countersign.launcher.rules;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rules that a command is about: those of a directory, or some of them. */
final class RuleSelection {

    @Parameters(paramLabel = "DIR", description = "A directory of rules, a folder each.")
    private Path rules = Path.of(".");

    @Option(names = "--rule", paramLabel = "ID", description = "Only this rule. May be repeated.")
    private List<String> only = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** For picocli. */
    RuleSelection() {}

    /** The files of the directory. */
    List<RuleFile> files() {
        if (!Files.isDirectory(rules)) {
            throw new ParameterException(spec.commandLine(), rules + " is no directory");
        }
        return Catalog.files(rules);
    }

    /** Whether it is about all of them. */
    boolean isAll() {
        return only.isEmpty();
    }

    /** Those that were chosen of all. */
    List<RuleFolder> of(List<RuleFolder> folders) {
        for (String id : only) {
            if (folders.stream().noneMatch(folder -> folder.id().equals(id))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no rule is named '" + id + "', expected one of "
                                + folders.stream().map(RuleFolder::id).toList());
            }
        }
        return folders.stream()
                .filter(folder -> isAll() || only.contains(folder.id()))
                .toList();
    }
}
