package io.countersign.evidence.command;

import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.InvalidNoteException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign evidence rotate-key}. */
@Command(
        name = "rotate-key",
        description = {
            "Makes another key the one that signs for the log. Both sign that it is so, in the log itself.",
            "Stop the job first, and start it with the new key."
        },
        exitCodeList = {
            "0:rotated",
            "40:the log is damaged, or the key is not the one that signs for it",
            "60:bad usage, or files that cannot be read or written"
        })
final class RotateKeyCommand extends StoreCommand {

    @Parameters(paramLabel = "DIR", description = "Where the evidence is.")
    private Path directory = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "OLD", description = "The key that signs until now.")
    private Path key = Path.of("");

    @Option(names = "--new-key", required = true, paramLabel = "FILE", description = "Where the new key shall be.")
    private Path newKey = Path.of("");

    private final Clock clock;
    private final SecureRandom random;

    /** For picocli. */
    RotateKeyCommand() {
        this(Clock.systemUTC(), new SecureRandom());
    }

    RotateKeyCommand(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    int run() throws IOException, InvalidNoteException {
        EvidenceLog log = EvidenceLog.open(existing(directory), new KeyFile(key).read());
        KeyFile file = new KeyFile(newKey);
        file.requireFree(directory, this);
        Ed25519Signer next = Ed25519Signer.generate(log.name(), random);
        // It is on the disk before anything is signed with it: a log whose key is lost takes nothing any more.
        file.create(next);
        log.rotate(next, clock.instant());
        print("From now on " + file.secret() + " signs for log " + log.name()
                + "; the old key signs nothing any more.");
        print("Keep the auditor's key as it is: it leads to the new one, which is (also in " + file.shared() + ")");
        print("  " + next.verifierKey());
        return Exit.OK;
    }
}
