package io.countersign.evidence.command;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.note.InvalidNoteException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign evidence epoch}. */
@Command(
        name = "epoch",
        description = {
            "Begins the log's next epoch, after the job was set back to an older state on purpose.",
            "It stays visible in the evidence for ever: records carry their epoch, and repeated ones count once."
        },
        exitCodeList = {
            "0:begun",
            "40:the log is damaged, or the key is not the one that signs for it",
            "60:bad usage, or files that cannot be read or written"
        })
final class EpochCommand extends StoreCommand {

    @Parameters(paramLabel = "DIR", description = "Where the evidence is.")
    private Path directory = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The key that signs for the log.")
    private Path key = Path.of("");

    @Option(
            names = "--number",
            required = true,
            paramLabel = "N",
            description =
                    "The number of the new epoch: one more than that of the log. It is asked for so that a command"
                            + " given twice begins one.")
    private int number;

    @Option(names = "--reason", required = true, description = "Why, for the auditor.")
    private String reason = "";

    @Option(names = "--approver", required = true, paramLabel = "WHO", description = "Who approved of it.")
    private String approver = "";

    private final Clock clock;

    /** For picocli. */
    EpochCommand() {
        this(Clock.systemUTC());
    }

    EpochCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    int run() throws IOException, InvalidNoteException {
        Wording.require("--reason", reason, this);
        Wording.require("--approver", approver, this);
        EvidenceLog log = EvidenceLog.open(existing(directory), new KeyFile(key).read());
        if (number != log.epoch() + 1) {
            throw refusal("--number " + number + " given, but log " + log.name() + " is in epoch " + log.epoch()
                    + ": the next is " + (log.epoch() + 1));
        }
        log.beginEpoch(reason, approver, clock.instant());
        print("Log " + log.name() + " is in epoch " + log.epoch() + ". Start the job again; each lane goes on where the"
                + " log ends.");
        return Exit.OK;
    }
}
