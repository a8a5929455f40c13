package io.countersign.evidence.command;

import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.verify.SourceOffsets;
import io.countersign.evidence.verify.Trust;
import io.countersign.evidence.verify.UnreadableStoreException;
import io.countersign.evidence.verify.Verification;
import io.countersign.evidence.verify.VerificationReport;
import io.countersign.evidence.verify.Verifier;
import io.countersign.schemas.codec.Shown;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign evidence verify} (E6). */
@Command(
        name = "verify",
        description = {
            "Verifies a store of evidence, offline.",
            "Who you trust is what you give here, never what the store says: the key that the keeper of the log printed"
                    + " for you, and any checkpoint that you have kept since."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = VerifyCommand.EXIT_UNREADABLE,
        exitCodeOnExecutionException = VerifyCommand.EXIT_UNREADABLE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:VERIFIED: nothing is wrong, and a known checkpoint is of this log",
            "10:CONSISTENT_UNANCHORED: nothing is wrong within the store",
            "30:DIVERGED: it is not the log of the known checkpoint (ROLLBACK, FORK)",
            "40:INVALID: something was changed",
            "50:INCOMPLETE: something is missing",
            "60:the store cannot be read, or bad usage"
        })
public final class VerifyCommand implements Callable<Integer> {

    /** Exit code: the store cannot be read, or bad usage. */
    public static final int EXIT_UNREADABLE = 60;

    /** More is neither a key nor a checkpoint. */
    private static final long MOST_BYTES = 64 * 1024L;

    @Parameters(paramLabel = "DIR", description = "The store: the directory that 'checkpoint' is in.")
    private Path directory = Path.of(".");

    @Option(
            names = "--vkey",
            required = true,
            paramLabel = "KEY",
            description = "The key that signs for the log, as 'evidence init' printed it, or a file with it."
                    + " Give it again for each key you trust.")
    private List<String> vkeys = List.of();

    @Option(
            names = "--known-checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint of the log that was kept elsewhere: shows a rollback or a rewrite.")
    private List<Path> known = List.of();

    @Option(names = "--origin", paramLabel = "NAME", description = "The name of the log; without it, that of the key.")
    private @Nullable String origin;

    @Option(
            names = "--accounting",
            description = "Compares what was read with what became of it, and that with the lines.")
    private boolean accounting;

    @Option(
            names = "--source-offsets",
            paramLabel = "FILE",
            description = "Where the topics of the sources end, topic:partition:offset on each line, as"
                    + " kafka-get-offsets.sh prints it: the evidence must go as far. Implies --accounting.")
    private @Nullable Path sourceOffsets;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many segments are read at once; without it, one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public VerifyCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Trust trust = trust();
            List<SourceOffsets.End> source = sourceOffsets == null
                    ? List.of()
                    : SourceOffsets.parse(text(sourceOffsets)).ends();
            Verifier.Scope scope = new Verifier.Scope(accounting || sourceOffsets != null, source, threads);
            ProgressBar progress = new ProgressBar(err, isAtTerminal());
            Verification found = Verifier.verify(new PosixStorage(directory), trust, scope, progress);
            progress.clear();
            spec.commandLine().getOut().println(json ? VerificationReport.json(found) : VerificationReport.text(found));
            return found.outcome().exitCode();
        } catch (UnreadableStoreException | IllegalArgumentException e) {
            return unreadable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return unreadable(directory + " cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    @SuppressWarnings("SystemConsoleNull") // Java 22 and later have one always: then the bar is drawn once too often.
    private static boolean isAtTerminal() {
        return System.console() != null;
    }

    private int unreadable(String sentence) {
        spec.commandLine().getErr().println("countersign: " + Shown.text(sentence, 1000));
        return EXIT_UNREADABLE;
    }

    private Trust trust() {
        if (!Files.isDirectory(directory)) {
            throw usage(directory + " is no directory");
        }
        if (threads < 1) {
            throw usage("--threads " + threads + " given, expected 1 or more");
        }
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : vkeys) {
            keys.add(key(vkey));
        }
        Set<String> names = keys.stream().map(VerifierKey::name).collect(Collectors.toSet());
        if (origin == null && names.size() > 1) {
            throw usage("the keys have several names, " + names + "; give the name of the log with --origin");
        }
        List<Trust.Known> checkpoints = new ArrayList<>();
        for (Path file : known) {
            try {
                checkpoints.add(Trust.Known.read(file.toString(), bytes(file)));
            } catch (InvalidNoteException e) {
                throw usage("--known-checkpoint " + file + " is no checkpoint: it " + e.getMessage());
            }
        }
        return new Trust(origin == null ? names.iterator().next() : origin, keys, checkpoints);
    }

    private VerifierKey key(String given) {
        try {
            return VerifierKey.parse(isFile(given) ? text(Path.of(given)) : given);
        } catch (InvalidNoteException e) {
            throw usage("--vkey " + e.getMessage());
        }
    }

    private static boolean isFile(String given) {
        try {
            return Files.isRegularFile(Path.of(given));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES && !file.equals(sourceOffsets)) {
                throw usage(file + " is larger than a key or a checkpoint can be");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw usage(file + " cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), Shown.text(sentence, 1000));
    }
}
