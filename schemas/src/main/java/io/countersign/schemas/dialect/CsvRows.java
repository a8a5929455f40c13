package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV text as RFC 4180 has it: cells separated by commas, in quotes where they hold a comma, a quote, which
 * is doubled then, or a line break. Rows may end with a line feed alone. What the RFC does not allow is refused, for readers
 * differ on what it means: a quote within a cell that has none around it, or text after the closing quote.
 */
final class CsvRows {

    private static final byte QUOTE = '"';
    private static final byte COMMA = ',';

    private final byte[] bytes;
    private int start;
    private int end;
    private int next;
    private @Nullable String problem;
    private QuarantineReason reason = QuarantineReason.WRONG_TYPE;
    private boolean open;
    private List<String> cells = List.of();

    CsvRows(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Starts at a place. */
    void from(int place) {
        next = place;
    }

    /** Passes to the next row that is not empty; false if there is none. */
    boolean next() {
        while (next < bytes.length && (bytes[next] == '\n' || isLineBreak(next))) {
            next += bytes[next] == '\n' ? 1 : 2;
        }
        if (next >= bytes.length) {
            return false;
        }
        start = next;
        problem = null;
        open = false;
        cells = new ArrayList<>();
        int at = start - 1;
        do {
            at = cell(at + 1);
        } while (at < bytes.length && bytes[at] == COMMA);
        end = at;
        next = at < bytes.length && bytes[at] == '\r' ? at + 2 : at + 1;
        return true;
    }

    private boolean isLineBreak(int at) {
        return bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n';
    }

    private boolean endsCell(int at) {
        return at >= bytes.length || bytes[at] == COMMA || bytes[at] == '\n' || isLineBreak(at);
    }

    /** Reads the cell that starts at a place; where it ends. */
    private int cell(int from) {
        if (from < bytes.length && bytes[from] == QUOTE) {
            return quoted(from);
        }
        int at = from;
        while (!endsCell(at)) {
            if (bytes[at] == QUOTE) {
                problem(QuarantineReason.WRONG_TYPE, "a quote in a cell without quotes around it, expected none");
            }
            at++;
        }
        add(from, at, false);
        return at;
    }

    private int quoted(int from) {
        int at = from + 1;
        boolean doubled = false;
        while (at < bytes.length) {
            if (bytes[at] != QUOTE) {
                at++;
            } else if (at + 1 < bytes.length && bytes[at + 1] == QUOTE) {
                doubled = true;
                at += 2;
            } else {
                break;
            }
        }
        if (at >= bytes.length) {
            open = true;
            problem(QuarantineReason.WRONG_TYPE, "a quote that nothing closes, expected another");
            add(from + 1, bytes.length, doubled);
            return bytes.length;
        }
        add(from + 1, at, doubled);
        at++;
        while (!endsCell(at)) {
            problem(QuarantineReason.WRONG_TYPE, "text after a cell's closing quote, expected a comma or a line break");
            at++;
        }
        return at;
    }

    private void add(int from, int to, boolean doubled) {
        String cell = TextLines.decode(bytes, from, to);
        if (cell == null) {
            problem(QuarantineReason.NOT_UTF8, "bytes that are not UTF-8, expected UTF-8");
        } else {
            cells.add(doubled ? cell.replace("\"\"", "\"") : cell);
        }
    }

    private void problem(QuarantineReason found, String detail) {
        if (problem == null) {
            reason = found;
            problem = detail;
        }
    }

    /** The cells of the row. */
    List<String> cells() {
        return cells;
    }

    /** Where the row starts. */
    int start() {
        return start;
    }

    /** Where the row ends, before its line break. */
    int end() {
        return end;
    }

    /** What makes the row unreadable; null if nothing does. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The reason for the problem. */
    QuarantineReason reason() {
        return reason;
    }

    /** Whether the text ended in the last cell, before its closing quote. */
    boolean isOpen() {
        return open;
    }

    /** Whether the row cannot be an event, which is reported then. */
    boolean refuse(TextFormat.Sink sink) {
        if (TextLines.refuseTooLarge(start, end, sink)) {
            return true;
        }
        if (problem != null) {
            sink.unreadable(reason, problem, start, end);
        }
        return problem != null;
    }

    /** The first row of a text. */
    static CsvRows first(String text) {
        CsvRows rows = new CsvRows(text.getBytes(StandardCharsets.UTF_8));
        rows.next();
        return rows;
    }
}
