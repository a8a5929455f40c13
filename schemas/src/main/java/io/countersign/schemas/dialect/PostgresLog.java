package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's server log in the format stderr. An entry is a line with a prefix and the lines after it that continue it:
 * those that start with a tab, which PostgreSQL puts after each line break of a message, and those without a prefix, where
 * a transport took the tabs away. DETAIL, STATEMENT and others that follow an entry of the same process belong to it.
 *
 * <p>Members: what the prefix has ({@code time}, as written, or {@code epoch}; {@code user},
 * {@code database}, {@code application}, {@code remote}, {@code remote_port}, {@code process}, {@code session},
 * {@code line}, {@code session_start}, {@code command_tag}, {@code sqlstate}, {@code backend}...), {@code level} and
 * {@code message}, what {@link PostgresMessage} and {@link PgAuditPayload} find in it, and {@code detail}, {@code hint},
 * {@code context}, {@code query}, {@code location} and {@code failed_statement}.
 */
final class PostgresLog implements TextFormat {

    private static final Map<String, String> PARTS = Map.of(
            "DETAIL", "detail",
            "HINT", "hint",
            "CONTEXT", "context",
            "QUERY", "query",
            "LOCATION", "location",
            "BACKTRACE", "backtrace",
            "STATEMENT", "failed_statement");

    private static final Set<String> OF_THE_PROCESS = Set.of("process", "session");

    private final PostgresLinePrefix prefix;

    /**
     * The format.
     *
     * @param linePrefix the server's log_line_prefix
     * @throws IllegalArgumentException if {@link #problems} finds any
     */
    PostgresLog(String linePrefix) {
        prefix = new PostgresLinePrefix(linePrefix);
    }

    /** What is wrong with a prefix: nothing, if a log can be read by it. */
    static List<String> problems(String linePrefix) {
        return PostgresLinePrefix.problems(linePrefix);
    }

    @Override
    public void events(byte[] message, Sink sink) {
        TextLines lines = new TextLines(message);
        Entry entry = null;
        while (lines.next()) {
            String text = lines.text();
            if (entry != null && lines.startsWith('\t')) {
                entry.continuesWith(text == null ? null : text.substring(1), lines.end());
                continue;
            }
            PostgresLinePrefix.Line line = text == null ? null : prefix.read(text);
            boolean fits = line != null && line.fit() == PostgresLinePrefix.Fit.ONE;
            if (entry != null && fits && line != null && entry.takes(line)) {
                entry.part(line, lines.end());
            } else if (entry != null && text != null && !fits && line != null && continues(line, text)) {
                entry.continuesWith(text, lines.end());
            } else {
                handOver(entry, sink);
                entry = new Entry(line, lines.start(), lines.end());
            }
        }
        handOver(entry, sink);
    }

    private static boolean continues(PostgresLinePrefix.Line line, String text) {
        return line.fit() == PostgresLinePrefix.Fit.NONE && !PostgresLinePrefix.mayBeALine(text);
    }

    private static void handOver(@Nullable Entry entry, Sink sink) {
        if (entry != null) {
            entry.handOver(sink);
        }
    }

    /** A line and those that continue it. */
    private static final class Entry {

        private final PostgresLinePrefix.@Nullable Line first;
        private final int start;
        private int end;
        private boolean isText;
        private final Map<String, StringBuilder> parts = new LinkedHashMap<>();
        private StringBuilder current = new StringBuilder();

        Entry(PostgresLinePrefix.@Nullable Line line, int start, int end) {
            this.first = line;
            this.start = start;
            this.end = end;
            this.isText = line != null;
            if (line != null) {
                current.append(line.message());
            }
            parts.put("", current);
        }

        /** Whether a line is a part of this entry. */
        boolean takes(PostgresLinePrefix.Line line) {
            if (first == null || first.fit() != PostgresLinePrefix.Fit.ONE || PARTS.containsKey(first.level())) {
                return false;
            }
            for (String member : OF_THE_PROCESS) {
                List<String> own = first.members().get(member);
                List<String> other = line.members().get(member);
                if (own != null && !own.equals(other)) {
                    return false;
                }
            }
            return PARTS.containsKey(line.level());
        }

        void part(PostgresLinePrefix.Line line, int newEnd) {
            String name = PARTS.getOrDefault(line.level(), "detail");
            current = parts.computeIfAbsent(name, unused -> new StringBuilder());
            if (current.length() > 0) {
                current.append('\n');
            }
            grow(line.message(), newEnd);
        }

        void continuesWith(@Nullable String text, int newEnd) {
            isText &= text != null;
            current.append('\n');
            grow(text == null ? "" : text, newEnd);
        }

        private void grow(String text, int newEnd) {
            end = newEnd;
            if (end - start <= StrictJson.MAX_RECORD_BYTES) {
                current.append(text);
            }
        }

        void handOver(Sink sink) {
            if (TextLines.refuseTooLarge(start, end, sink)) {
                return;
            }
            if (!isText || first == null) {
                TextLines.refuseNotUtf8(start, end, sink);
                return;
            }
            switch (first.fit()) {
                case NONE ->
                    sink.unreadable(
                            QuarantineReason.WRONG_TYPE,
                            "a line without the prefix that is declared for this log; declare the server's log_line_prefix",
                            start,
                            end);
                case SEVERAL ->
                    sink.unreadable(
                            QuarantineReason.WRONG_TYPE,
                            "the line has the prefix in more than one way, and which is meant cannot be told; put characters"
                                    + " around %a, %u and %d that no name has, or log CSV or JSON",
                            start,
                            end);
                case ONE -> sink.event(members(first), start, end);
            }
        }

        private Map<String, List<String>> members(PostgresLinePrefix.Line line) {
            Map<String, List<String>> members = new LinkedHashMap<>(line.members());
            String message = parts.getOrDefault("", current).toString();
            members.put("level", List.of(line.level()));
            members.put("message", List.of(message));
            PostgresMessage.members(line.level(), message).forEach(members::putIfAbsent);
            parts.forEach((name, text) -> {
                if (!name.isEmpty()) {
                    members.put(name, List.of(text.toString()));
                }
            });
            return members;
        }
    }
}
