package io.countersign.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar holds all of its class path: each path once, or merged by a rule of the pom. */
class ExecutableJarIT {

    private static final Path TARGET = Path.of("target");
    private static final Path JAR = TARGET.resolve("countersign.jar");

    /** Paths of which the jar keeps none: each jar's own manifest, signatures, modules and other tools' notes. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("META-INF/MANIFEST\\.MF|(META-INF/versions/\\d+/)?module-info\\.class"
                    + "|META-INF/[^/]+\\.(SF|DSA|RSA)|META-INF/(INDEX\\.LIST|DEPENDENCIES)"
                    + "|META-INF/(maven|native-image|proguard)/.*");

    /** Paths of which the jar keeps all texts, in one. */
    private static final Pattern MERGED = Pattern.compile("META-INF/services/.*|(META-INF/)?(LICENSE|NOTICE)"
            + "|META-INF/(LICENSE|NOTICE)\\.txt|META-INF/FastDoubleParser-LICENSE"
            + "|META-INF/io\\.netty\\.versions\\.properties|kafka/kafka-version\\.properties");

    /** Paths of which there are several and the jar keeps one; see the filters of the pom. */
    private static final Pattern CHOSEN = Pattern.compile(
            "META-INF/licenses/.*|META-INF/versions/9/org/yaml/snakeyaml/internal/Logger(\\$Level)?\\.class");

    private static final Map<String, List<Origin>> ORIGINS = new TreeMap<>();
    private static final Map<String, Set<String>> SERVICES = new TreeMap<>();

    @TempDir
    Path directory;

    /** One of the files that a path of the class path stands for. */
    private record Origin(String jar, long size, long crc) {}

    @BeforeAll
    static void theClassPathThatWentIn() throws IOException {
        List<String> classPath =
                new ArrayList<>(List.of(TARGET.resolve("classes").toString()));
        classPath.addAll(List.of(Files.readString(TARGET.resolve("runtime-classpath.txt"))
                .strip()
                .split(Pattern.quote(File.pathSeparator))));
        assertThat(classPath).hasSizeGreaterThan(90);
        for (String entry : classPath) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                readDirectory(path);
            } else {
                readJar(path);
            }
        }
    }

    private static void readDirectory(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                byte[] bytes = Files.readAllBytes(file);
                CRC32 crc = new CRC32();
                crc.update(bytes);
                String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                note(name, new Origin(root.toString(), bytes.length, crc.getValue()));
                if (name.startsWith("META-INF/services/")) {
                    noteServices(name, new String(bytes, StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static void readJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.isDirectory()) {
                    continue;
                }
                note(entry.getName(), new Origin(String.valueOf(jar.getFileName()), entry.getSize(), entry.getCrc()));
                if (entry.getName().startsWith("META-INF/services/")) {
                    noteServices(entry.getName(), text(zip, entry));
                }
            }
        }
    }

    private static void note(String name, Origin origin) {
        ORIGINS.computeIfAbsent(name, unused -> new ArrayList<>()).add(origin);
    }

    private static void noteServices(String name, String text) {
        SERVICES.computeIfAbsent(name, unused -> new TreeSet<>()).addAll(providers(text));
    }

    private static Set<String> providers(String text) {
        Set<String> providers = new TreeSet<>();
        for (String line : text.lines().toList()) {
            String provider = line.replaceFirst("#.*", "").strip();
            if (!provider.isEmpty()) {
                providers.add(provider);
            }
        }
        return providers;
    }

    private static String text(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void noPathOfTheClassPathStandsForTwoFilesUnlessARuleMergesThem() {
        List<String> unmerged = new ArrayList<>();
        ORIGINS.forEach((name, origins) -> {
            boolean ruled = LEFT_OUT.matcher(name).matches()
                    || MERGED.matcher(name).matches()
                    || CHOSEN.matcher(name).matches();
            if (origins.size() > 1 && !ruled) {
                unmerged.add(name + " in " + origins);
            }
        });
        assertThat(unmerged)
                .as("add a transformer or a filter to jobs/launcher/pom.xml, and its path here")
                .isEmpty();
    }

    @Test
    void everyFileIsInTheJarAsItWas() throws IOException {
        List<String> lost = new ArrayList<>();
        try (ZipFile zip = new ZipFile(JAR.toFile())) {
            ORIGINS.forEach((name, origins) -> {
                ZipEntry entry = zip.getEntry(name);
                if (LEFT_OUT.matcher(name).matches() || MERGED.matcher(name).matches()) {
                    return;
                }
                boolean same = entry != null
                        && origins.stream()
                                .anyMatch(each -> each.size() == entry.getSize() && each.crc() == entry.getCrc());
                if (!same) {
                    lost.add(name + " of " + origins);
                }
            });
        }
        assertThat(lost).isEmpty();
    }

    @Test
    void everyServiceKeepsEveryProvider() throws IOException {
        assertThat(SERVICES).hasSizeGreaterThan(20);
        try (ZipFile zip = new ZipFile(JAR.toFile())) {
            for (Map.Entry<String, Set<String>> service : SERVICES.entrySet()) {
                ZipEntry entry = zip.getEntry(service.getKey());
                assertThat(entry).as(service.getKey()).isNotNull();
                assertThat(providers(text(zip, entry))).as(service.getKey()).isEqualTo(service.getValue());
            }
        }
    }

    @Test
    void licencesAndNoticesOfAllAreKept() throws IOException {
        try (ZipFile zip = new ZipFile(JAR.toFile())) {
            assertThat(text(zip, zip.getEntry("META-INF/NOTICE"))).contains("Apache Flink", "Jackson");
            assertThat(text(zip, zip.getEntry("META-INF/LICENSE"))).contains("Apache License");
            assertThat(text(zip, zip.getEntry("LICENSE"))).contains("Apache License");
        }
    }

    @Test
    void nothingIsSignedAModuleOrThereTwice() throws IOException {
        try (ZipFile zip = new ZipFile(JAR.toFile())) {
            List<String> names = zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
            assertThat(names).doesNotHaveDuplicates().noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA)"));
            assertThat(names).noneMatch(name -> name.endsWith("module-info.class"));
            assertThat(new HashSet<>(names))
                    .contains("io/countersign/launcher/Countersign.class", "flink-rpc-akka.jar");
        }
    }

    /** A whole run from the jar: it starts a cluster, whose parts are found through services and nested jars. */
    @Test
    void theJarRunsACheckToItsEnd() throws Exception {
        Path input = Files.createDirectories(directory.resolve("input"));
        Path rules = Files.createDirectories(directory.resolve("rules"));
        Files.writeString(rules.resolve("release-window.yaml"), """
                kind: control
                id: release-window
                title: Machine identities change financial data only inside an authorised release
                severity: high
                owner: finance
                select: action.operation == 'write'
                require:
                  change: { sources: [servicenow] }
                """);
        Files.writeString(input.resolve("actions.jsonl"), """
                {"type":"action","id":"a1","time":"2026-03-31T22:00:00Z","source":"trail","actor":{"principal":"ci-gl",\
                "kind":"machine"},"operation":"write","outcome":"success"}
                """);
        Path out = directory.resolve("out");
        int exit = run("check", "--input", input.toString(), "--rules", rules.toString(), "--out", out.toString());
        assertThat(exit).as(Files.readString(directory.resolve("console"))).isEqualTo(1);
        assertThat(Files.readAllLines(out.resolve("verdicts.jsonl")))
                .singleElement()
                .asString()
                .contains("\"outcome\":\"INDETERMINATE\"", "\"action_id\":\"a1\"");
    }

    private int run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-jar",
                JAR.toAbsolutePath().toString()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("console").toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
