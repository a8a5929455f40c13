package io.countersign.schemas.codec;

/** Text from a record as people may see it: short, on one line, and without characters that act on a terminal. */
public final class Shown {

    private static final int LONGEST = 120;

    /** The full-width forms too, which spreadsheets take for the others. */
    private static final String FORMULA_STARTS = "=+-@\uff1d\uff0b\uff0d\uff20";

    private Shown() {}

    /** As {@link #text(String, int)}, cut after 120 characters. */
    public static String text(String text) {
        return text(text, LONGEST);
    }

    /**
     * The text with control, format (bidirectional overrides among them), line-breaking, private and unassigned
     * characters as {@code \\u} escapes, those beyond U+FFFF in braces; cut after as many characters as are
     * given.
     */
    public static String text(String text, int longest) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), longest) + 16);
        int i = 0;
        while (i < text.length() && shown.length() < longest) {
            int codePoint = text.codePointAt(i);
            if (isHarmless(codePoint)) {
                shown.appendCodePoint(codePoint);
            } else {
                shown.append(String.format(codePoint > 0xffff ? "\\u{%x}" : "\\u%04x", codePoint));
            }
            i += Character.charCount(codePoint);
        }
        return i < text.length() ? shown.append('…').toString() : shown.toString();
    }

    /** A line that no spreadsheet takes for a formula: one that starts like it gets an apostrophe in front. */
    public static String noFormula(String line) {
        boolean isFormula = !line.isEmpty() && FORMULA_STARTS.indexOf(line.charAt(0)) >= 0;
        return isFormula ? "'" + line : line;
    }

    /** Whether a character only stands there, and does not act on a terminal or on the text around it. */
    static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
