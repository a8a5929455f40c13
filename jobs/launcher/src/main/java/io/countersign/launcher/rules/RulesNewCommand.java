package io.countersign.launcher.rules;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.catalog.RuleLock;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code countersign rules new}: the folder of a rule that works, to be changed into the one that is wanted. */
@Command(
        name = "new",
        description =
                "Writes the folder of a new rule: a commented rule file, a case that fires and one that does not.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "2:bad usage, or there is such a rule already"})
public final class RulesNewCommand implements Callable<Integer> {

    private static final String SCHEMA = "rule.schema.json";

    /** What kind of rule it is, and what its two cases are called after. */
    enum Kind {
        CONTROL("without-a-change", "inside-the-window"),
        SEQUENCE("when-removed-in-time", "at-the-end-of-within");

        private final String fires;
        private final String silent;

        Kind(String fires, String silent) {
            this.fires = fires;
            this.silent = silent;
        }

        private Map<String, String> files() {
            String folder = name().toLowerCase(Locale.ROOT) + "/";
            return Map.of(
                    "ID.yaml",
                    folder + "rule.yaml",
                    "cases/fires-" + fires + ".yaml",
                    folder + "fires.yaml",
                    "cases/silent-" + silent + ".yaml",
                    folder + "silent.yaml");
        }
    }

    @Parameters(paramLabel = "ID", description = "The rule's id: letters, digits, '-' and '_'.")
    private String id = "";

    @Option(
            names = "--kind",
            required = true,
            paramLabel = "KIND",
            description = "control (judges each action) or sequence (finds events that follow each other).")
    private Kind kind = Kind.CONTROL;

    @Option(names = "--dir", paramLabel = "DIR", description = "The directory of rules; default ${DEFAULT-VALUE}.")
    private Path directory = Path.of(".");

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public RulesNewCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!RuleCard.isId(id)) {
            throw usage("'" + id + "' is no id, expected letters, digits, '-' and '_', a letter first, such as"
                    + " release-window");
        }
        if (!Files.isDirectory(directory)) {
            throw usage(directory + " is no directory");
        }
        Path folder = directory.resolve(id);
        if (Files.exists(folder)) {
            throw usage(folder + " is there already; choose another id, or change that rule");
        }
        for (RuleFile file : Catalog.files(directory)) {
            YamlMapping yaml = YamlMapping.find(file.name(), file.text(), new Problems());
            if (yaml != null && yaml.has("kind") && id.equals(yaml.optionalText("id"))) {
                throw usage("rule '" + id + "' is there already, in " + file.name() + "; choose another id");
            }
        }
        String schema = schema();
        for (Map.Entry<String, String> file : new TreeMap<>(kind.files()).entrySet()) {
            Path to = folder.resolve(file.getKey().replace("ID", id));
            Files.createDirectories(to.getParent() == null ? folder : to.getParent());
            Files.writeString(to, template(file.getValue()).replace("@SCHEMA@", schema));
            spec.commandLine().getOut().println("wrote " + to);
        }
        addToLock();
        spec.commandLine()
                .getOut()
                .println("change them, then try `countersign rules lint " + directory + "` and `countersign rules test"
                        + " --rule " + id + " " + directory + "`");
        return 0;
    }

    /** Where a rule finds the JSON Schema of rules, with which editors complete it; written if it is not there yet. */
    private String schema() throws IOException {
        if (Files.exists(directory.resolve("..").resolve(SCHEMA))) {
            return "../../" + SCHEMA;
        }
        if (!Files.exists(directory.resolve(SCHEMA))) {
            Files.writeString(directory.resolve(SCHEMA), resource(Catalog.class, "/io/countersign/rules/" + SCHEMA));
        }
        return "../" + SCHEMA;
    }

    /** A lock that is kept knows the new rule, too; it is only added, whatever else is behind. */
    private void addToLock() throws IOException {
        Problems unreadable = new Problems();
        RuleLock lock = RuleLock.read(directory, unreadable);
        String name = id + "/" + id + ".yaml";
        List<RuleFile> written = Catalog.files(directory).stream()
                .filter(file -> file.name().replace('\\', '/').equals(name))
                .toList();
        if (lock != null && unreadable.found().isEmpty()) {
            Map<String, RuleLock.Entry> entries = new TreeMap<>(lock.entries());
            entries.putAll(RuleLock.of(written, unreadable).entries());
            new RuleLock(entries).write(directory);
            spec.commandLine().getOut().println("added to " + directory.resolve(RuleLock.FILE));
        }
    }

    private String template(String name) throws IOException {
        return resource(RulesNewCommand.class, "/io/countersign/launcher/rules/new/" + name)
                .replace("@ID@", id);
    }

    private static String resource(Class<?> near, String name) throws IOException {
        try (InputStream in = near.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
