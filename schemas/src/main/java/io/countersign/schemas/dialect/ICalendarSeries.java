package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * When a component of a calendar takes place: once, or by its rules and dates again and again (RFC 5545, section 3.8.5).
 * Occurrences are expanded in the local time of its zone.
 */
final class ICalendarSeries {

    /** How long after it was last changed something that never ends is expanded. */
    static final Period HORIZON = Period.ofYears(10);

    /** How long before it was last changed an occurrence may have ended and still be told. */
    static final Duration REACH_BACK = Duration.ofDays(31);

    static final int MOST_OCCURRENCES = 5_000;

    private final List<ICalendarLine> lines;
    private final ICalendarZones zones;
    private final ICalendarTime start;
    private final ICalendarLength length;

    /**
     * An occurrence.
     *
     * @param number which of the series, from 0; -1 of what takes place only once
     * @param local its start, by which others refer to it
     * @param excluded whether it is taken out of the series
     */
    record Occurrence(int number, LocalDateTime local, String start, String end, boolean excluded) {}

    /** Reads when a component takes place. */
    ICalendarSeries(List<ICalendarLine> lines, ICalendarZones zones) throws UnreadableException {
        this.lines = lines;
        this.zones = zones;
        ICalendarLine line = line("DTSTART");
        if (line == null) {
            throw new UnreadableException(QuarantineReason.MISSING_FIELD, "'DTSTART' is absent, expected a start");
        }
        start = time(line, line.value());
        length = length();
    }

    private ICalendarLength length() throws UnreadableException {
        ICalendarLine end = line("DTEND");
        if (end != null) {
            return ICalendarLength.between(start.local(), time(end, end.value()).in(start));
        }
        ICalendarLine duration = line("DURATION");
        return duration == null
                ? new ICalendarLength(start.date() ? Duration.ofDays(1) : Duration.ZERO, Duration.ZERO)
                : ICalendarLength.parse(duration.value());
    }

    private @Nullable ICalendarLine line(String name) {
        return ICalendarLine.first(lines, name);
    }

    private List<ICalendarLine> lines(String name) {
        return lines.stream().filter(line -> line.name().equals(name)).toList();
    }

    private ICalendarTime time(ICalendarLine line, String value) throws UnreadableException {
        String id = line.parameters().get("TZID");
        ICalendarTime time = ICalendarTime.parse(value, id == null ? zones.usual() : zones.rules(id));
        if (time == null) {
            throw new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'" + line.name() + "' is '" + Shown.text(value)
                            + "', expected a date or a date-time of iCalendar");
        }
        String unknown = time.zone() != null ? null : id == null ? zones.unknownUsual() : id;
        if (unknown != null) {
            throw new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'" + line.name() + "' is in the zone '" + Shown.text(unknown)
                            + "', which neither the IANA database nor a sound VTIMEZONE of the calendar has");
        }
        return time;
    }

    /** The start of the occurrence of a series that this one replaces, in that one's local time; null if of none. */
    @Nullable
    LocalDateTime replacedIn(ICalendarSeries series) throws UnreadableException {
        ICalendarLine line = line("RECURRENCE-ID");
        return line == null ? null : time(line, line.value()).in(series.start);
    }

    /** Whether it replaces an occurrence of a series. */
    boolean isReplacement() {
        return line("RECURRENCE-ID") != null;
    }

    /** Whether it replaces all that follow as well, by an offset that is not read. */
    boolean replacesRange() {
        ICalendarLine line = line("RECURRENCE-ID");
        return line != null && line.parameters().containsKey("RANGE");
    }

    private boolean recurs() {
        return line("RRULE") != null || line("RDATE") != null || line("EXRULE") != null;
    }

    /** Its start and end as if it took place only once. */
    Occurrence once(int number) {
        return occurrence(number, start.local(), false);
    }

    /**
     * The occurrences that can matter; the last one if none can.
     *
     * @param wanted starts of others that are told all the same
     * @param most how many there may be
     */
    List<Occurrence> occurrences(Set<LocalDateTime> wanted, int most, ICalendarRule.Budget budget)
            throws UnreadableException {
        if (!recurs()) {
            return List.of(once(-1));
        }
        Instant changed = changed();
        SortedSet<LocalDateTime> starts = starts(changed, budget);
        Predicate<LocalDateTime> excluded = excluded();
        LocalDateTime from = changed == null
                ? LocalDateTime.MIN
                : LocalDateTime.ofInstant(changed.minus(REACH_BACK), ZoneOffset.UTC)
                        .minusDays(1);
        List<Occurrence> occurrences = new ArrayList<>();
        int number = 0;
        for (LocalDateTime each : starts) {
            boolean last = number == starts.size() - 1 && occurrences.isEmpty();
            if (last || wanted.contains(each) || !length.after(each).isBefore(from)) {
                occurrences.add(occurrence(number, each, excluded.test(each)));
            }
            if (occurrences.size() > Math.min(MOST_OCCURRENCES, most)) {
                throw new UnreadableException(
                        QuarantineReason.TOO_LARGE,
                        "more than " + Math.min(MOST_OCCURRENCES, most)
                                + " occurrences, which are the most expected; give the rule an end (UNTIL)");
            }
            number++;
        }
        return occurrences;
    }

    private SortedSet<LocalDateTime> starts(@Nullable Instant changed, ICalendarRule.Budget budget)
            throws UnreadableException {
        if (line("EXRULE") != null) {
            throw new UnreadableException(
                    QuarantineReason.WRONG_TYPE, "'EXRULE' is given, which RFC 5545 has no more; expected EXDATE");
        }
        LocalDateTime since = changed == null || changed.isBefore(start.local().toInstant(ZoneOffset.UTC))
                ? start.local()
                : LocalDateTime.ofInstant(changed, ZoneOffset.UTC);
        List<LocalDateTime> starts = new ArrayList<>(List.of(start.local()));
        for (ICalendarLine line : lines("RRULE")) {
            ICalendarRule rule = ICalendarRule.parse(line.value(), start);
            if (rule == null) {
                throw new UnreadableException(
                        QuarantineReason.WRONG_TYPE,
                        "'RRULE' is '" + Shown.text(line.value())
                                + "', expected a rule of RFC 5545 as a plan has it, not by minutes or seconds");
            }
            if (!rule.addOccurrences(starts, since.plus(HORIZON), budget)) {
                throw new UnreadableException(
                        QuarantineReason.TOO_LARGE,
                        "'RRULE' is '" + Shown.text(line.value())
                                + "', which never falls, or too often to count; expected a rule with an end (UNTIL)");
            }
        }
        for (ICalendarLine line : lines("RDATE")) {
            for (ICalendarTime time : times(line)) {
                starts.add(time.date() && !start.date() ? atUsualTime(time) : time.in(start));
            }
        }
        return new TreeSet<>(starts);
    }

    private LocalDateTime atUsualTime(ICalendarTime date) {
        return date.local().with(start.local().toLocalTime());
    }

    private List<ICalendarTime> times(ICalendarLine line) throws UnreadableException {
        List<ICalendarTime> times = new ArrayList<>();
        for (String value : line.value().split(",", -1)) {
            times.add(time(line, value));
        }
        return times;
    }

    /** Which starts EXDATE takes out: that at a time, or all on a date. */
    private Predicate<LocalDateTime> excluded() throws UnreadableException {
        Set<LocalDateTime> times = new HashSet<>();
        Set<LocalDate> dates = new HashSet<>();
        for (ICalendarLine line : lines("EXDATE")) {
            for (ICalendarTime time : times(line)) {
                if (time.date() || start.date()) {
                    dates.add(time.in(start).toLocalDate());
                } else {
                    times.add(time.in(start));
                }
            }
        }
        return local -> times.contains(local) || dates.contains(local.toLocalDate());
    }

    /** When it was last changed; null if it does not tell. */
    private @Nullable Instant changed() throws UnreadableException {
        for (String name : List.of("LAST-MODIFIED", "DTSTAMP")) {
            ICalendarLine line = line(name);
            if (line != null) {
                return time(line, line.value()).instant(WrittenTime.Edge.START);
            }
        }
        return null;
    }

    private Occurrence occurrence(int number, LocalDateTime local, boolean excluded) {
        LocalDateTime localEnd = length.after(local);
        String startText = start.at(local).text(WrittenTime.Edge.START);
        Instant from = start.at(local).instant(WrittenTime.Edge.START);
        Instant to = end(local);
        boolean narrowedToNothing = from != null && to != null && to.isBefore(from) && !localEnd.isBefore(local);
        String endText = to == null ? start.at(localEnd).text(WrittenTime.Edge.END) : to.toString();
        return new Occurrence(number, local, startText, narrowedToNothing ? startText : endText, excluded);
    }

    /** The end; null without a zone. */
    private @Nullable Instant end(LocalDateTime local) {
        boolean byTheClock = length.exact().isZero();
        Instant day = start.at(local.plus(length.nominal()))
                .instant(byTheClock ? WrittenTime.Edge.END : WrittenTime.Edge.START);
        return day == null ? null : day.plus(length.exact());
    }
}
