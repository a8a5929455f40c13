package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180), an event a row, or one of all rows next to each other that are alike in some columns. The names of the
 * columns are given, or are the first row of each message. A byte order mark before it is passed over: spreadsheets write
 * one, and it carries nothing.
 */
final class CsvFormat implements TextFormat {

    /** What the rows of an event of several are called. */
    static final String ROWS = "rows";

    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final List<String> columns;
    private final List<String> groupBy;

    /**
     * The format.
     *
     * @param columns the names of the columns; none if the first row of each message has them
     * @param groupBy the columns in which rows of one event are alike; none if each row is one
     */
    CsvFormat(List<String> columns, List<String> groupBy) {
        this.columns = List.copyOf(columns);
        this.groupBy = List.copyOf(groupBy);
    }

    @Override
    public void events(byte[] message, Sink sink) {
        CsvRows rows = new CsvRows(message);
        rows.from(startsWithMark(message) ? BYTE_ORDER_MARK.length : 0);
        List<String> names = columns;
        if (names.isEmpty()) {
            if (!rows.next()) {
                return;
            }
            names = rows.cells();
            String problem = rows.problem() == null ? headerProblem(names) : rows.problem();
            if (problem != null) {
                sink.unreadable(
                        rows.reason(), "the first row names no columns: " + problem, rows.start(), message.length);
                return;
            }
            if (!groupBy.isEmpty() && groupBy.stream().noneMatch(names::contains)) {
                sink.unreadable(
                        QuarantineReason.MISSING_FIELD,
                        "the first row names " + Shown.text(String.join(", ", names), 200) + ", expected one of "
                                + groupBy + ", by which rows are put together",
                        rows.start(),
                        message.length);
                return;
            }
        }
        CsvGroups groups = groupBy.isEmpty() ? null : new CsvGroups(groupBy);
        while (rows.next()) {
            Map<String, List<String>> row = rows.refuse(sink) ? null : row(rows, names, sink);
            if (groups != null) {
                groups.add(row, rows.start(), rows.end());
            } else if (row != null) {
                sink.event(row, rows.start(), rows.end());
            }
        }
        if (groups != null) {
            groups.handOver(sink);
        }
    }

    private static boolean startsWithMark(byte[] message) {
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (i >= message.length || (message[i] & 0xff) != BYTE_ORDER_MARK[i]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String headerProblem(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank()) {
                return "a column without a name";
            }
            if (!seen.add(name)) {
                return "two columns named '" + Shown.text(name) + "'";
            }
        }
        return null;
    }

    /** The cells of a row by the names of their columns; null if it does not have them all, which is reported then. */
    private static @Nullable Map<String, List<String>> row(CsvRows rows, List<String> names, Sink sink) {
        List<String> cells = rows.cells();
        if (cells.size() != names.size()) {
            sink.unreadable(
                    cells.size() < names.size() ? QuarantineReason.MISSING_FIELD : QuarantineReason.TRAILING_CONTENT,
                    cells.size() + " cells given, expected " + names.size() + ", one a column",
                    rows.start(),
                    rows.end());
            return null;
        }
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            members.put(names.get(i), List.of(cells.get(i)));
        }
        return members;
    }
}
