package io.countersign.detection.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${file:/path}} by the text of a file, without the line end it may end with, and {@code ${env:NAME}} by
 * a variable of the environment.
 */
final class Secrets {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]*):?([^}]*)\\}");

    private final Function<String, @Nullable String> environment;

    Secrets(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** What cannot be replaced, and what to do about it. */
    static final class UnresolvedException extends Exception {
        UnresolvedException(String problem) {
            super(problem, null, false, false);
        }

        String problem() {
            return String.valueOf(getMessage());
        }
    }

    static boolean isReferredToBy(String value) {
        return REFERENCE.matcher(value).find();
    }

    String resolve(String value) throws UnresolvedException {
        Matcher matcher = REFERENCE.matcher(value);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String secret = switch (matcher.group(1)) {
                case "file" -> fromFile(matcher.group(2));
                case "env" -> fromEnvironment(matcher.group(2));
                default ->
                    throw new UnresolvedException(
                            "'" + matcher.group() + "' is unknown, expected ${file:/path} or ${env:NAME}");
            };
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(secret));
        }
        return matcher.appendTail(resolved).toString();
    }

    private static String fromFile(String path) throws UnresolvedException {
        try {
            String text = Files.readString(Path.of(path));
            return text.replaceFirst("\\R\\z", "");
        } catch (IOException | InvalidPathException e) {
            throw new UnresolvedException(
                    "'${file:" + path + "}' cannot be read (" + e + "); give the path of a readable file");
        }
    }

    private String fromEnvironment(String name) throws UnresolvedException {
        String value = environment.apply(name);
        if (value == null) {
            throw new UnresolvedException("'${env:" + name + "}' is not set; set the variable " + name);
        }
        return value;
    }
}
