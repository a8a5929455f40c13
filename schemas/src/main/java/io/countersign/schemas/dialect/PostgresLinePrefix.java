package io.countersign.schemas.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's {@code log_line_prefix}, as configured, and how a line is read by it. An application name is any text that a
 * client likes, so a line may fit a prefix in several ways; such a line is not read in any of them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-logging.html">PostgreSQL, log_line_prefix</a>
 */
final class PostgresLinePrefix {

    /** Identifiers of PostgreSQL have at most 63 bytes (NAMEDATALEN - 1). */
    private static final int LONGEST_NAME = 63;

    private static final int LONGEST_HOST = 255;

    /** No line is tried beyond this; a prefix of all escapes fits. */
    private static final int LONGEST_PREFIX = 2_000;

    private static final Set<String> LEVELS = Set.of(
            "DEBUG",
            "DEBUG1",
            "DEBUG2",
            "DEBUG3",
            "DEBUG4",
            "DEBUG5",
            "LOG",
            "INFO",
            "NOTICE",
            "WARNING",
            "ERROR",
            "FATAL",
            "PANIC",
            "DETAIL",
            "HINT",
            "QUERY",
            "CONTEXT",
            "LOCATION",
            "BACKTRACE",
            "STATEMENT");

    private static final int LONGEST_LEVEL = 9;

    /** What an escape stands for. */
    private enum Escape {
        APPLICATION('a', "application", LONGEST_NAME),
        USER('u', "user", LONGEST_NAME),
        DATABASE('d', "database", LONGEST_NAME),
        REMOTE('r', "remote", LONGEST_HOST),
        HOST('h', "remote", LONGEST_HOST),
        LOCAL('L', "local", LONGEST_HOST),
        BACKEND('b', "backend", LONGEST_NAME),
        PROCESS('p', "process", 20),
        LEADER('P', "leader", 20),
        TIME('t', "time", 40),
        TIME_MILLIS('m', "time", 44),
        TIME_EPOCH('n', "epoch", 24),
        COMMAND('i', "command_tag", LONGEST_NAME),
        SQLSTATE('e', "sqlstate", 5),
        SESSION('c', "session", 24),
        LINE('l', "line", 20),
        STARTED('s', "session_start", 40),
        VIRTUAL('v', "virtual_transaction", 24),
        TRANSACTION('x', "transaction", 20),
        QUERY_ID('Q', "query_id", 20);

        private final char letter;
        private final String member;
        private final int longest;

        Escape(char letter, String member, int longest) {
            this.letter = letter;
            this.member = member;
            this.longest = longest;
        }

        static @Nullable Escape of(char letter) {
            for (Escape each : values()) {
                if (each.letter == letter) {
                    return each;
                }
            }
            return null;
        }

        /** Whether a character can be in the value. */
        boolean allows(char c) {
            return switch (this) {
                case APPLICATION, BACKEND, COMMAND -> c >= ' ';
                case USER, DATABASE -> c > ' ';
                case REMOTE, HOST, LOCAL -> c > ' ' && (isWordPart(c) || ".:%-[]()".indexOf(c) >= 0);
                case PROCESS, LEADER, LINE, TRANSACTION -> isDigit(c);
                case QUERY_ID -> isDigit(c) || c == '-';
                case TIME_EPOCH -> isDigit(c) || c == '.';
                case TIME, TIME_MILLIS, STARTED -> isWordPart(c) || " .:+-".indexOf(c) >= 0;
                case SQLSTATE -> isWordPart(c);
                case SESSION -> isWordPart(c) || c == '.';
                case VIRTUAL -> isDigit(c) || c == '/' || c == '-';
            };
        }

        /** Whether a text of such characters is a value. */
        boolean accepts(String value) {
            return switch (this) {
                case APPLICATION, BACKEND, COMMAND, LEADER, VIRTUAL, QUERY_ID -> true;
                case USER, DATABASE, PROCESS, LINE, TRANSACTION, TIME_EPOCH -> !value.isEmpty();
                case REMOTE -> isRemote(value);
                case HOST, LOCAL -> isHost(value);
                case TIME, STARTED, TIME_MILLIS -> PostgresTime.isTime(value, this == TIME_MILLIS);
                case SQLSTATE -> value.length() == 5;
                case SESSION -> value.indexOf('.') > 0 && value.indexOf('.') < value.length() - 1;
            };
        }

        private static boolean isRemote(String value) {
            int open = value.indexOf('(');
            if (open < 0) {
                return value.isEmpty() || value.equals("[local]") || value.equals("[unknown]");
            }
            boolean port = value.endsWith(")") && open < value.length() - 2;
            for (int i = open + 1; port && i < value.length() - 1; i++) {
                port = isDigit(value.charAt(i));
            }
            return port && isHost(value.substring(0, open));
        }

        private static boolean isHost(String value) {
            if (value.isEmpty() || value.equals("[local]") || value.equals("[unknown]")) {
                return true;
            }
            int colons = 0;
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '(' || c == ')' || c == '[' || c == ']') {
                    return false;
                }
                colons += c == ':' ? 1 : 0;
            }
            return colons == 0 || colons >= 2;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private static boolean isWordPart(char c) {
            return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 127;
        }
    }

    /**
     * A piece of the prefix.
     *
     * @param escape null for literal text
     * @param width the width that the value is padded to; negative where the padding comes after it
     */
    private record Part(@Nullable Escape escape, String literal, int width) {}

    /** How a line was read. */
    enum Fit {
        /** It has the prefix. */
        ONE,
        /** It has not. */
        NONE,
        /** It has it in more than one way. */
        SEVERAL
    }

    /** A line as read. */
    record Line(Fit fit, Map<String, List<String>> members, String level, String message) {

        private static final Line NONE = new Line(Fit.NONE, Map.of(), "", "");
        private static final Line SEVERAL = new Line(Fit.SEVERAL, Map.of(), "", "");
    }

    private final List<Part> parts = new ArrayList<>();

    /** How many parts lines of processes without a session have (%q). */
    private int sharedParts = -1;

    /**
     * Reads a prefix.
     *
     * @throws IllegalArgumentException if {@link #problems} finds any
     */
    PostgresLinePrefix(String prefix) {
        List<String> problems = compile(prefix, parts);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private PostgresLinePrefix() {}

    /** What is wrong with a prefix: nothing, if lines can be read by it. */
    static List<String> problems(String prefix) {
        return new PostgresLinePrefix().check(prefix);
    }

    private List<String> check(String prefix) {
        List<String> problems = compile(prefix, parts);
        Set<String> members = new HashSet<>();
        for (Part part : parts) {
            if (part.escape() != null) {
                members.add(part.escape().member);
            }
        }
        boolean understood = problems.isEmpty();
        if (understood && !members.contains("time") && !members.contains("epoch")) {
            problems.add("the prefix has neither %m, %t nor %n, so no line says when it was written; add %m");
        }
        if (understood && !members.contains("user")) {
            problems.add("the prefix has no %u, so no line says who did what it tells; add %u");
        }
        return problems;
    }

    private List<String> compile(String prefix, List<Part> into) {
        List<String> problems = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < prefix.length()) {
            char c = prefix.charAt(i++);
            if (c != '%') {
                literal.append(c);
                continue;
            }
            int start = i - 1;
            int digits = i < prefix.length() && prefix.charAt(i) == '-' ? i + 1 : i;
            int end = digits;
            while (end < prefix.length() && Escape.isDigit(prefix.charAt(end))) {
                end++;
            }
            if (end >= prefix.length()) {
                problems.add("the prefix ends within the escape '" + prefix.substring(start) + "'");
                return problems;
            }
            if (end - digits > 3) {
                problems.add("the width of '" + prefix.substring(start, end + 1) + "' is over 999");
                return problems;
            }
            char letter = prefix.charAt(end);
            int width = end == digits ? 0 : Integer.parseInt(prefix.substring(digits, end));
            i = end + 1;
            if (letter == '%') {
                literal.append('%');
                continue;
            }
            flush(literal, into);
            Escape escape = Escape.of(letter);
            if (letter == 'q') {
                sharedParts = into.size();
            } else if (escape == null) {
                problems.add("'" + prefix.substring(start, i) + "' is no escape of log_line_prefix");
            } else if (!into.isEmpty() && into.get(into.size() - 1).escape() != null) {
                problems.add("'" + prefix.substring(start, i) + "' follows another escape with nothing between them");
            } else {
                into.add(new Part(escape, "", digits == start + 1 ? width : -width));
            }
        }
        flush(literal, into);
        return problems;
    }

    private static void flush(StringBuilder literal, List<Part> into) {
        if (literal.length() > 0) {
            into.add(new Part(null, literal.toString(), 0));
            literal.setLength(0);
        }
    }

    /** Where a way to read a line has come to, and from where; null at the start. */
    private record Way(@Nullable Way before, int part, int from, int to, boolean several) {}

    /** Reads a line. */
    Line read(String line) {
        Way whole = onlyWay(line, parts.size());
        Way shared = sharedParts < 0 ? null : onlyWay(line, sharedParts);
        if ((whole != null && whole.several()) || (shared != null && shared.several())) {
            return Line.SEVERAL;
        }
        if (whole != null && shared != null && whole.to() != shared.to()) {
            return Line.SEVERAL;
        }
        Way way = whole == null ? shared : whole;
        return way == null ? Line.NONE : line(line, way);
    }

    /** The way in which a line has the first parts of the prefix and a level behind them; null if there is none. */
    private @Nullable Way onlyWay(String line, int count) {
        Map<Integer, Way> ways = new HashMap<>();
        ways.put(0, new Way(null, -1, 0, 0, false));
        for (int part = 0; part < count && !ways.isEmpty(); part++) {
            Map<Integer, Way> next = new LinkedHashMap<>();
            for (Way way : ways.values()) {
                extend(line, way, part, next);
            }
            ways = next;
        }
        Way only = null;
        for (Way way : ways.values()) {
            if (levelEnd(line, way.to()) > 0) {
                only = only == null ? way : new Way(way.before(), way.part(), way.from(), way.to(), true);
            }
        }
        return only;
    }

    private void extend(String line, Way way, int number, Map<Integer, Way> next) {
        Part part = parts.get(number);
        int from = way.to();
        if (part.escape() == null) {
            if (line.startsWith(part.literal(), from)) {
                add(next, new Way(way, number, from, from + part.literal().length(), way.several()));
            } else if (line.length() < from + part.literal().length()) {
                return;
            }
            return;
        }
        int padding = Math.abs(part.width());
        int limit = Math.min(Math.min(line.length(), LONGEST_PREFIX), from + Math.max(part.escape().longest, padding));
        String following = number + 1 < parts.size() ? parts.get(number + 1).literal() : "";
        for (int to = from; to <= limit; to++) {
            boolean fits = line.startsWith(following, to)
                    && to - from >= padding
                    && accepts(part.escape(), line.substring(from, to), part.width());
            if (fits) {
                add(next, new Way(way, number, from, to, way.several()));
            }
            boolean goesOn =
                    to < limit && (part.escape().allows(line.charAt(to)) || (padding > 0 && line.charAt(to) == ' '));
            if (!goesOn) {
                return;
            }
        }
    }

    private static boolean accepts(Escape escape, String text, int width) {
        return escape.accepts(width == 0 ? text : unpadded(text, width)) && isPadded(text, width);
    }

    /** Padding goes to a width and no further. */
    private static boolean isPadded(String text, int width) {
        return width == 0 || text.length() == Math.abs(width) || text.strip().length() == text.length();
    }

    private static String unpadded(String text, int width) {
        return width < 0 ? text.stripTrailing() : text.stripLeading();
    }

    private static void add(Map<Integer, Way> ways, Way way) {
        Way other = ways.get(way.to());
        ways.put(way.to(), other == null ? way : new Way(way.before(), way.part(), way.from(), way.to(), true));
    }

    private Line line(String line, Way last) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (Way way = last; way != null && way.part() >= 0; way = way.before()) {
            Part part = parts.get(way.part());
            if (part.escape() != null) {
                String text = line.substring(way.from(), way.to());
                put(members, part.escape(), part.width() == 0 ? text : unpadded(text, part.width()));
            }
        }
        int end = levelEnd(line, last.to());
        return new Line(Fit.ONE, members, line.substring(last.to(), end - 3), line.substring(end));
    }

    private static void put(Map<String, List<String>> members, Escape escape, String value) {
        switch (escape) {
            case REMOTE -> putRemote(members, value);
            default -> {
                boolean unknown = value.isEmpty() || value.equals("[unknown]");
                if (!unknown) {
                    members.put(escape.member, List.of(value));
                }
            }
        }
    }

    private static void putRemote(Map<String, List<String>> members, String value) {
        int open = value.indexOf('(');
        String host = open < 0 ? value : value.substring(0, open);
        if (!host.isEmpty() && !host.equals("[unknown]")) {
            members.put("remote", List.of(host));
        }
        if (open >= 0) {
            members.put("remote_port", List.of(value.substring(open + 1, value.length() - 1)));
        }
    }

    /** Where the message starts, if a level comes at a place, {@code LOG:  }; else -1. */
    private static int levelEnd(String line, int from) {
        int to = from;
        while (to < line.length() && to - from <= LONGEST_LEVEL && line.charAt(to) != ':') {
            to++;
        }
        return line.startsWith(":  ", to) && LEVELS.contains(line.substring(from, to)) ? to + 3 : -1;
    }

    /** Whether a level stands anywhere in a line, so that the line may be one with a prefix that is not understood. */
    static boolean mayBeALine(String line) {
        for (int at = line.indexOf(":  "); at >= 0; at = line.indexOf(":  ", at + 1)) {
            int from = at;
            while (from > 0
                    && at - from < LONGEST_LEVEL
                    && line.charAt(from - 1) >= '1'
                    && line.charAt(from - 1) <= 'Z') {
                from--;
            }
            for (int i = from; i < at; i++) {
                if (LEVELS.contains(line.substring(i, at))) {
                    return true;
                }
            }
        }
        return false;
    }
}
