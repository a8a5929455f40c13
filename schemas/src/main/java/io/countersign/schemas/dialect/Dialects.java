package io.countersign.schemas.dialect;

import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dialects there are, by name. */
public final class Dialects {

    private static final List<String> BUILT_IN = List.of(
            "access.review",
            "aws.cloudtrail",
            "aws.cloudtrail.credential",
            "aws.iam.access_keys",
            "aws.iam.credential_report",
            "aws.rds_activity",
            "aws.secretsmanager.secret",
            "aws.ssm.recording",
            "aws.ssm.session",
            "azure.activity",
            "azure.pipelines",
            "cyberark.epm",
            "databricks.audit",
            "delinea.secret_server",
            "entra.signin",
            "github.audit",
            "github.credential",
            "github.deployment",
            "gitlab.audit",
            "gitlab.deployment",
            "google.audit",
            "google.workspace",
            "hashicorp.boundary",
            "hashicorp.vault",
            "hashicorp.vault.credential",
            "icalendar.freeze",
            "identity.inventory",
            "identity.inventory_csv",
            "jenkins.build",
            "jira.change",
            "kubernetes.audit",
            "kubernetes.credential",
            "linux.audit",
            "mongodb.audit",
            "okta.system",
            "oracle.audit",
            "oracle.audit_syslog",
            "pagerduty.maintenance",
            "postgres.csvlog",
            "postgres.jsonlog",
            "postgres.pgaudit",
            "sap.audit",
            "servicenow.change_request",
            "snowflake.audit",
            "sudo.json",
            "teleport.audit",
            "teleport.recording");

    /** The user's own, and those of the product that were asked for: each is compiled when it is. */
    private final Map<String, DialectDefinition> definitions = new TreeMap<>();

    private final AssetScope scope;
    private final Duration maxSkew;

    /**
     * The built-in dialects over a scope file.
     *
     * @param assetsYaml the scope file's text; empty where nothing is in scope
     * @param maxSkew how far ahead of Kafka's record timestamp a record's own time may be (S1.4)
     * @throws InvalidFileException with every problem of the scope file
     */
    public Dialects(String assetsYaml, Duration maxSkew) throws InvalidFileException {
        this(assetsYaml, maxSkew, Map.of());
    }

    /**
     * The built-in dialects and a user's own, over a scope file.
     *
     * @param own the user's dialect files, text by name; one takes the place of a built-in dialect of the same name
     * @throws InvalidFileException with every problem of the dialect files, or of the scope file
     */
    public Dialects(String assetsYaml, Duration maxSkew, Map<String, String> own) throws InvalidFileException {
        this.maxSkew = maxSkew;
        List<String> problems = new ArrayList<>();
        Map<String, String> fileOf = new HashMap<>();
        for (Map.Entry<String, String> file : new TreeMap<>(own).entrySet()) {
            try {
                DialectDefinition definition = DialectFile.compile(file.getKey(), file.getValue());
                definitions.put(definition.name(), definition);
                String other = fileOf.putIfAbsent(definition.name(), file.getKey());
                if (other != null || definition.name().equals(CanonicalDialect.NAME)) {
                    problems.add(file.getKey() + ": dialect '" + definition.name() + "' is already "
                            + (other == null ? "built in for good" : "in " + other) + "; give each its own name");
                }
            } catch (InvalidFileException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidFileException(problems);
        }
        scope = assetsYaml.isBlank()
                ? AssetScope.empty()
                : AssetScope.parse("assets.yaml", assetsYaml, this::scopeFields, this::namesOfActions);
    }

    /**
     * A user's own dialect files: the text of every {@code *.yaml} below a directory, by its path there.
     *
     * @throws UncheckedIOException if the directory cannot be read
     */
    public static Map<String, String> filesBelow(Path directory) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                if (path.toString().endsWith(".yaml")) {
                    files.put(directory.relativize(path).toString(), Files.readString(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("dialects directory " + directory + " cannot be read", e);
        }
        return files;
    }

    private static DialectDefinition builtIn(String name) {
        try {
            return DialectFile.compile(name + ".yaml", builtInFile(name));
        } catch (InvalidFileException e) {
            throw new IllegalStateException("the build has a broken dialect: " + e.getMessage(), e);
        }
    }

    /** The names of the dialects that come with the product as files, in order. */
    public static List<String> builtInNames() {
        return BUILT_IN;
    }

    /** The file of a dialect that comes with the product. */
    public static String builtInFile(String name) {
        String resource = "/io/countersign/schemas/dialects/" + name + ".yaml";
        try (InputStream in = Dialects.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Set<String> scopeFields(String name) {
        return readsActions(name) ? new TreeSet<>(definition(name).scopeFields().keySet()) : null;
    }

    private Set<String> namesOfActions() {
        return names().stream().filter(this::readsActions).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a dialect of this name reads actions. */
    boolean readsActions(String name) {
        return !name.equals(CanonicalDialect.NAME)
                && names().contains(name)
                && definition(name).type() == RecordType.ACTION;
    }

    /**
     * The source that a dialect's records name if nobody names another; null for canonical records, which name their own.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public @Nullable String sourceOf(String name) {
        return name.equals(CanonicalDialect.NAME) ? null : definition(name).source();
    }

    private DialectDefinition definition(String name) {
        if (!names().contains(name) || name.equals(CanonicalDialect.NAME)) {
            throw new IllegalArgumentException("no dialect is named '" + name + "', expected one of " + names() + "."
                    + Problems.suggestion(name, names()));
        }
        return definitions.computeIfAbsent(name, Dialects::builtIn);
    }

    /** The names, in order. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(definitions.keySet());
        names.addAll(BUILT_IN);
        names.add(CanonicalDialect.NAME);
        return names;
    }

    /**
     * A dialect.
     *
     * @param source what its records name as their source; null for the one its file gives
     * @throws IllegalArgumentException if there is none of that name
     */
    public Dialect create(String name, @Nullable String source) {
        return create(name, source, null);
    }

    /**
     * A dialect of a source whose times name no zone.
     *
     * @param source what its records name as their source; null for the one its file gives
     * @param zone the zone of its times that name none; null for the one its file gives, if any
     * @throws IllegalArgumentException if there is none of that name
     */
    public Dialect create(String name, @Nullable String source, @Nullable ZoneId zone) {
        if (name.equals(CanonicalDialect.NAME)) {
            return new CanonicalDialect(maxSkew);
        }
        DialectDefinition own = definition(name).with(source, zone, maxSkew);
        return own.reader(own.type() == RecordType.ACTION ? new ActionMapping(own, scope) : new RegisterMapping(own));
    }
}
