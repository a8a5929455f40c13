package io.countersign.launcher.check;

import io.countersign.detection.ingest.DialectFactory;
import io.countersign.rules.catalog.Catalog;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a command that judges files: which they are, and how they are read. */
public final class InputOptions {

    @Option(
            names = "--input",
            required = true,
            paramLabel = "DIR",
            description = "Directory of *.jsonl and *.jsonl.gz files with canonical records, and of vendor logs.")
    private Path input = Path.of(".");

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

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** For picocli. */
    public InputOptions() {}

    /**
     * A run over the input that is ready to start.
     *
     * @param option what names the rules, for messages
     * @throws InvalidFileException with every problem of the rules and of what says how the input is read
     * @throws ParameterException if an option is wrong
     */
    public PreparedRun prepare(String option, Path rules) throws InvalidFileException, IOException {
        requireDirectory("--input", input);
        requireDirectory(option, rules);
        if (ownDialects != null) {
            requireDirectory("--dialects", ownDialects);
        }
        if (parallelism < 1) {
            throw usage("--parallelism is " + parallelism + ", expected 1 or more");
        }
        DialectFactory factory = DialectFactory.of(Duration.ofMinutes(5), assetsYaml(rules), ownDialects);
        Catalog catalog = Catalog.load(rules);
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
        return new PreparedRun(found, catalog, factory, parallelism);
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

    private String assetsYaml(Path rules) throws IOException {
        Path file = assets == null ? rules.resolve("assets.yaml") : assets;
        if (!Files.exists(file)) {
            if (assets != null) {
                throw usage("--assets " + assets + " is no file");
            }
            return "";
        }
        return Files.readString(file);
    }
}
