package io.countersign.evidence.command;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.log.EvidenceLogException;
import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.schemas.codec.Shown;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command about a store is, whoever calls it: its failures are sentences and exit codes of E6. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeOnInvalidInput = Exit.UNUSABLE,
        exitCodeOnExecutionException = Exit.UNUSABLE)
abstract class StoreCommand implements Callable<Integer> {

    private static final int LONGEST = Integer.MAX_VALUE - 64;

    @Spec
    private CommandSpec spec;

    /** Does what the command is for, and gives its exit code. */
    abstract int run() throws IOException, InvalidNoteException;

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (EvidenceLogException e) {
            complain(e.getMessage());
            return e.code() == Code.DAMAGED || e.code() == Code.KEY ? Exit.INVALID : Exit.UNUSABLE;
        } catch (InvalidNoteException e) {
            complain(e.getMessage());
            return Exit.UNUSABLE;
        } catch (IOException e) {
            complain(sentence(e));
            return Exit.UNUSABLE;
        }
    }

    private static String sentence(IOException failure) {
        if (failure instanceof NoSuchFileException gone) {
            return gone.getFile() + " is not there";
        }
        if (failure instanceof FileSystemException file) {
            String reason = file.getReason() == null ? words(file) : file.getReason();
            return file.getFile() + " cannot be read or written: " + reason;
        }
        return String.valueOf(failure.getMessage());
    }

    /** {@code AccessDeniedException} is the only text that it comes with. */
    private static String words(Exception failure) {
        String name = failure.getClass().getSimpleName().replace("Exception", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /** Prints a line; what in it came out of a store cannot act on the terminal. */
    final void print(String line) {
        spec.commandLine().getOut().println(Shown.text(line, LONGEST));
    }

    /** Says what is wrong. */
    final void complain(@Nullable String what) {
        spec.commandLine().getErr().println(Shown.text("countersign evidence " + spec.name() + ": " + what, LONGEST));
    }

    /** A refusal of what was given. */
    final ParameterException refusal(String what) {
        return new ParameterException(spec.commandLine(), Shown.text(what, LONGEST));
    }

    /** Refuses what is no id. */
    final void requireId(String given) {
        if (!EvidenceRecord.isId(given)) {
            throw refusal("'" + given + "' given, expected an id of 32 lower-case hex digits");
        }
    }

    /** The store of a directory that is there. */
    final PosixStorage existing(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw refusal("'" + directory + "' is no directory; give the one that 'countersign evidence init' made");
        }
        return new PosixStorage(directory);
    }

    /** Keys as they were given: each one itself, or a file with it. */
    final VerifierKey[] keys(List<String> given) throws IOException {
        List<VerifierKey> keys = new ArrayList<>();
        for (String each : given) {
            try {
                keys.add(VerifierKey.parse(isFile(each) ? Files.readString(Path.of(each)) : each));
            } catch (InvalidNoteException e) {
                throw refusal("--vkey " + e.getMessage());
            }
        }
        return keys.toArray(new VerifierKey[0]);
    }

    private static boolean isFile(String given) {
        return !given.contains("+") || Files.isRegularFile(Path.of(given), LinkOption.NOFOLLOW_LINKS);
    }
}
