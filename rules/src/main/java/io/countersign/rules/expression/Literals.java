package io.countersign.rules.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts in an expression that a function must be able to read. What cannot be read would fail for each event, and a
 * failure counts as found: told when the rule is loaded, it is a typing error; told at night, it is a flood of alerts.
 */
final class Literals {

    /** The most characters of a regex. */
    private static final int LONGEST_REGEX = 1_000;

    private static final String TEXT = "text";

    private static final CelRuntime.Program REGEX = program("''.matches(text)");
    private static final CelRuntime.Program TIMESTAMP = program("timestamp(text)");
    private static final CelRuntime.Program DURATION = program("duration(text)");
    private static final CelRuntime.Program ZONE = program("timestamp(0).getHours(text)");
    private static final CelRuntime.Program INT = program("int(text)");
    private static final CelRuntime.Program DOUBLE = program("double(text)");

    private Literals() {}

    /** Whether a function takes a regex. */
    static boolean takesRegex(String function) {
        return function.equals("matches");
    }

    /** What is wrong with the text that a function is given; null if nothing is. */
    static @Nullable String problem(String function, String text) {
        if (takesRegex(function)) {
            return regexProblem(text);
        }
        if (function.startsWith("get")) {
            return failure(ZONE, text) == null
                    ? null
                    : "'" + text + "' is no time zone, expected one of the IANA time zone database such as"
                            + " 'Europe/Berlin', or an offset such as '+02:00'";
        }
        return switch (function) {
            case "timestamp" ->
                failure(TIMESTAMP, text) == null
                        ? null
                        : "timestamp('" + text + "') is no instant, expected a date-time with its zone such as"
                                + " timestamp('2026-07-01T00:00:00Z')";
            case "duration" ->
                failure(DURATION, text) == null
                        ? null
                        : "duration('" + text + "') is no duration, expected hours, minutes and seconds such as"
                                + " duration('36h') or duration('1h30m')";
            case "int", "uint" -> number(INT, function, text, "7");
            case "double" -> number(DOUBLE, function, text, "0.5");
            default -> null;
        };
    }

    private static @Nullable String number(CelRuntime.Program program, String function, String text, String such) {
        return failure(program, text) == null
                ? null
                : function + "('" + text + "') is no number, expected one such as " + such + " without quotes";
    }

    private static @Nullable String regexProblem(String regex) {
        String shown = "'" + (regex.length() > 60 ? regex.substring(0, 60) + "..." : regex) + "'";
        if (regex.length() > LONGEST_REGEX) {
            return "the regex " + shown + " has " + regex.length() + " characters, expected at most " + LONGEST_REGEX
                    + "; list texts with 'in', or use startsWith(), endsWith() or contains()";
        }
        String tooLarge = "the regex " + shown + " is too large when its repetitions are written out, expected at most "
                + Cel.LARGEST_REGEX + " steps; repeat less often, or with * and +, which take one";
        if (RegexSize.of(regex) > 2L * Cel.LARGEST_REGEX) {
            return tooLarge;
        }
        String failure = failure(REGEX, regex);
        if (failure == null) {
            return null;
        }
        if (failure.contains("exceeds allowed program size")) {
            return tooLarge;
        }
        int parsing = failure.indexOf("error parsing regexp: ");
        String why = (parsing < 0 ? failure : failure.substring(parsing + 22)).replace('`', '\'');
        return "the regex " + shown + " cannot be read: " + why
                + "; it is RE2, without back references and look-around, and \\ is written \\\\ or in r'...'";
    }

    private static @Nullable String failure(CelRuntime.Program program, String text) {
        try {
            program.eval(Map.of(TEXT, text));
            return null;
        } catch (CelEvaluationException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static CelRuntime.Program program(String cel) {
        try {
            CelAbstractSyntaxTree tree = CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(Cel.OPTIONS)
                    .addVar(TEXT, SimpleType.STRING)
                    .build()
                    .compile(cel)
                    .getAst();
            return Cel.RUNTIME.createProgram(tree);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException(cel + " cannot be compiled", e);
        }
    }
}
