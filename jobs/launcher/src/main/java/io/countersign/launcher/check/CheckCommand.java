package io.countersign.launcher.check;

import io.countersign.detection.ingest.DialectFactory;
import io.countersign.launcher.run.TemporaryDirectory;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.yaml.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code countersign check} (S8). */
@Command(
        name = "check",
        description = "Judges files of logs and register records, and ends.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing to act on",
            "1:exceptions, actions that cannot be judged, or matches, of rules that are not in shadow",
            "2:bad usage, or a bad rule, assets or sources file",
            "3:the run failed; no output was written"
        })
public final class CheckCommand implements Callable<Integer> {

    @Option(
            names = "--input",
            required = true,
            paramLabel = "DIR",
            description = "Directory of *.jsonl and *.jsonl.gz files with canonical records, and of vendor logs.")
    private Path input = Path.of(".");

    @Option(names = "--rules", required = true, paramLabel = "DIR", description = "Directory of rule files.")
    private Path rules = Path.of(".");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory for what was found.")
    private Path out = Path.of(".");

    @Option(
            names = "--dialect",
            paramLabel = "NAME=GLOB",
            description =
                    "Files whose name matches the glob are vendor logs of this dialect. May be repeated; a file that"
                            + " several match is read in each of their dialects.")
    private List<String> dialects = List.of();

    @Option(
            names = "--assets",
            paramLabel = "FILE",
            description = "Scope file for vendor logs; default: assets.yaml in the rules directory.")
    private @Nullable Path assets;

    @Option(names = "--dialects", paramLabel = "DIR", description = "Directory of dialect files of your own.")
    private @Nullable Path ownDialects;

    @Option(names = "--parallelism", paramLabel = "N", description = "Subtasks; default ${DEFAULT-VALUE}.")
    private int parallelism = 1;

    @Option(names = "--json", description = "Prints the population as JSON instead of a summary.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public CheckCommand() {}

    @Override
    public Integer call() throws Exception {
        requireDirectory("--input", input);
        requireDirectory("--rules", rules);
        if (ownDialects != null) {
            requireDirectory("--dialects", ownDialects);
        }
        if (parallelism < 1) {
            throw usage("--parallelism is " + parallelism + ", expected 1 or more");
        }
        List<RuleFile> files = Catalog.files(rules);
        DialectFactory factory = DialectFactory.of(Duration.ofMinutes(5), assetsYaml(), ownDialects);
        Catalog catalog = Catalog.of(files);
        List<CheckInput.NamedDialect> named = namedDialects(factory.dialects());
        CheckInput found = CheckInput.find(input, named, factory.dialects());
        for (CheckInput.NamedDialect each : named) {
            if (found.files().stream().noneMatch(file -> each.isOf(file.name()))) {
                throw usage("--dialect " + each.dialect() + "=" + each.glob() + " matches no file below " + input);
            }
        }
        if (found.files().isEmpty()) {
            throw usage("--input " + input + " has no *.jsonl or *.jsonl.gz file and none that a --dialect names");
        }
        CheckOutput.removeEarlier(out);
        Path parts = Files.createTempDirectory("countersign-check");
        try {
            BoundedRun.execute(found, files, factory, parallelism, parts);
            CheckOutput output = CheckOutput.gather(parts, catalog);
            output.write(out);
            report(output);
            return output.callsForAction(catalog) ? 1 : 0;
        } finally {
            TemporaryDirectory.delete(parts);
        }
    }

    private void requireDirectory(String option, Path path) {
        if (!Files.isDirectory(path)) {
            throw usage(option + " " + path + " is no directory");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private List<CheckInput.NamedDialect> namedDialects(Dialects known) {
        List<CheckInput.NamedDialect> named = new ArrayList<>();
        for (String dialect : dialects) {
            int equals = dialect.indexOf('=');
            if (equals < 1 || equals == dialect.length() - 1) {
                throw usage("--dialect is '" + dialect + "', expected NAME=GLOB such as aws.cloudtrail=*.json");
            }
            String name = dialect.substring(0, equals);
            if (!known.names().contains(name)) {
                throw usage("no dialect is named '" + name + "', expected one of " + known.names() + "."
                        + Problems.suggestion(name, known.names()));
            }
            named.add(new CheckInput.NamedDialect(name, dialect.substring(equals + 1)));
        }
        return named;
    }

    private String assetsYaml() throws IOException {
        Path file = assets == null ? rules.resolve("assets.yaml") : assets;
        if (!Files.exists(file)) {
            if (assets != null) {
                throw usage("--assets " + assets + " is no file");
            }
            return "";
        }
        return Files.readString(file);
    }

    private void report(CheckOutput output) {
        PrintWriter writer = spec.commandLine().getOut();
        if (json) {
            writer.println(output.populationJson());
            return;
        }
        output.outcomes().forEach((outcome, count) -> writer.printf("%-14s %d%n", outcome, count));
        if (!output.matches().isEmpty()) {
            writer.printf("%-14s %d%n", "matches", output.matches().size());
        }
        if (!output.quarantine().isEmpty()) {
            writer.printf("%-14s %d%n", "quarantined", output.quarantine().size());
        }
        output.population().imbalances().forEach(imbalance -> writer.println("NOT ACCOUNTED FOR: " + imbalance));
        writer.println("Verdicts, matches, quarantine and population are in " + out);
    }
}
