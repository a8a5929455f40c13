package io.countersign.schemas.dialect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pgAudit logs, {@code AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.t,select 1,<none>}: one row of CSV. The statement
 * may be cut off where a transport limits lines; what comes before it says what was done all the same.
 *
 * @see <a href="https://github.com/pgaudit/pgaudit#format">pgAudit, Format</a>
 */
final class PgAuditPayload {

    private static final String MARK = "AUDIT: ";

    /** The cells. The last is there only with pgaudit.log_rows. */
    static final List<String> NAMES = List.of(
            "audit_type",
            "statement_id",
            "substatement_id",
            "class",
            "command",
            "object_type",
            "object_name",
            "statement",
            "parameter",
            "rows");

    /** As far as this a payload must be whole: the object's name. */
    private static final int NEEDED = 7;

    private PgAuditPayload() {}

    /** Whether a message is one of pgAudit's, readable or not. */
    static boolean isIn(String message) {
        return message.startsWith(MARK);
    }

    /**
     * The cells of a message of pgAudit by name; nothing if it is another's, or damaged. What pgAudit writes for a statement
     * that it does not log, {@code <not logged>} and the like, is left out.
     */
    static Map<String, List<String>> members(String message) {
        if (!isIn(message)) {
            return Map.of();
        }
        CsvRows row = CsvRows.first(message.substring(MARK.length()));
        List<String> cells = row.cells();
        boolean damaged = row.problem() != null && !row.isOpen();
        boolean known = !cells.isEmpty()
                && (cells.get(0).equals("SESSION") || cells.get(0).equals("OBJECT"));
        if (damaged || !known || cells.size() < NEEDED || cells.size() > NAMES.size()) {
            return Map.of();
        }
        if (row.isOpen() && cells.size() <= NEEDED) {
            return Map.of();
        }
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            boolean left = i >= NEEDED && isPlaceholder(cell);
            if (!left) {
                members.put(NAMES.get(i), List.of(cell));
            }
        }
        return members;
    }

    private static boolean isPlaceholder(String cell) {
        return cell.equals("<not logged>") || cell.equals("<previously logged>") || cell.equals("<none>");
    }
}
