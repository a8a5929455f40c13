package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
    private final @Nullable ZoneRules usual;
    private final ICalendarTime start;

    /**
     * An occurrence.
     *
     * @param number which of the series, from 0; -1 of what takes place only once
     * @param local its start, by which others refer to it
     * @param excluded whether it is taken out of the series
     */
    record Occurrence(int number, LocalDateTime local, String start, String end, boolean excluded) {}

    /**
     * Reads when a component takes place.
     *
     * @param usual the rules of the zone that times without one are in; null where there is none
     */
    ICalendarSeries(List<ICalendarLine> lines, ICalendarZones zones, @Nullable ZoneRules usual)
            throws UnreadableException {
        this.lines = lines;
        this.zones = zones;
        this.usual = usual;
        ICalendarLine line = line("DTSTART");
        if (line == null) {
            throw new UnreadableException(QuarantineReason.MISSING_FIELD, "'DTSTART' is absent, expected a start");
        }
        start = time(line, line.value());
    }

    private @Nullable ICalendarLine line(String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private List<ICalendarLine> lines(String name) {
        return lines.stream().filter(line -> line.name().equals(name)).toList();
    }

    private ICalendarTime time(ICalendarLine line, String value) throws UnreadableException {
        String id = line.parameters().get("TZID");
        ZoneRules zone = id == null ? usual : zones.rules(id);
        if (id != null && zone == null) {
            throw new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'" + line.name() + "' is in the zone '" + Shown.text(id)
                            + "', which neither the IANA database nor a VTIMEZONE of the calendar has");
        }
        ICalendarTime time = ICalendarTime.parse(value, zone);
        if (time == null) {
            throw new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'" + line.name() + "' is '" + Shown.text(value)
                            + "', expected a date or a date-time of iCalendar");
        }
        return time;
    }

    /** Which occurrence of the series this one takes the place of, in that one's local time; null if of none. */
    @Nullable
    LocalDateTime replaces(ICalendarSeries series) throws UnreadableException {
        ICalendarLine line = line("RECURRENCE-ID");
        return line == null ? null : time(line, line.value()).in(series.start);
    }

    boolean replaces() {
        return line("RECURRENCE-ID") != null;
    }

    boolean recurs() {
        return line("RRULE") != null || line("RDATE") != null || line("EXRULE") != null;
    }

    /** Its start and end as if it took place only once. */
    Occurrence once(int number) throws UnreadableException {
        return occurrence(number, start.local(), false);
    }

    /**
     * The occurrences that can matter; the last one if none can.
     *
     * @param wanted starts of others that are told all the same
     */
    List<Occurrence> occurrences(Set<LocalDateTime> wanted, ICalendarRule.Budget budget) throws UnreadableException {
        if (!recurs()) {
            return List.of(once(-1));
        }
        Instant changed = changed();
        SortedSet<LocalDateTime> starts = starts(changed, budget);
        Set<LocalDateTime> excluded = dates("EXDATE");
        LocalDateTime from = changed == null
                ? LocalDateTime.MAX
                : LocalDateTime.ofInstant(changed.minus(REACH_BACK), ZoneOffset.UTC)
                        .minusDays(1);
        List<Occurrence> occurrences = new ArrayList<>();
        int number = 0;
        for (LocalDateTime each : starts) {
            boolean last = number == starts.size() - 1 && occurrences.isEmpty();
            if (last || wanted.contains(each) || !localEnd(each).isBefore(from)) {
                occurrences.add(occurrence(number, each, excluded.contains(each)));
            }
            if (occurrences.size() > MOST_OCCURRENCES) {
                throw tooMany();
            }
            number++;
        }
        return occurrences;
    }

    private static UnreadableException tooMany() {
        return new UnreadableException(
                QuarantineReason.TOO_LARGE,
                "more than " + MOST_OCCURRENCES
                        + " occurrences, which are the most expected; give the rule an end (UNTIL)");
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
                                + "', expected a rule of RFC 5545 that repeats each hour or less often");
            }
            if (!rule.addOccurrences(starts, since.plus(HORIZON), budget)) {
                throw tooMany();
            }
        }
        starts.addAll(dates("RDATE"));
        return new TreeSet<>(starts);
    }

    private Set<LocalDateTime> dates(String name) throws UnreadableException {
        Set<LocalDateTime> dates = new HashSet<>();
        for (ICalendarLine line : lines(name)) {
            for (String value : line.value().split(",", -1)) {
                ICalendarTime time = time(line, value);
                dates.add(
                        time.date() && !start.date()
                                ? time.local().with(start.local().toLocalTime())
                                : time.in(start));
            }
        }
        return dates;
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

    private Occurrence occurrence(int number, LocalDateTime local, boolean excluded) throws UnreadableException {
        ICalendarTime from = start.at(local);
        String startText = from.text(WrittenTime.Edge.START);
        Instant startInstant = from.instant(WrittenTime.Edge.START);
        Instant end = end(local);
        String endText = startInstant == null || end == null
                ? start.at(localEnd(local)).text(WrittenTime.Edge.END)
                : end.toString();
        boolean narrowedToNothing = startInstant != null
                && end != null
                && end.isBefore(startInstant)
                && !localEnd(local).isBefore(local);
        return new Occurrence(number, local, startText, narrowedToNothing ? startText : endText, excluded);
    }

    /** The end in local time; where a duration is of hours, by the clock as if it never changed. */
    private LocalDateTime localEnd(LocalDateTime local) throws UnreadableException {
        ICalendarLine end = line("DTEND");
        if (end != null) {
            return local.plus(
                    Duration.between(start.local(), time(end, end.value()).in(start)));
        }
        ICalendarLine duration = line("DURATION");
        if (duration != null) {
            Length length = Length.parse(duration.value());
            return local.plus(length.nominal()).plus(length.exact());
        }
        return start.date() ? local.plusDays(1) : local;
    }

    /** The end; null without a zone. */
    private @Nullable Instant end(LocalDateTime local) throws UnreadableException {
        ICalendarLine duration = line("DTEND") == null ? line("DURATION") : null;
        if (duration == null) {
            return start.at(localEnd(local)).instant(WrittenTime.Edge.END);
        }
        Length length = Length.parse(duration.value());
        Instant day = start.at(local.plus(length.nominal()))
                .instant(length.exact().isZero() ? WrittenTime.Edge.END : WrittenTime.Edge.START);
        return day == null ? null : day.plus(length.exact());
    }

    /**
     * A duration (section 3.3.6).
     *
     * @param nominal days, which are as long as the clock says
     * @param exact the rest, which is as long as it says
     */
    private record Length(Period nominal, Duration exact) {

        static Length parse(String value) throws UnreadableException {
            try {
                String given = value.startsWith("+") ? value.substring(1) : value;
                int time = given.indexOf('T');
                String days = time < 0 ? given : given.substring(0, time);
                Period nominal = days.equals("P") ? Period.ZERO : Period.parse(days);
                Duration exact = time < 0 ? Duration.ZERO : Duration.parse("P" + given.substring(time));
                if (nominal.getMonths() != 0 || nominal.getYears() != 0) {
                    throw notOne(value);
                }
                return new Length(nominal, exact);
            } catch (DateTimeParseException e) {
                throw notOne(value);
            }
        }

        private static UnreadableException notOne(String value) {
            return new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'DURATION' is '" + Shown.text(value) + "', expected one of RFC 5545, such as PT8H or P1D");
        }
    }
}
