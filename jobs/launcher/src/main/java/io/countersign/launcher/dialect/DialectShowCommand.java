package io.countersign.launcher.dialect;

import io.countersign.schemas.dialect.CanonicalDialect;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.yaml.Problems;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign dialect show}: the dialects that come with the product, to read and to copy. */
@Command(
        name = "show",
        description = "Lists the dialects that come with the product, or prints the file of one, to be copied.",
        mixinStandardHelpOptions = true)
public final class DialectShowCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The dialect whose file is printed.")
    private @Nullable String name;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public DialectShowCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            Dialects.builtInNames().forEach(out::println);
        } else if (Dialects.builtInNames().contains(name)) {
            out.print(Dialects.builtInFile(name));
            out.flush();
        } else if (CanonicalDialect.NAME.equals(name)) {
            throw new ParameterException(
                    spec.commandLine(), "'" + name + "' has no file: its records are those of schemas/contracts");
        } else {
            throw new ParameterException(
                    spec.commandLine(),
                    "no dialect is named '" + name + "', expected one of " + Dialects.builtInNames() + "."
                            + Problems.suggestion(name, Dialects.builtInNames()));
        }
        return 0;
    }
}
