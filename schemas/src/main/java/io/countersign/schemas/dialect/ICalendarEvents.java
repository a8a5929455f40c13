package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hands over the occurrences of what is in a calendar. */
final class ICalendarEvents {

    /** How many bytes of properties the occurrences of one component have together, at the most. */
    private static final int MOST_BYTES = 16 << 20;

    private final ICalendar.Component calendar;
    private final TextFormat.Sink sink;
    private final ICalendarRule.Budget budget;
    private final ICalendarZones zones;
    private final Map<String, List<String>> ofCalendar = new LinkedHashMap<>();
    private final Map<String, List<Replacement>> replacements = new LinkedHashMap<>();
    private final Set<String> changedInRanges = new HashSet<>();

    /** A component that takes the place of an occurrence of another. */
    private record Replacement(ICalendar.Component component, ICalendarSeries series) {

        long sequence() {
            String number = first(component, "SEQUENCE");
            return number.matches("\\d{1,9}") ? Long.parseLong(number) : 0;
        }
    }

    ICalendarEvents(ICalendar.Component calendar, ICalendarRule.Budget budget, TextFormat.Sink sink) {
        this.calendar = calendar;
        this.budget = budget;
        this.sink = sink;
        this.zones = new ICalendarZones(budget);
        for (ICalendarLine line : calendar.lines) {
            ofCalendar
                    .computeIfAbsent("calendar." + line.name(), unused -> new ArrayList<>())
                    .add(line.text());
            if (line.name().equals("X-WR-TIMEZONE")) {
                zones.useUsually(line.text());
            }
        }
    }

    void handOver() {
        UnreadableException broken = calendar.problem();
        if (broken != null) {
            sink.unreadable(
                    broken.reason(), broken.detail(), calendar.start, calendar.start + "BEGIN:VCALENDAR".length());
        }
        List<ICalendar.Component> components = new ArrayList<>();
        for (ICalendar.Component inner : calendar.inner) {
            if (!inner.name.equals("VTIMEZONE") || inner.problem() != null) {
                components.add(inner);
            } else {
                zones.define(
                        inner.lines,
                        inner.inner.stream().map(each -> each.lines).toList());
            }
        }
        components.forEach(this::noteReplacement);
        for (ICalendar.Component component : components) {
            try {
                if (component.problem() != null) {
                    throw component.problem();
                }
                handOver(component);
            } catch (UnreadableException e) {
                sink.unreadable(e.reason(), e.detail(), component.start, component.end());
            } catch (DateTimeException | ArithmeticException e) {
                sink.unreadable(
                        QuarantineReason.BAD_TIME,
                        "a time that no calendar reaches, expected one of the years 0000 to 9999",
                        component.start,
                        component.end());
            }
        }
        replacements.values().forEach(each -> each.forEach(this::refuseUnused));
    }

    private void refuseUnused(Replacement replacement) {
        sink.unreadable(
                QuarantineReason.MISSING_FIELD,
                "'RECURRENCE-ID' is of no occurrence of a series in this calendar that nothing newer replaces, expected one",
                replacement.component().start,
                replacement.component().end());
    }

    private void noteReplacement(ICalendar.Component component) {
        try {
            if (component.problem() == null && takesPlace(component)) {
                ICalendarSeries series = new ICalendarSeries(component.lines, zones);
                if (series.replacesRange()) {
                    changedInRanges.add(uid(component));
                } else if (series.isReplacement()) {
                    replacements
                            .computeIfAbsent(uid(component), unused -> new ArrayList<>())
                            .add(new Replacement(component, series));
                }
            }
        } catch (UnreadableException | DateTimeException | ArithmeticException e) {
            // It is reported when it is handed over.
        }
    }

    private static boolean takesPlace(ICalendar.Component component) {
        return component.name.equals("VEVENT");
    }

    private static String uid(ICalendar.Component component) {
        return first(component, "UID");
    }

    private static String first(ICalendar.Component component, String name) {
        ICalendarLine line = ICalendarLine.first(component.lines, name);
        return line == null ? "" : line.text();
    }

    private void handOver(ICalendar.Component component) throws UnreadableException {
        if (!takesPlace(component)) {
            sink.event(members(component), component.start, component.end());
            return;
        }
        String uid = uid(component);
        if (changedInRanges.contains(uid)) {
            throw new UnreadableException(
                    QuarantineReason.WRONG_TYPE,
                    "a part of its series was moved as a whole (RANGE=THISANDFUTURE), expected a series of its own for it");
        }
        ICalendarSeries series = new ICalendarSeries(component.lines, zones);
        if (series.isReplacement()) {
            return;
        }
        Map<LocalDateTime, Replacement> moved = replacements(uid, series);
        Map<String, List<String>> members = members(component);
        int most = MOST_BYTES / (component.end() - component.start);
        boolean readable = true;
        for (ICalendarSeries.Occurrence each : series.occurrences(moved.keySet(), most, budget)) {
            Replacement replacement = moved.remove(each.local());
            if (replacement != null) {
                event(
                        replacement.component(),
                        members(replacement.component()),
                        uid,
                        replacement.series().once(each.number()));
            } else if (readable) {
                // What is wrong with one occurrence is with all: it is one event that cannot be read.
                readable = event(component, members, uid, each);
            }
        }
        moved.values().forEach(this::refuseUnused);
    }

    /** What takes the place of occurrences of a series, by their starts; of two for one the newer. */
    private Map<LocalDateTime, Replacement> replacements(String uid, ICalendarSeries series)
            throws UnreadableException {
        Map<LocalDateTime, Replacement> byStart = new LinkedHashMap<>();
        List<Replacement> all = replacements.remove(uid);
        for (Replacement each : all == null ? List.<Replacement>of() : all) {
            LocalDateTime start = each.series().replacedIn(series);
            Replacement other = start == null ? null : byStart.get(start);
            if (start == null || (other != null && other.sequence() > each.sequence())) {
                refuseUnused(each);
                continue;
            }
            if (other != null) {
                refuseUnused(other);
            }
            byStart.put(start, each);
        }
        return byStart;
    }

    private boolean event(
            ICalendar.Component component,
            Map<String, List<String>> properties,
            String uid,
            ICalendarSeries.Occurrence occurrence) {
        Map<String, List<String>> members = new LinkedHashMap<>(properties);
        if (!uid.isEmpty()) {
            members.put("occurrence.id", List.of(occurrence.number() < 0 ? uid : uid + "#" + occurrence.number()));
        }
        members.put("occurrence.start", List.of(occurrence.start()));
        members.put("occurrence.end", List.of(occurrence.end()));
        members.put("occurrence.excluded", List.of(Boolean.toString(occurrence.excluded())));
        return sink.event(members, component.start, component.end());
    }

    private Map<String, List<String>> members(ICalendar.Component component) {
        Map<String, List<String>> members = new LinkedHashMap<>(ofCalendar);
        members.put("component", List.of(component.name));
        for (ICalendarLine line : component.lines) {
            boolean listed = line.name().equals("CATEGORIES") || line.name().equals("RESOURCES");
            List<String> texts =
                    listed ? line.texts().stream().map(String::strip).toList() : List.of(line.text());
            members.computeIfAbsent(line.name(), unused -> new ArrayList<>()).addAll(texts);
        }
        return members;
    }
}
