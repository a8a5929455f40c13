package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands over the occurrences of what is in a calendar. */
final class ICalendarEvents {

    private final ICalendar.Component calendar;
    private final TextFormat.Sink sink;
    private final ICalendarRule.Budget budget;
    private final ICalendarZones zones;
    private final @Nullable ZoneRules usual;
    private final Map<String, List<String>> ofCalendar = new LinkedHashMap<>();
    private final Map<String, List<Replacement>> replacements = new LinkedHashMap<>();

    /** A component that takes the place of an occurrence of another. */
    private record Replacement(ICalendar.Component component, ICalendarSeries series) {}

    ICalendarEvents(ICalendar.Component calendar, ICalendarRule.Budget budget, TextFormat.Sink sink) {
        this.calendar = calendar;
        this.budget = budget;
        this.sink = sink;
        this.zones = new ICalendarZones(budget);
        ZoneRules named = null;
        for (ICalendar.Component inner : calendar.inner) {
            if (inner.name.equals("VTIMEZONE")) {
                zones.define(
                        inner.lines,
                        inner.inner.stream().map(each -> each.lines).toList());
            }
        }
        for (ICalendarLine line : calendar.lines) {
            ofCalendar
                    .computeIfAbsent("calendar." + line.name(), unused -> new ArrayList<>())
                    .add(line.text());
            if (line.name().equals("X-WR-TIMEZONE")) {
                named = zones.rules(line.text());
            }
        }
        usual = named;
    }

    void handOver() {
        UnreadableException broken = calendar.problem();
        if (broken != null) {
            sink.unreadable(
                    broken.reason(), broken.detail(), calendar.start, calendar.start + "BEGIN:VCALENDAR".length());
        }
        List<ICalendar.Component> components = calendar.inner.stream()
                .filter(inner -> !inner.name.equals("VTIMEZONE"))
                .toList();
        for (ICalendar.Component component : components) {
            noteReplacement(component);
        }
        for (ICalendar.Component component : components) {
            try {
                if (component.problem() != null) {
                    throw component.problem();
                }
                handOver(component);
            } catch (UnreadableException e) {
                sink.unreadable(e.reason(), e.detail(), component.start, component.end());
            }
        }
        replacements.values().forEach(each -> each.forEach(this::refuseUnused));
    }

    private void refuseUnused(Replacement replacement) {
        sink.unreadable(
                QuarantineReason.MISSING_FIELD,
                "'RECURRENCE-ID' is of no occurrence of a series in this calendar, expected one",
                replacement.component().start,
                replacement.component().end());
    }

    private void noteReplacement(ICalendar.Component component) {
        try {
            if (component.problem() == null && takesPlace(component)) {
                ICalendarSeries series = new ICalendarSeries(component.lines, zones, usual);
                if (series.replaces()) {
                    replacements
                            .computeIfAbsent(uid(component), unused -> new ArrayList<>())
                            .add(new Replacement(component, series));
                }
            }
        } catch (UnreadableException e) {
            // It is reported when it is handed over.
        }
    }

    private static boolean takesPlace(ICalendar.Component component) {
        return component.name.equals("VEVENT");
    }

    private static String uid(ICalendar.Component component) {
        return component.lines.stream()
                .filter(line -> line.name().equals("UID"))
                .map(ICalendarLine::text)
                .findFirst()
                .orElse("");
    }

    private void handOver(ICalendar.Component component) throws UnreadableException {
        if (!takesPlace(component)) {
            sink.event(members(component), component.start, component.end());
            return;
        }
        ICalendarSeries series = new ICalendarSeries(component.lines, zones, usual);
        if (series.replaces()) {
            return;
        }
        String uid = uid(component);
        Map<LocalDateTime, Replacement> moved = replacements(uid, series);
        Map<String, List<String>> members = members(component);
        for (ICalendarSeries.Occurrence each : series.occurrences(moved.keySet(), budget)) {
            Replacement replacement = moved.remove(each.local());
            if (replacement == null) {
                event(component, members, uid, each);
            } else {
                event(
                        replacement.component(),
                        members(replacement.component()),
                        uid,
                        replacement.series().once(each.number()));
            }
        }
        moved.values().forEach(this::refuseUnused);
    }

    /** What takes the place of occurrences of a series, by their starts; of two for one the later in the calendar. */
    private Map<LocalDateTime, Replacement> replacements(String uid, ICalendarSeries series)
            throws UnreadableException {
        Map<LocalDateTime, Replacement> byStart = new LinkedHashMap<>();
        List<Replacement> all = replacements.remove(uid);
        for (Replacement each : all == null ? List.<Replacement>of() : all) {
            LocalDateTime start = each.series().replaces(series);
            Replacement other = start == null ? each : byStart.put(start, each);
            if (other != null) {
                refuseUnused(other);
            }
        }
        return byStart;
    }

    private void event(
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
        sink.event(members, component.start, component.end());
    }

    private Map<String, List<String>> members(ICalendar.Component component) {
        Map<String, List<String>> members = new LinkedHashMap<>(ofCalendar);
        members.put("component", List.of(component.name));
        for (ICalendarLine line : component.lines) {
            List<String> texts = line.name().equals("CATEGORIES") || line.name().equals("RESOURCES")
                    ? line.texts()
                    : List.of(line.text());
            members.computeIfAbsent(line.name(), unused -> new ArrayList<>()).addAll(texts);
        }
        return members;
    }
}
