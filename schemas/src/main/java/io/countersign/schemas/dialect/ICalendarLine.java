package io.countersign.schemas.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A content line of iCalendar (RFC 5545, section 3.1), unfolded.
 *
 * @param name the property's name, in capitals
 * @param parameters its parameters by their names, in capitals; without quotes
 * @param value its value as it is written
 */
record ICalendarLine(String name, Map<String, String> parameters, String value) {

    ICalendarLine {
        parameters = Map.copyOf(parameters);
    }

    /** The first of some lines with a name; null if there is none. */
    static @Nullable ICalendarLine first(List<ICalendarLine> lines, String name) {
        for (ICalendarLine line : lines) {
            if (line.name().equals(name)) {
                return line;
            }
        }
        return null;
    }

    /** Reads a line; null if it is none. */
    static @Nullable ICalendarLine parse(String line) {
        int at = endOfName(line, 0);
        String name = line.substring(0, at).toUpperCase(Locale.ROOT);
        Map<String, String> parameters = new HashMap<>();
        while (!name.isEmpty() && at < line.length() && line.charAt(at) == ';') {
            int equals = endOfName(line, at + 1);
            if (equals >= line.length() || line.charAt(equals) != '=') {
                return null;
            }
            int end = endOfParameter(line, equals + 1);
            parameters.putIfAbsent(
                    line.substring(at + 1, equals).toUpperCase(Locale.ROOT),
                    line.substring(equals + 1, end).replace("\"", ""));
            at = end;
        }
        return name.isEmpty() || at >= line.length() || line.charAt(at) != ':'
                ? null
                : new ICalendarLine(name, parameters, line.substring(at + 1));
    }

    private static int endOfName(String line, int from) {
        int at = from;
        while (at < line.length() && (Character.isLetterOrDigit(line.charAt(at)) || line.charAt(at) == '-')) {
            at++;
        }
        return at;
    }

    private static int endOfParameter(String line, int from) {
        boolean quoted = false;
        int at = from;
        while (at < line.length() && (quoted || (line.charAt(at) != ';' && line.charAt(at) != ':'))) {
            quoted ^= line.charAt(at) == '"';
            at++;
        }
        return at;
    }

    /** The texts of a value, which commas separate, unescaped (section 3.3.11). */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                text.append(escaped == 'n' || escaped == 'N' ? '\n' : escaped);
            } else if (c == ',') {
                texts.add(text.toString());
                text.setLength(0);
            } else {
                text.append(c);
            }
        }
        texts.add(text.toString());
        return texts;
    }

    /** The value as one text, unescaped. */
    String text() {
        return String.join(",", texts());
    }
}
