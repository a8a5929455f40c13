package io.countersign.schemas.dialect;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as PostgreSQL logs them, {@code 2022-04-13 10:43:45.698 EEST}. The abbreviation of a zone is no offset: EST, IST and
 * others are those of several zones. Only UTC, and offsets in figures, say when it was; of other times the local time is
 * told, for which the zone must be declared.
 */
final class PostgresTime {

    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?) ([A-Za-z0-9+:<>_-]{1,20})");

    private static final Pattern OFFSET = Pattern.compile("<?([+-]\\d\\d)(?::?(\\d\\d))?>?");

    private PostgresTime() {}

    /** Whether a text is such a time, with a fraction or without. */
    static boolean isTime(String text, boolean fraction) {
        return TIME.matcher(text).matches() && (text.indexOf('.') > 0) == fraction;
    }

    /** Tells a time: as {@code time} with its offset, or as {@code local_time} and {@code zone}. */
    static void put(Map<String, List<String>> members, String path, String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            members.put(path + "time", List.of(text));
            return;
        }
        String local = time.group(1) + "T" + time.group(2);
        String zone = time.group(3);
        Matcher offset = OFFSET.matcher(zone);
        if (zone.equals("UTC") || zone.equals("GMT") || zone.equals("Z")) {
            members.put(path + "time", List.of(local + "Z"));
        } else if (offset.matches()) {
            String minutes = offset.group(2) == null ? "00" : offset.group(2);
            members.put(path + "time", List.of(local + offset.group(1) + ":" + minutes));
        } else {
            members.put(path + "local_time", List.of(local));
            members.put(path + "zone", List.of(zone));
        }
    }
}
