package io.countersign.schemas.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Date-times of RFC 3339, at millisecond precision (S1.2). */
public final class Rfc3339 {

    private static final Pattern DATE_TIME = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})[Tt](\\d{2}):(\\d{2}):(\\d{2})"
            + "(?:\\.(\\d+))?(?:[Zz]|([+-])(\\d{2}):(\\d{2}))");
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00.000Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Rfc3339() {}

    /**
     * The instant a text stands for; null if it is no date-time of RFC 3339, or one that no calendar has. Digits finer
     * than milliseconds are cut off. Leap seconds, which Java's time has not, are refused, and so is an instant that
     * its offset moves out of the years 0000 to 9999, for which UTC has no spelling.
     */
    public static @Nullable Instant parse(String text) {
        Matcher matcher = DATE_TIME.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(matcher, 1),
                    number(matcher, 2),
                    number(matcher, 3),
                    number(matcher, 4),
                    number(matcher, 5),
                    number(matcher, 6));
            long offsetMinutes = 0;
            if (matcher.group(8) != null) {
                int hours = number(matcher, 9);
                int minutes = number(matcher, 10);
                if (hours > 23 || minutes > 59) {
                    return null;
                }
                offsetMinutes = (matcher.group(8).equals("-") ? -1 : 1) * (hours * 60L + minutes);
            }
            Instant instant = local.toInstant(ZoneOffset.UTC)
                    .minusSeconds(offsetMinutes * 60)
                    .plusMillis(millis(matcher.group(7)));
            return canSpell(instant) ? instant : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static int millis(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
    }

    /** Whether RFC 3339 has a spelling for an instant in UTC: those of the years 0000 to 9999. */
    public static boolean canSpell(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }

    /** In UTC, with {@code Z} and exactly three fraction digits. */
    public static String format(Instant instant) {
        return MILLIS.format(instant);
    }
}
