package io.countersign.launcher.rules;

import picocli.CommandLine.Command;

/** {@code countersign rules}. */
@Command(
        name = "rules",
        description = "For those who write rules.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesNewCommand.class,
            RulesLintCommand.class,
            RulesTestCommand.class,
            RulesDiffCommand.class,
            RulesMutateCommand.class,
            RulesExplainCommand.class
        })
public final class RulesCommand {

    /** For picocli. */
    public RulesCommand() {}
}
