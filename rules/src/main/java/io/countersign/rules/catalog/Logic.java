package io.countersign.rules.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeSet;

/**
 * What a rule judges, apart from what it says of itself and from how its file is laid out: two files of one logic come to
 * the same verdicts and matches. What is left out has its default, and white space and comments of an expression do not
 * count. Whether a rule is in shadow is no part of it.
 */
public final class Logic {

    private Logic() {}

    /** SHA-256 of the logic of a control. */
    public static String digest(Control control) {
        ObjectNode logic = of("control", control.card());
        logic.put("select", compact(control.select()));
        ObjectNode require = logic.putObject("require");
        Requirement requirement = control.requirement();
        ArrayNode sources = require.putArray("sources");
        new TreeSet<>(requirement.sources()).forEach(sources::add);
        if (requirement instanceof Requirement.Change change) {
            require.put("kind", "change");
            require.put("min_approvers", change.minApprovers());
            require.put("ratify_within", change.ratifyWithin().toString());
            require.put("horizon", change.horizon().toString());
        } else if (requirement instanceof Requirement.Entitlement entitlement) {
            require.put("kind", "entitlement");
            require.put("review_max_age", entitlement.reviewMaxAge().toString());
        } else if (requirement instanceof Requirement.Credential credential) {
            require.put("kind", "credential");
            require.put("max_age", credential.maxAge().toString());
        } else if (requirement instanceof Requirement.Recording recording) {
            require.put("kind", "recording");
            require.put("within", recording.within().toString());
        }
        return digest(logic);
    }

    /** SHA-256 of the logic of a sequence. */
    public static String digest(Sequence sequence) {
        ObjectNode logic = of("sequence", sequence.card());
        ArrayNode by = logic.putArray("by");
        sequence.by().forEach(part -> by.add(compact(part)));
        logic.put("within", String.valueOf(sequence.within()));
        ArrayNode steps = logic.putArray("steps");
        for (Sequence.Step step : sequence.steps()) {
            steps.addObject()
                    .put("name", step.name())
                    .put("expression", compact(step.expression()))
                    .put("forbidden", step.forbidden())
                    .put("least", step.least())
                    .put("most", step.most());
        }
        String until = sequence.until();
        logic.put("until", until == null ? "" : compact(until));
        return digest(logic);
    }

    private static ObjectNode of(String kind, RuleCard card) {
        Instant from = card.effectiveFrom();
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", kind)
                .put("effective_from", from == null ? "" : Rfc3339.format(from));
    }

    private static String digest(ObjectNode logic) {
        return Codec.sha256(logic.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** An expression without white space and comments; between words and numbers one blank is left. */
    static String compact(String cel) {
        StringBuilder compact = new StringBuilder();
        boolean apart = false;
        int at = 0;
        while (at < cel.length()) {
            char c = cel.charAt(at);
            int end = at + 1;
            if (c == '\'' || c == '"') {
                end = endOfText(cel, at);
            } else if (cel.startsWith("//", at)) {
                end = cel.indexOf('\n', at) < 0 ? cel.length() : cel.indexOf('\n', at);
            }
            if (Character.isWhitespace(c) || cel.startsWith("//", at)) {
                apart = true;
            } else {
                boolean joins = apart && !compact.isEmpty() && isWord(compact.charAt(compact.length() - 1));
                // r 'x' is no raw text: a quote joins what is before it, too.
                compact.append(joins && (isWord(c) || c == '\'' || c == '"') ? " " : "")
                        .append(cel, at, end);
                apart = false;
            }
            at = end;
        }
        return compact.toString();
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    /** Where the text ends that begins with a quote, or with three. */
    private static int endOfText(String cel, int from) {
        String quote = cel.substring(from, from + 1);
        String closing = cel.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
        boolean raw = from > 0
                && "rR".indexOf(cel.charAt(from - 1)) >= 0
                && (from < 2 || !isWord(cel.charAt(from - 2)) || "bB".indexOf(cel.charAt(from - 2)) >= 0);
        int at = from + closing.length();
        while (at < cel.length() && !cel.startsWith(closing, at)) {
            at += !raw && cel.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(cel.length(), at + closing.length());
    }
}
