package io.countersign.evidence.command;

import io.countersign.schemas.codec.Shown;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;

/** The commands of {@code countersign evidence} without the rest of Countersign: what an auditor runs. */
public final class EvidenceMain {

    private static final int LONGEST = 4000;

    private EvidenceMain() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(commandLine(), args));
    }

    /** Runs a command, with its output going where a caller wants it. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(commandLine().setOut(out).setErr(err), args);
    }

    /** It answers to {@code evidence verify} as well as to {@code verify}: instructions for either work with both. */
    private static int run(CommandLine commandLine, String... args) {
        boolean isNamed = args.length > 0 && args[0].equals("evidence");
        String[] own = isNamed ? Arrays.copyOfRange(args, 1, args.length) : args;
        return commandLine.execute(own);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new EvidenceCommand())
                .setCommandName("countersign-evidence")
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(Shown.text("countersign-evidence failed: " + failure, LONGEST));
                    for (StackTraceElement at : failure.getStackTrace()) {
                        command.getErr().println("    at " + at);
                    }
                    return Exit.UNUSABLE;
                });
    }
}
