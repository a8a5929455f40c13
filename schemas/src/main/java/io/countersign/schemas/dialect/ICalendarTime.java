package io.countersign.schemas.dialect;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * A date or a date-time of iCalendar (RFC 5545, sections 3.3.4 and 3.3.5).
 *
 * @param local what is written
 * @param zone the rules of the zone it is in; null where it names none
 * @param date whether it is a date, which starts at midnight
 */
record ICalendarTime(LocalDateTime local, @Nullable ZoneRules zone, boolean date) {

    private static final DateTimeFormatter DATE = format("uuuuMMdd");
    private static final DateTimeFormatter DATE_TIME = format("uuuuMMdd'T'HHmmss");
    private static final DateTimeFormatter WITHOUT_ZONE = format("uuuu-MM-dd HH:mm:ss");

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern).withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * Reads a value.
     *
     * @param zone the rules of the zone that times without one are in; null where there is none
     * @return null if it is neither
     */
    static @Nullable ICalendarTime parse(String value, @Nullable ZoneRules zone) {
        if (!isOfDigits(value)) {
            return null;
        }
        try {
            if (value.length() == 8) {
                return new ICalendarTime(LocalDate.parse(value, DATE).atStartOfDay(), zone, true);
            }
            // A leap second is the last second of its minute (section 3.3.12).
            String second = value.length() > 14 && value.startsWith("60", 13)
                    ? value.substring(0, 13) + "59" + value.substring(15)
                    : value;
            boolean utc = second.endsWith("Z");
            LocalDateTime local =
                    LocalDateTime.parse(utc ? second.substring(0, second.length() - 1) : second, DATE_TIME);
            return new ICalendarTime(local, utc ? ZoneOffset.UTC.getRules() : zone, false);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether all is as long as it must be: Java reads more digits, and signs, for years. */
    private static boolean isOfDigits(String value) {
        boolean utc = value.endsWith("Z");
        if (value.length() != 8 && value.length() != (utc ? 16 : 15)) {
            return false;
        }
        for (int i = 0; i < value.length() - (utc ? 1 : 0); i++) {
            if (i == 8 ? value.charAt(i) != 'T' : value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The same time of day on another day, or at another time. */
    ICalendarTime at(LocalDateTime other) {
        return new ICalendarTime(other, zone, date);
    }

    /** The instant, of two that are meant the one that makes an interval narrower; null without a zone. */
    @Nullable
    Instant instant(WrittenTime.Edge edge) {
        return zone == null ? null : edge.instant(local, zone);
    }

    /** The time of day in the zone of another, at the same instant; what is written, where either has no zone. */
    LocalDateTime in(ICalendarTime other) {
        Instant instant = instant(WrittenTime.Edge.START);
        return instant == null || other.zone == null || date || other.zone.equals(zone)
                ? local
                : LocalDateTime.ofInstant(instant, other.zone.getOffset(instant));
    }

    /** The time as RFC 3339 has it, in UTC; without a zone as ISO 8601 has it. */
    String text(WrittenTime.Edge edge) {
        Instant instant = instant(edge);
        return instant == null ? WITHOUT_ZONE.format(local) : instant.toString();
    }
}
