package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;

/**
 * How long something takes (RFC 5545, section 3.3.6).
 *
 * @param nominal what is as long as the clock says: days, and what lies between a start and an end
 * @param exact what is as long as it says: hours, minutes and seconds
 */
record ICalendarLength(Duration nominal, Duration exact) {

    private static final Duration LONGEST = Duration.ofDays(3_660);

    ICalendarLength {
        if (nominal.plus(exact).abs().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("longer than " + LONGEST);
        }
    }

    /** What lies between two times of day by the clock, so that a series keeps both when clocks change. */
    static ICalendarLength between(LocalDateTime start, LocalDateTime end) throws UnreadableException {
        try {
            return new ICalendarLength(Duration.between(start, end), Duration.ZERO);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(
                    QuarantineReason.BAD_INTERVAL, "'DTEND' is " + end + ", expected at most ten years after " + start);
        }
    }

    /** Reads a duration. */
    static ICalendarLength parse(String value) throws UnreadableException {
        try {
            String given = value.startsWith("+") ? value.substring(1) : value;
            int time = given.length() > 24 ? -1 : given.indexOf('T');
            String days = time < 0 ? given : given.substring(0, time);
            Period nominal = days.equals("P") && time > 0 ? Period.ZERO : Period.parse(days);
            Duration exact = time < 0 ? Duration.ZERO : Duration.parse("P" + given.substring(time));
            if (nominal.getMonths() == 0 && nominal.getYears() == 0) {
                return new ICalendarLength(
                        Duration.ofDays(LocalDate.EPOCH.plus(nominal).toEpochDay()), exact);
            }
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw notOne(value);
        }
        throw notOne(value);
    }

    private static UnreadableException notOne(String value) {
        return new UnreadableException(
                QuarantineReason.BAD_TIME,
                "'DURATION' is '" + Shown.text(value)
                        + "', expected one of RFC 5545, such as PT8H or P1D, of at most ten years");
    }

    /** The end in local time, as if clocks never changed. */
    LocalDateTime after(LocalDateTime local) {
        return local.plus(nominal).plus(exact);
    }
}
