package io.countersign.schemas.dialect;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrence rule (RFC 5545, section 3.3.10), which is expanded in local time: what time of day it is after the clocks
 * have changed, the zone says afterwards.
 */
final class ICalendarRule {

    /** How many occurrences are counted out for one message, so that none can take long. */
    static final class Budget {

        private static final int MOST = 200_000;

        private int spent;

        private boolean spend() {
            return spent++ < MOST;
        }
    }

    private final RecurrenceRule rule;
    private final ICalendarTime start;

    private ICalendarRule(RecurrenceRule rule, ICalendarTime start) {
        this.rule = rule;
        this.start = start;
    }

    /** Reads a rule that starts at a time; null if it is none, or repeats more often than each hour. */
    static @Nullable ICalendarRule parse(String value, ICalendarTime start) {
        try {
            RecurrenceRule rule = new RecurrenceRule(value, RecurrenceRule.RfcMode.RFC5545_STRICT);
            if (rule.getFreq() == Freq.SECONDLY || rule.getFreq() == Freq.MINUTELY) {
                return null;
            }
            DateTime until = rule.getUntil();
            if (until != null) {
                ICalendarTime written = ICalendarTime.parse(until.toString(), start.zone());
                if (written == null) {
                    return null;
                }
                LocalDateTime local = written.in(start);
                rule.setUntil(
                        utc(written.date() && !start.date() ? local.plusDays(1).minusSeconds(1) : local));
            }
            return new ICalendarRule(rule, start);
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether it never ends. */
    boolean isInfinite() {
        return rule.isInfinite();
    }

    /** Adds the times at which it falls up to one; false if the budget does not allow for them, or it never falls. */
    boolean addOccurrences(List<LocalDateTime> to, LocalDateTime through, Budget budget) {
        try {
            return add(to, through, budget);
        } catch (IllegalArgumentException e) {
            // So the library says that a rule, such as that of each 30 February, never falls.
            return false;
        }
    }

    private boolean add(List<LocalDateTime> to, LocalDateTime through, Budget budget) {
        RecurrenceRuleIterator each = rule.iterator(utc(start.local()));
        while (each.hasNext()) {
            DateTime next = each.nextDateTime();
            LocalDateTime local = LocalDateTime.ofEpochSecond(next.getTimestamp() / 1000, 0, ZoneOffset.UTC);
            if (local.isAfter(through)) {
                return true;
            }
            if (!budget.spend()) {
                return false;
            }
            to.add(local);
        }
        return true;
    }

    private static DateTime utc(LocalDateTime local) {
        return new DateTime(
                DateTime.UTC,
                local.getYear(),
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
    }
}
