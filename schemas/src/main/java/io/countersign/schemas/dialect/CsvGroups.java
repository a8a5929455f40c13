package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of CSV that make one event together, for they are alike in some columns and next to each other. What lacks a row is
 * no whole, and is not handed over: a row that cannot be read may belong to what is before it or to what is behind it, and
 * rows that come back later leave none of their kind whole.
 */
final class CsvGroups {

    private final List<String> columns;
    private final List<Group> groups = new ArrayList<>();
    private final Map<List<String>, Integer> groupsOfKey = new HashMap<>();
    private boolean afterUnreadable;

    CsvGroups(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    private static final class Group {

        private final List<String> key;
        private final int start;
        private final List<Map<String, List<String>>> rows = new ArrayList<>();
        private int end;
        private boolean whole;

        Group(List<String> key, int start, boolean whole) {
            this.key = key;
            this.start = start;
            this.whole = whole;
        }
    }

    /** The next row; null if it could not be read, which was reported. */
    void add(@Nullable Map<String, List<String>> row, int start, int end) {
        Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
        if (row == null) {
            afterUnreadable = true;
            if (last != null) {
                last.whole = false;
            }
            return;
        }
        List<String> key = columns.stream()
                .flatMap(column -> row.getOrDefault(column, List.of("")).stream())
                .toList();
        if (last == null || !last.key.equals(key)) {
            last = new Group(key, start, !afterUnreadable);
            groups.add(last);
            groupsOfKey.merge(key, 1, Integer::sum);
        }
        afterUnreadable = false;
        last.rows.add(row);
        last.end = end;
    }

    /** Hands over the groups that are whole, and refuses the others. */
    void handOver(TextFormat.Sink sink) {
        for (Group group : groups) {
            String shown = columns + " '" + Shown.text(String.join(", ", group.key)) + "'";
            if (groupsOfKey.getOrDefault(group.key, 0) > 1) {
                sink.unreadable(
                        QuarantineReason.DUPLICATE_KEY,
                        "rows of " + shown + " stand in several places, expected next to each other; sort the file",
                        group.start,
                        group.end);
            } else if (!group.whole) {
                sink.unreadable(
                        QuarantineReason.MISSING_FIELD,
                        "a row beside those of " + shown + " cannot be read, and may be one of them",
                        group.start,
                        group.end);
            } else {
                sink.event(members(group), group.rows, group.start, group.end);
            }
        }
    }

    private static Map<String, List<String>> members(Group group) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (Map<String, List<String>> row : group.rows) {
            row.forEach((name, texts) ->
                    members.computeIfAbsent(name, unused -> new ArrayList<>()).addAll(texts));
        }
        return members;
    }
}
