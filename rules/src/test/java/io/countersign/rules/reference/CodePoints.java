package io.countersign.rules.reference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Strings by code point: their order (S6.4), their length and the globs over them (S4.1). */
final class CodePoints {
    /** Not that of {@link String#compareTo}, which puts U+10000 before U+FFFF. */
    static final Comparator<String> ORDER =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    /** Each glob is compiled once: the same few meet every name. */
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private CodePoints() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static boolean isGlob(String pattern) {
        return pattern.contains("*");
    }

    /** Only {@code *} is special: any run of any characters, the whole string, case-sensitive. */
    static boolean globMatches(String glob, String text) {
        return COMPILED.computeIfAbsent(glob, CodePoints::compile).matcher(text).matches();
    }

    private static Pattern compile(String glob) {
        String regex = Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL);
    }
}
