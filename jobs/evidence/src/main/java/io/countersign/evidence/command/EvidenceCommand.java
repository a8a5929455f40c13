package io.countersign.evidence.command;

import picocli.CommandLine.Command;

/** {@code countersign evidence}: for the auditor, and for who keeps the log. */
@Command(
        name = "evidence",
        description =
                "Keeps and examines the evidence: what was judged, on which grounds, and that nothing was changed.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = Exit.UNUSABLE,
        subcommands = {
            InitCommand.class,
            VerifyCommand.class,
            EpochCommand.class,
            RotateKeyCommand.class,
            ProveCommand.class,
            CheckProofCommand.class,
            ProveConsistencyCommand.class,
            ShowCommand.class
        })
public final class EvidenceCommand {

    /** For picocli. */
    public EvidenceCommand() {}
}
