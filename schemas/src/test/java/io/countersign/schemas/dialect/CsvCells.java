package io.countersign.schemas.dialect;

import java.util.ArrayList;
import java.util.List;

/** The cells of one column of a CSV text (RFC 4180) that has a header. */
final class CsvCells {

    private CsvCells() {}

    static List<String> of(String csv, String column) {
        List<List<String>> rows = rows(csv);
        int index = rows.get(0).indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no column " + column + " in " + rows.get(0));
        }
        return rows.stream().skip(1).map(row -> row.get(index)).toList();
    }

    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                cell.append(csv.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (quoted || c != '\r') {
                cell.append(c);
            }
        }
        if (cell.length() > 0 || !row.isEmpty()) {
            row.add(cell.toString());
            rows.add(row);
        }
        return rows;
    }
}
