package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL's csvlog: no header, 23 columns up to PostgreSQL 12, with the backend's type in 13, and with the leader's
 * process and the query's id since 14. The members are those of {@link PostgresLog}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-logging.html">PostgreSQL, Using CSV-Format Log
 *     Output</a>
 */
final class PostgresCsvLog implements TextFormat {

    private static final List<String> COLUMNS = List.of(
            "time",
            "user",
            "database",
            "process",
            "connection_from",
            "session",
            "line",
            "command_tag",
            "session_start",
            "virtual_transaction",
            "transaction",
            "level",
            "sqlstate",
            "message",
            "detail",
            "hint",
            "query",
            "query_position",
            "context",
            "failed_statement",
            "failed_statement_position",
            "location",
            "application",
            "backend",
            "leader",
            "query_id");

    private static final int FEWEST = 23;

    @Override
    public void events(byte[] message, Sink sink) {
        CsvRows rows = new CsvRows(message);
        while (rows.next()) {
            if (!rows.refuse(sink)) {
                row(rows, sink);
            }
        }
    }

    private static void row(CsvRows rows, Sink sink) {
        List<String> cells = rows.cells();
        int count = cells.size();
        if (count < FEWEST || count > COLUMNS.size()) {
            sink.unreadable(
                    count < FEWEST ? QuarantineReason.MISSING_FIELD : QuarantineReason.TRAILING_CONTENT,
                    count + " cells given, expected 23 to 26, as PostgreSQL's csvlog has",
                    rows.start(),
                    rows.end());
            return;
        }
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            put(members, COLUMNS.get(i), cells.get(i));
        }
        PostgresMessage.members(cells.get(COLUMNS.indexOf("level")), cells.get(COLUMNS.indexOf("message")))
                .forEach(members::putIfAbsent);
        sink.event(members, rows.start(), rows.end());
    }

    private static void put(Map<String, List<String>> members, String column, String cell) {
        if (cell.isEmpty() || cell.equals("[unknown]")) {
            return;
        }
        if (!column.equals("connection_from")) {
            members.put(column, List.of(cell));
            return;
        }
        int colon = cell.startsWith("[") ? -1 : cell.lastIndexOf(':');
        members.put("remote", List.of(colon < 0 ? cell : cell.substring(0, colon)));
        if (colon >= 0) {
            members.put("remote_port", List.of(cell.substring(colon + 1)));
        }
    }
}
