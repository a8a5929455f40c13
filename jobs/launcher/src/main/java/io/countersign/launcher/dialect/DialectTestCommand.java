package io.countersign.launcher.dialect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.detection.ingest.FileMessages;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.dialect.DialectTrial;
import io.countersign.schemas.dialect.Dialects;
import io.countersign.schemas.dialect.Message;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign dialect test}: what a dialect reads in samples, record by record and field by field. */
@Command(
        name = "test",
        description = "Shows what a dialect reads in samples, record by record and field by field, what not, and why.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every record was read, or is one that needs no action",
            "1:a record would be quarantined, or there is none",
            "2:bad usage, or a bad dialect file"
        })
public final class DialectTestCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A dialect file, or the name of a dialect of the product.")
    private String dialect = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SAMPLE", description = "Files with records of the log.")
    private List<Path> samples = List.of();

    @Option(names = "--json", description = "Prints one JSON object a record.")
    private boolean json;

    @Option(names = "--quiet", description = "Prints only the records that would be quarantined, and the sums.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public DialectTestCommand() {}

    @Override
    public Integer call() throws IOException, InvalidFileException {
        DialectTrial trial = trial();
        for (Path sample : samples) {
            if (!Files.isReadable(sample) || Files.isDirectory(sample)) {
                throw new ParameterException(spec.commandLine(), "sample " + sample + " is no readable file");
            }
        }
        Map<String, Integer> sums = new TreeMap<>();
        for (Path sample : samples) {
            try {
                FileMessages.forEach(sample, sample.toString(), trial.framing(), message -> show(message, trial, sums));
            } catch (IOException e) {
                throw new ParameterException(
                        spec.commandLine(), "the gzip stream of " + sample + " is damaged: " + e.getMessage(), e);
            }
        }
        if (!json) {
            PrintWriter out = spec.commandLine().getOut();
            sums.forEach((way, count) -> out.printf("%6d %s%n", count, way));
        }
        boolean quarantined = sums.keySet().stream().anyMatch(way -> way.startsWith("quarantined"));
        return sums.isEmpty() || quarantined ? 1 : 0;
    }

    private DialectTrial trial() throws InvalidFileException, IOException {
        Path file = Path.of(dialect);
        if (Files.isRegularFile(file)) {
            return DialectTrial.of(String.valueOf(file.getFileName()), Files.readString(file));
        }
        if (Dialects.builtInNames().contains(dialect)) {
            return DialectTrial.of(dialect + ".yaml", Dialects.builtInFile(dialect));
        }
        throw new ParameterException(
                spec.commandLine(),
                "'" + dialect + "' is neither a file nor a dialect of the product, which are "
                        + Dialects.builtInNames());
    }

    private void show(Message message, DialectTrial trial, Map<String, Integer> sums) {
        int number = 0;
        for (DialectTrial.Tried tried : trial.read(message)) {
            number++;
            String way = tried.outcome() + (tried.reason() == null ? "" : " " + tried.reason());
            sums.merge(way, 1, Integer::sum);
            if (json) {
                spec.commandLine().getOut().println(asJson(message, number, tried));
            } else if (!quiet || tried.outcome().equals("quarantined")) {
                print(message, number, way, tried);
            }
        }
    }

    private void print(Message message, int number, String way, DialectTrial.Tried tried) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s:%d, record %d: %s%n", message.topic(), message.offset(), number, way);
        if (tried.detail() != null) {
            out.printf("  %s%n", Shown.text(tried.detail(), 400));
        }
        for (DialectTrial.Field field : tried.fields()) {
            List<String> values = field.values().stream().map(Shown::text).toList();
            out.printf(
                    "  %-16s %-44s %s%n",
                    field.name(), values.isEmpty() ? "-" : String.join(", ", values), field.why());
        }
        if (!tried.unread().isEmpty()) {
            List<String> unread = new ArrayList<>();
            tried.unread().forEach(path -> unread.add(Shown.text(path)));
            out.printf("  %-16s %s%n", "not asked for", String.join(", ", unread));
        }
    }

    private static ObjectNode asJson(Message message, int number, DialectTrial.Tried tried) {
        ObjectNode node = JSON.createObjectNode();
        node.put("file", message.topic());
        node.put("line", message.offset());
        node.put("record", number);
        node.put("outcome", tried.outcome());
        node.put("reason", tried.reason());
        node.put("detail", tried.detail());
        ObjectNode fields = node.putObject("fields");
        for (DialectTrial.Field field : tried.fields()) {
            ObjectNode each = fields.putObject(field.name());
            ArrayNode values = each.putArray("values");
            field.values().forEach(values::add);
            each.put("why", field.why());
        }
        ArrayNode unread = node.putArray("not_asked_for");
        tried.unread().forEach(unread::add);
        return node;
    }
}
