package io.countersign.schemas.dialect;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The zones that one calendar names (RFC 5545, section 3.6.5). A name of the IANA database has the rules of that; any other
 * those that the calendar defines for it.
 */
final class ICalendarZones {

    private static final Set<String> IANA = ZoneId.getAvailableZoneIds();
    private static final int LONGEST_NAME = 255;
    private static final LocalDateTime LAST_ONSET = LocalDateTime.of(2100, 1, 1, 0, 0);

    private final Map<String, ZoneRules> defined = new HashMap<>();
    private final Set<String> named = new HashSet<>();
    private final ICalendarRule.Budget budget;

    private @Nullable String usual;

    ICalendarZones(ICalendarRule.Budget budget) {
        this.budget = budget;
    }

    /** Takes note of the zone of times that name none (X-WR-TIMEZONE). */
    void useUsually(String id) {
        usual = id;
    }

    /** The rules of the zone of times that name none; null if the calendar names none either. */
    @Nullable
    ZoneRules usual() {
        return usual == null ? null : rules(usual);
    }

    /** The zone of times that name none, if nothing tells its rules; else null. */
    @Nullable
    String unknownUsual() {
        return usual != null && rules(usual) == null ? usual : null;
    }

    /**
     * Takes note of a VTIMEZONE, of two of one name of neither. Of it which each part is the lines of one of its observances. */
    void define(List<ICalendarLine> lines, List<List<ICalendarLine>> observances) {
        String id = value(lines, "TZID");
        String location = value(lines, "X-LIC-LOCATION");
        if (id == null || !named.add(id)) {
            defined.remove(id);
            return;
        }
        ZoneRules rules = location == null ? null : iana(location);
        if (rules == null) {
            rules = rules(observances);
        }
        if (rules != null) {
            defined.put(id, rules);
        }
    }

    /** The rules of a zone; null if nothing tells them. */
    @Nullable
    ZoneRules rules(String id) {
        ZoneRules rules = iana(id);
        return rules == null ? defined.get(id) : rules;
    }

    /** Prefixes, as in /citadel.org/20260101_1/Europe/Berlin, are of programs. */
    private static @Nullable ZoneRules iana(String id) {
        String name = id.length() <= LONGEST_NAME ? id : "";
        while (!IANA.contains(name)) {
            int slash = name.indexOf('/');
            if (slash < 0) {
                return null;
            }
            name = name.substring(slash + 1);
        }
        return ZoneId.of(name).getRules();
    }

    private @Nullable ZoneRules rules(List<List<ICalendarLine>> observances) {
        TreeMap<LocalDateTime, ZoneOffset> after = new TreeMap<>();
        ZoneOffset first = null;
        LocalDateTime firstOnset = LAST_ONSET;
        for (List<ICalendarLine> observance : observances) {
            ZoneOffset from = offset(value(observance, "TZOFFSETFROM"));
            ZoneOffset to = offset(value(observance, "TZOFFSETTO"));
            String start = value(observance, "DTSTART");
            ICalendarTime onset = start == null ? null : ICalendarTime.parse(start, null);
            if (from == null || to == null || onset == null) {
                return null;
            }
            List<LocalDateTime> onsets = onsets(observance, onset, from);
            if (onsets == null) {
                return null;
            }
            for (LocalDateTime each : onsets) {
                ZoneOffset other = after.put(each, to);
                if (other != null && !other.equals(to)) {
                    return null;
                }
            }
            if (onset.local().isBefore(firstOnset)) {
                firstOnset = onset.local();
                first = from;
            }
        }
        return first == null ? null : rules(first, after);
    }

    private static ZoneRules rules(ZoneOffset first, Map<LocalDateTime, ZoneOffset> after) {
        List<ZoneOffsetTransition> transitions = new ArrayList<>();
        ZoneOffset before = first;
        for (Map.Entry<LocalDateTime, ZoneOffset> each : after.entrySet()) {
            if (!each.getValue().equals(before)) {
                transitions.add(ZoneOffsetTransition.of(each.getKey(), before, each.getValue()));
                before = each.getValue();
            }
        }
        return ZoneRules.of(first, first, List.of(), transitions, List.of());
    }

    /** When an observance starts, in the local time before; null if its rule is none. */
    private @Nullable List<LocalDateTime> onsets(
            List<ICalendarLine> observance, ICalendarTime start, ZoneOffset before) {
        List<LocalDateTime> onsets = new ArrayList<>(List.of(start.local()));
        for (ICalendarLine line : observance) {
            if (line.name().equals("RRULE")) {
                ICalendarRule rule =
                        ICalendarRule.parse(line.value(), new ICalendarTime(start.local(), before.getRules(), false));
                if (rule == null || !rule.addOccurrences(onsets, LAST_ONSET, budget)) {
                    return null;
                }
            } else if (line.name().equals("RDATE")) {
                for (String value : line.value().split(",", -1)) {
                    ICalendarTime time = ICalendarTime.parse(value, null);
                    if (time == null) {
                        return null;
                    }
                    onsets.add(time.local());
                }
            }
        }
        return onsets;
    }

    private static @Nullable ZoneOffset offset(@Nullable String value) {
        try {
            return value == null ? null : ZoneOffset.of(value);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String value(List<ICalendarLine> lines, String name) {
        ICalendarLine line = ICalendarLine.first(lines, name);
        return line == null ? null : line.value();
    }
}
