package io.countersign.launcher.dialect;

import picocli.CommandLine.Command;

/** {@code countersign dialect}. */
@Command(
        name = "dialect",
        description = "For those who write dialects.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DialectTestCommand.class, DialectShowCommand.class})
public final class DialectCommand {

    /** For picocli. */
    public DialectCommand() {}
}
