package io.countersign.schemas.dialect;

import java.util.Locale;

/**
 * How a text found is cut down to what is wanted of it, in this order.
 *
 * @param after the text starts after the first of these; empty where it does not
 * @param afterLast the text starts after the last of these; empty where it does not
 * @param until the text ends before the first of these; empty where it does not
 * @param untilLast the text ends before the last of these; empty where it does not
 * @param lowerCase whether capital letters become small ones
 */
record Trim(String after, String afterLast, String until, String untilLast, boolean lowerCase) {

    /** A text without what is not wanted of it; empty if nothing is left. */
    String apply(String text) {
        String trimmed = text;
        if (!after.isEmpty()) {
            trimmed = behind(trimmed, trimmed.indexOf(after), after);
        }
        if (!afterLast.isEmpty()) {
            trimmed = behind(trimmed, trimmed.lastIndexOf(afterLast), afterLast);
        }
        if (!until.isEmpty()) {
            trimmed = before(trimmed, trimmed.indexOf(until));
        }
        if (!untilLast.isEmpty()) {
            trimmed = before(trimmed, trimmed.lastIndexOf(untilLast));
        }
        return lowerCase ? trimmed.toLowerCase(Locale.ROOT) : trimmed;
    }

    private static String before(String text, int end) {
        return end < 0 ? text : text.substring(0, end);
    }

    private static String behind(String text, int start, String of) {
        return start < 0 ? text : text.substring(start + of.length());
    }
}
