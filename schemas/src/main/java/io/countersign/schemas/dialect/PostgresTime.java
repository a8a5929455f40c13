package io.countersign.schemas.dialect;

import java.util.regex.Pattern;

/** Times as PostgreSQL logs them, {@code 2022-04-13 10:43:45.698 EEST}; dialects read them as iso_8601. */
final class PostgresTime {

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})? [A-Za-z0-9+:-]{1,20}");

    private PostgresTime() {}

    /** Whether a text is such a time, with a fraction or without. */
    static boolean isTime(String text, boolean fraction) {
        return TIME.matcher(text).matches() && (text.indexOf('.') > 0) == fraction;
    }
}
