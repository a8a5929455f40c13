package io.countersign.evidence.command;

import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.storage.PosixStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign evidence init}. */
@Command(
        name = "init",
        description = "Makes a log and the key that signs for it, and prints the key for the auditor.",
        exitCodeList = {
            "0:made, or with --if-missing there before",
            "40:with --if-missing: the log that is there is damaged, or the key is not the one that signs for it",
            "60:bad usage, or files that cannot be read or written"
        })
final class InitCommand extends StoreCommand {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    @Parameters(paramLabel = "DIR", description = "Where the evidence shall be; made if it is not there.")
    private Path directory = Path.of("");

    @Option(
            names = "--name",
            required = true,
            description = "The log's name for ever, one per entity and fiscal year, such as acme-prod-FY2026.")
    private String name = "";

    @Option(names = "--lanes", description = "How many lanes it has for ever, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private int lanes = 8;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Where the key shall be, outside of DIR (default: NAME.key in this directory).")
    private @Nullable Path key;

    @Option(names = "--approver", paramLabel = "WHO", description = "Who wants the log (default: ${DEFAULT-VALUE}).")
    private String approver = System.getProperty("user.name", "unknown");

    @Option(
            names = "--if-missing",
            description = "Leaves a log of that name and its key as they are, and makes what a run that was cut short"
                    + " left out: for whoever starts a service and cannot tell whether it is the first time.")
    private boolean ifMissing;

    private final Clock clock;
    private final SecureRandom random;

    /** For picocli. */
    InitCommand() {
        this(Clock.systemUTC(), new SecureRandom());
    }

    InitCommand(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    int run() throws IOException, InvalidNoteException {
        if (!NAME.matcher(name).matches()) {
            throw refusal("--name '" + name + "' given, expected 1 to 64 letters, digits, '.', '_' or '-', the first"
                    + " a letter or digit: it becomes the name of a key and of files");
        }
        if (lanes < 1 || lanes > Leaf.MAX_LANES) {
            throw refusal("--lanes " + lanes + " given, expected 1 to " + Leaf.MAX_LANES);
        }
        Wording.require("--approver", approver, this);
        KeyFile file = new KeyFile(key == null ? Path.of(name + ".key") : key);
        boolean isKeyThere = ifMissing && file.isThere();
        if (isKeyThere) {
            file.requireOutside(directory, this);
        } else {
            file.requireFree(directory, this);
        }
        PosixStorage storage = new PosixStorage(directory);
        boolean isLogThere = Checkpoints.newest(storage) != null;
        if (isLogThere && !isKeyThere) {
            throw refusal(directory + " holds a log already; give another directory"
                    + (ifMissing ? ", or put the key of that log back: " + file.secret() + " is not there" : ""));
        }
        Ed25519Signer signer = isKeyThere ? existing(file) : generate(file);
        if (isLogThere) {
            EvidenceLog log = EvidenceLog.open(storage, signer);
            print("Log " + name + " is in " + directory + " already, with " + log.lanes() + " lanes in epoch "
                    + log.epoch() + ".");
        } else {
            EvidenceLog.create(storage, signer, lanes, approver, clock.instant());
            print("Made log " + name + " with " + lanes + " lanes in " + directory + ".");
        }
        print("The key that signs for it is " + file.secret()
                + ". It is a secret: who has it can rewrite the evidence.");
        print("  Move it to where only the job can read it, keep a copy offline, never beside the evidence.");
        print("This is the key for the auditor (also in " + file.shared() + "):");
        print("");
        print("  " + signer.verifierKey());
        print("");
        print("Hand it over by another way than the evidence itself: it is what makes the evidence the log's.");
        print("The auditor then runs");
        print("  countersign evidence verify " + directory + " --vkey " + signer.verifierKey());
        return Exit.OK;
    }

    private Ed25519Signer generate(KeyFile file) throws IOException {
        Ed25519Signer signer = Ed25519Signer.generate(name, random);
        file.create(signer);
        return signer;
    }

    /** The key that is there already; it must be of the same name. */
    private Ed25519Signer existing(KeyFile file) throws IOException, InvalidNoteException {
        Ed25519Signer signer = file.read();
        if (!signer.name().equals(name)) {
            throw refusal("--name " + name + " given, but " + file.secret() + " is the key of log " + signer.name());
        }
        file.share(signer);
        return signer;
    }
}
