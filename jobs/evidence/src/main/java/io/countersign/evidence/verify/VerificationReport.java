package io.countersign.evidence.verify;

import io.countersign.evidence.note.VerifierKey;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.codec.Shown;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was found in a store, for people and for programs. */
public final class VerificationReport {

    private VerificationReport() {}

    /** Its first word is the outcome; then a line for each problem, and what is in the store. */
    public static String text(Verification found) {
        Verification.Summary summary = found.summary();
        StringBuilder text = new StringBuilder(found.outcome() + ": " + meaning(found.outcome()) + "\n");
        for (Problem problem : found.problems()) {
            text.append(problem).append('\n');
        }
        long lines = summary.lines().values().stream().mapToLong(each -> each).sum();
        text.append("log         ")
                .append(Shown.text(summary.head().origin()))
                .append("\ncheckpoint  ")
                .append(summary.head().size() + " leaves, root "
                        + summary.head().root())
                .append("\nsegments    ")
                .append(summary.segments())
                .append("\nlines       ")
                .append(lines)
                .append(summary.lines().entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ", lines == 0 ? "" : ": ", "")))
                .append("\nevents      ")
                .append(summary.from() == null ? "none" : summary.from() + " to " + summary.to())
                .append("\nepochs      ")
                .append(summary.epochs())
                .append("\nkeys        ")
                .append(summary.keys().stream().map(VerifierKey::toString).collect(Collectors.joining(", then ")))
                .append("\naccounts    ")
                .append(summary.accounted() ? "compared" : "not looked at; --accounting compares them");
        return text.toString();
    }

    private static String meaning(Outcome outcome) {
        return switch (outcome) {
            case VERIFIED -> "nothing is wrong, and the log is the one that the known checkpoint is of";
            case CONSISTENT_UNANCHORED ->
                "nothing is wrong within the store; without a checkpoint kept elsewhere (--known-checkpoint) its keeper could"
                        + " have rewritten it";
            case DIVERGED -> "this is not the log that the known checkpoint is of";
            case INVALID -> "something was changed, or is not what it says it is";
            case INCOMPLETE -> "something is missing";
        };
    }

    /** The same as one JSON object. */
    public static String json(Verification found) {
        Verification.Summary summary = found.summary();
        byte[] json = JsonWriter.forReaders()
                .object(object -> object.member("outcome", found.outcome().name())
                        .member("exit_code", found.outcome().exitCode())
                        .objects(
                                "problems",
                                found.problems(),
                                (problem, each) -> each.member(
                                                "code", problem.code().name())
                                        .member(
                                                "severity",
                                                problem.code().severity().name().toLowerCase(Locale.ROOT))
                                        .member("object", problem.object())
                                        .member("line", problem.line() == 0 ? null : problem.line())
                                        .member("sentence", problem.sentence()))
                        .member("origin", summary.head().origin())
                        .member("leaves", summary.head().size())
                        .member("root", summary.head().root().toHex())
                        .member("segments", summary.segments())
                        .member("lines", lines -> {
                            for (Map.Entry<String, Long> each : summary.lines().entrySet()) {
                                lines.member(each.getKey(), each.getValue());
                            }
                        })
                        .member("event_time_min", summary.from())
                        .member("event_time_max", summary.to())
                        .member("epochs", summary.epochs())
                        .strings(
                                "keys",
                                summary.keys().stream()
                                        .map(VerifierKey::toString)
                                        .toList())
                        .member("accounting", summary.accounted()))
                .toBytes();
        return new String(json, StandardCharsets.UTF_8);
    }
}
