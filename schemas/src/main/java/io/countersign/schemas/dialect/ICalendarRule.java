package io.countersign.schemas.dialect;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrence rule (RFC 5545, section 3.3.10), which is expanded in local time: what time of day it is after the clocks
 * have changed, the zone says afterwards.
 */
final class ICalendarRule {

    /** No plan repeats more seldom; to pass over so many years, or hours, one by one would take long. */
    private static final int LONGEST_INTERVAL = 1_000;

    /** The most times of one year, month, week or day that a rule may name, to take some of them (BYSETPOS). */
    private static final int MOST_OF_A_SET = 1_000;

    /** How much is counted out for one message, so that none can take long: one for each occurrence, or what it is one of. */
    static final class Budget {

        private static final int MOST = 200_000;

        private int spent;

        private boolean spend(int cost) {
            spent += cost;
            return spent <= MOST;
        }
    }

    private final RecurrenceRule rule;
    private final ICalendarTime start;
    private final int cost;

    private ICalendarRule(RecurrenceRule rule, ICalendarTime start, int cost) {
        this.rule = rule;
        this.start = start;
        this.cost = cost;
    }

    /** Reads a rule that starts at a time; null if it is none, or none that a plan has. */
    static @Nullable ICalendarRule parse(String value, ICalendarTime start) {
        try {
            RecurrenceRule rule = new RecurrenceRule(value, RecurrenceRule.RfcMode.RFC5545_STRICT);
            int ofASet = sizeOfASet(rule);
            if (isFine(rule, start) || ofASet > MOST_OF_A_SET || rule.getInterval() > LONGEST_INTERVAL) {
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
            return new ICalendarRule(rule, start, rule.hasPart(Part.BYSETPOS) ? ofASet : 1);
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a rule goes by minutes and seconds, or a date by any time of day. */
    private static boolean isFine(RecurrenceRule rule, ICalendarTime start) {
        return rule.getFreq() == Freq.SECONDLY
                || rule.getFreq() == Freq.MINUTELY
                || (rule.getFreq() == Freq.HOURLY && (rule.hasPart(Part.BYSETPOS) || start.date()))
                || rule.hasPart(Part.BYSECOND)
                || (rule.hasPart(Part.BYMINUTE) && rule.getByPart(Part.BYMINUTE).size() > 1)
                || (start.date() && (rule.hasPart(Part.BYHOUR) || rule.hasPart(Part.BYMINUTE)));
    }

    private static int sizeOfASet(RecurrenceRule rule) {
        long size = rule.hasPart(Part.BYDAY) ? rule.getByDayPart().size() : 1;
        for (Part part : List.of(Part.BYMONTH, Part.BYWEEKNO, Part.BYYEARDAY, Part.BYMONTHDAY, Part.BYHOUR)) {
            size = Math.min(
                    MOST_OF_A_SET + 1L,
                    size * (rule.hasPart(part) ? rule.getByPart(part).size() : 1));
        }
        return (int) size;
    }

    /** Adds the times at which it falls up to one; false if the budget does not allow for them, or it never falls. */
    boolean addOccurrences(List<LocalDateTime> to, LocalDateTime through, Budget budget) {
        try {
            return add(to, through, budget);
        } catch (IllegalArgumentException | IllegalStateException e) {
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
            if (!budget.spend(cost)) {
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
