package io.countersign.rules.judge;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A change to one source file that makes the judge disobey one clause.
 *
 * @param clause of the semantics page
 * @param mutant what the changed judge does
 * @param file below {@code io/countersign} in the sources of the module that its first folder names
 * @param from what is replaced; white space counts as one blank
 * @param to what replaces it
 */
record Mutation(String clause, String mutant, String file, String from, String to) {

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    /** All that are listed beside this class. */
    static List<Mutation> all() throws IOException {
        try (InputStream list = Mutation.class.getResourceAsStream("mutations.yaml")) {
            return new YAMLMapper().readValue(list, new TypeReference<>() {});
        }
    }

    String className() {
        return "io.countersign." + file.replace(".java", "").replace('/', '.');
    }

    /** The source file as it stands after the change; fails unless what is replaced occurs exactly once. */
    String mutatedSource() throws IOException {
        Path module = Path.of("").toAbsolutePath().resolveSibling(file.substring(0, file.indexOf('/')));
        String source =
                Files.readString(module.resolve("src/main/java/io/countersign").resolve(file));
        String fragment = Arrays.stream(WHITE_SPACE.split(from.strip(), -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+"));
        Matcher matcher = Pattern.compile(fragment).matcher(source);
        long occurrences = matcher.results().count();
        if (occurrences != 1) {
            throw new IllegalStateException("'" + from + "' occurs " + occurrences + " times in " + file
                    + ", expected once: correct mutations.yaml");
        }
        return matcher.replaceFirst(Matcher.quoteReplacement(to));
    }

    @Override
    public String toString() {
        return clause + ": " + mutant;
    }
}
