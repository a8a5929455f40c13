package io.countersign.schemas.dialect;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date-time of ISO 8601 as logs write it: extended or basic; {@code T} or a blank before the time; up to nine fraction
 * digits after a point or a comma; then {@code Z}, {@code UTC}, {@code GMT}, an offset of hours with or without minutes
 * and colon, the abbreviation of a zone, or nothing, each also after a blank.
 *
 * @param local date and time of day
 * @param zone what follows them; empty where nothing does
 */
record WrittenTime(LocalDateTime local, String zone) {

    private static final Pattern FORM = Pattern.compile(
            "(?:(\\d{4})-(\\d{2})-(\\d{2})[Tt ](\\d{2}):(\\d{2}):(\\d{2})|(\\d{4})(\\d{2})(\\d{2})T?(\\d{2})(\\d{2})(\\d{2}))"
                    + "(?:[.,](\\d{1,9}))? ?([Zz]|[A-Z]{3,5}|[+-]\\d{2}(?::?\\d{2})?)?");
    private static final int EXTENDED = 1;
    private static final int BASIC = 7;
    private static final int FRACTION = 13;
    private static final int ZONE = 14;
    private static final List<String> UTC = List.of("Z", "z", "UTC", "GMT");

    /** What an instant is the edge of, so that a local time which a zone skips or repeats can be narrowed. */
    enum Edge {
        /** No edge: which instant is meant cannot be known. */
        NONE,
        /** The later of the two that may be meant. */
        START,
        /** The earlier of the two. */
        END;

        /** The instant of a local time; null if the zone skips or repeats the time and it is no edge. */
        @Nullable
        Instant instant(LocalDateTime local, ZoneRules zone) {
            List<ZoneOffset> offsets = zone.getValidOffsets(local);
            if (offsets.size() == 1) {
                return local.toInstant(offsets.get(0));
            }
            ZoneOffsetTransition transition = zone.getTransition(local);
            Instant one = local.toInstant(transition.getOffsetBefore());
            Instant other = local.toInstant(transition.getOffsetAfter());
            return switch (this) {
                case NONE -> null;
                case START -> one.isAfter(other) ? one : other;
                case END -> one.isBefore(other) ? one : other;
            };
        }
    }

    /** The date-time a text is; null if it is none, or one that no calendar has. */
    static @Nullable WrittenTime parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int first = matcher.group(EXTENDED) != null ? EXTENDED : BASIC;
        String fraction = matcher.group(FRACTION);
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(matcher, first),
                    number(matcher, first + 1),
                    number(matcher, first + 2),
                    number(matcher, first + 3),
                    number(matcher, first + 4),
                    number(matcher, first + 5),
                    fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9)));
            String zone = matcher.group(ZONE);
            return new WrittenTime(local, zone == null ? "" : zone);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** The instant, if what is written alone says it; else null. */
    @Nullable
    Instant instant() {
        if (UTC.contains(zone)) {
            return local.toInstant(ZoneOffset.UTC);
        }
        if (zone.isEmpty() || (zone.charAt(0) != '+' && zone.charAt(0) != '-')) {
            return null;
        }
        int hours = Integer.parseInt(zone.substring(1, 3));
        int minutes = zone.length() == 3 ? 0 : Integer.parseInt(zone.substring(zone.length() - 2));
        if (hours > 23 || minutes > 59) {
            return null;
        }
        long seconds = (hours * 60L + minutes) * 60;
        return local.toInstant(ZoneOffset.UTC).minusSeconds(zone.charAt(0) == '-' ? -seconds : seconds);
    }

    /**
     * The instant in a zone; null if the abbreviation written is none of the zone's at that time, or if the zone skips or
     * repeats the time and it is no edge.
     */
    @Nullable
    Instant instant(ZoneId in, Edge edge) {
        if (zone.isEmpty()) {
            return edge.instant(local, in.getRules());
        }
        return in.getRules().getValidOffsets(local).stream()
                .map(local::toInstant)
                .filter(instant -> zone.equals(abbreviation(in, instant)))
                .findFirst()
                .orElse(null);
    }

    private static String abbreviation(ZoneId zone, Instant instant) {
        return TimeZone.getTimeZone(zone)
                .getDisplayName(zone.getRules().isDaylightSavings(instant), TimeZone.SHORT, Locale.ENGLISH);
    }
}
