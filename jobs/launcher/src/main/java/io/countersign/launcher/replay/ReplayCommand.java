package io.countersign.launcher.replay;

import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.note.VerifierKey;
import io.countersign.launcher.run.TemporaryDirectory;
import io.countersign.rules.catalog.Catalog;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code countersign replay}: judges a period again from evidence alone. */
@Command(
        name = "replay",
        description = {
            "Judges a period again from evidence alone, and compares.",
            "Reads the actions whose event time is in the period, the register of the whole log and the rules in force"
                    + " out of evidence stores, and nothing else. With the same rules it must come to every settled"
                    + " verdict again, bit for bit."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was reproduced, or was open when the evidence ended",
            "1:something differs, is missing or is new",
            "2:bad usage, bad rules, or a store that cannot be read or believed",
            "3:the replay failed; no output was written"
        })
public final class ReplayCommand implements Callable<Integer> {

    private static final int LONGEST = 2_000;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int UNREADABLE = 2;

    @Option(
            names = "--evidence",
            required = true,
            paramLabel = "DIR",
            description =
                    "A store. Repeat it for the logs of earlier fiscal years: the job judged by the register that it"
                            + " had learnt by then, which the log of a new year does not have.")
    private List<Path> stores = List.of();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "INSTANT",
            description = "The first instant of the period, such as 2026-03-30T00:00:00Z.")
    private Instant from = Instant.MIN;

    @Option(names = "--to", required = true, paramLabel = "INSTANT", description = "The first instant after it.")
    private Instant to = Instant.MAX;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "Other rules, to see what they would change; default: those in force then, which are kept in"
                    + " the store.")
    private @Nullable Path rules;

    @Option(
            names = "--vkey",
            paramLabel = "KEY",
            description = "The key, or a file with it, that must have signed a log. May be repeated.")
    private List<String> keys = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for verdicts.jsonl, differences.jsonl and revisions.jsonl.")
    private @Nullable Path out;

    @Option(names = "--parallelism", paramLabel = "N", description = "Subtasks; default ${DEFAULT-VALUE}.")
    private int parallelism = 1;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public ReplayCommand() {}

    @Override
    public Integer call() throws Exception {
        Replay.Request request = request();
        ReplayOutput output = out == null ? null : new ReplayOutput(out);
        if (output != null) {
            output.removeEarlier();
        }
        Path directory = Files.createTempDirectory("countersign-replay");
        try (Replay replay = read(request, directory)) {
            warn(request, replay);
            replay.judge(directory, parallelism);
            Result result = replay.compare();
            if (output != null) {
                output.write(replay, result);
            }
            report(new ReplayReport(replay, result));
            return result.differences() == 0 ? 0 : 1;
        } catch (UnreadableStoreException e) {
            complain(e.getMessage());
            return UNREADABLE;
        } finally {
            TemporaryDirectory.delete(directory);
        }
    }

    /** The store is not what it should be, or not there. */
    private static final class UnreadableStoreException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableStoreException(IOException cause) {
            super(
                    cause instanceof NoSuchFileException gone ? gone.getFile() + " is not there" : cause.getMessage(),
                    cause);
        }
    }

    private static Replay read(Replay.Request request, Path directory)
            throws UnreadableStoreException, InvalidFileException {
        try {
            return Replay.read(request, directory);
        } catch (IOException e) {
            throw new UnreadableStoreException(e);
        }
    }

    private Replay.Request request() throws InvalidFileException {
        for (Path store : stores) {
            if (!Files.isDirectory(store)) {
                throw usage(
                        "--evidence " + store + " is no directory; give the one that 'countersign evidence init' made");
            }
        }
        if (from.isBefore(Instant.EPOCH) || to.isAfter(LAST)) {
            throw usage("--from " + from + " and --to " + to + " were given, expected instants between " + Instant.EPOCH
                    + " and " + LAST);
        }
        if (!from.isBefore(to)) {
            throw usage(
                    "--from " + from + " is not before --to " + to + ", which is the first instant after the period");
        }
        if (parallelism < 1) {
            throw usage("--parallelism is " + parallelism + ", expected 1 or more");
        }
        if (rules != null && !Files.isDirectory(rules)) {
            throw usage("--rules " + rules + " is no directory");
        }
        return new Replay.Request(
                stores, verifierKeys(), new Period(from, to), rules == null ? null : Catalog.load(rules), parallelism);
    }

    private List<VerifierKey> verifierKeys() {
        List<VerifierKey> parsed = new ArrayList<>();
        for (String each : keys) {
            try {
                parsed.add(VerifierKey.parse(
                        each.contains("+") && !Files.isRegularFile(Path.of(each))
                                ? each
                                : Files.readString(Path.of(each))));
            } catch (InvalidNoteException e) {
                throw usage("--vkey " + e.getMessage());
            } catch (IOException e) {
                throw usage("--vkey " + each + " is no key, and no file that can be read");
            }
        }
        return parsed;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), Shown.text(message, LONGEST));
    }

    private void warn(Replay.Request request, Replay replay) {
        if (request.keys().isEmpty()) {
            complain("no --vkey was given: whoever signed the log is believed");
        }
        if (replay.evidence().isEmpty()) {
            complain("the log has no action and no verdict between " + from + " and " + to
                    + ", so that nothing is proven;"
                    + " its actions are from " + replay.evidence().firstAction() + " to "
                    + replay.evidence().lastAction());
        }
        if (replay.byOtherRules()) {
            complain("evidence holds only the actions that some rule in force selected: what other rules would select"
                    + " beside those is not seen");
        }
    }

    private void complain(@Nullable String what) {
        spec.commandLine().getErr().println(Shown.text("countersign replay: " + what, LONGEST));
    }

    private void report(ReplayReport report) throws IOException {
        PrintWriter writer = spec.commandLine().getOut();
        if (json) {
            writer.println(report.json());
        } else {
            report.print(writer);
            if (out != null) {
                writer.println("Verdicts, differences and revisions are in " + Shown.text(out.toString(), LONGEST));
            }
        }
        writer.flush();
    }
}
