package io.countersign.launcher;

import io.countersign.evidence.command.EvidenceCommand;
import io.countersign.launcher.check.CheckCommand;
import io.countersign.launcher.demo.DemoCommand;
import io.countersign.launcher.demo.FeedCommand;
import io.countersign.launcher.dialect.DialectCommand;
import io.countersign.launcher.reconcile.ReconcileCommand;
import io.countersign.launcher.reconcile.SourceOffsetsCommand;
import io.countersign.launcher.replay.ReplayCommand;
import io.countersign.launcher.rules.RulesCommand;
import io.countersign.launcher.run.RunCommand;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code countersign} command. */
@Command(
        name = "countersign",
        description = "Finds machine-identity actions on financial data that no approval covered.",
        mixinStandardHelpOptions = true,
        version = "countersign " + Countersign.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            CheckCommand.class,
            RunCommand.class,
            FeedCommand.class,
            ReplayCommand.class,
            DialectCommand.class,
            RulesCommand.class,
            EvidenceCommand.class,
            CompletionCommand.class
        })
public final class Countersign {

    /** The version of this build. */
    public static final String VERSION = "0.1.0";

    /** Exit code: bad usage or bad rule files (S8). */
    public static final int EXIT_USAGE = 2;

    /** Exit code: the run failed (S8). */
    public static final int EXIT_FAILURE = 3;

    private Countersign() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs the command. */
    public static int run(String... args) {
        return run(commandLine(), args);
    }

    /** Runs the command, with its output going where a caller wants it. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(commandLine().setOut(out).setErr(err), args);
    }

    /** What asks a broker needs Kafka, which the evidence commands by themselves do without. */
    private static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Countersign());
        Objects.requireNonNull(commandLine.getSubcommands().get("evidence"), "evidence")
                .addSubcommand("reconcile", new ReconcileCommand())
                .addSubcommand("source-offsets", new SourceOffsetsCommand());
        return commandLine;
    }

    private static int run(CommandLine commandLine, String... args) {
        return commandLine
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof InvalidFileException invalid) {
                        invalid.problems().forEach(command.getErr()::println);
                        return EXIT_USAGE;
                    }
                    command.getErr().println("countersign: the run failed: " + rootOf(failure));
                    failure.printStackTrace(command.getErr());
                    return EXIT_FAILURE;
                })
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
