package io.countersign.evidence.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to where the topics of the sources go, as the broker says.
 *
 * @param ends of partitions
 */
public record SourceOffsets(List<End> ends) {

    private static final Pattern LINE = Pattern.compile("([^\\s:]{1,255}):(\\d{1,9}):(\\d{1,18})");

    public SourceOffsets {
        ends = List.copyOf(ends);
    }

    /** The end of a partition: the offset of the record that comes next. */
    public record End(String topic, int partition, long offset) {}

    /**
     * Reads what {@code kafka-get-offsets.sh} prints: {@code topic:partition:offset} on each line. Blank lines, and those
     * that start with {@code #}, say nothing.
     *
     * @throws IllegalArgumentException with the number of the line that is none
     */
    public static SourceOffsets parse(String text) {
        List<End> ends = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher matcher = LINE.matcher(line.strip());
            if (matcher.matches()) {
                ends.add(new End(
                        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3))));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(
                        "line " + number + " is '" + line + "', expected topic:partition:offset");
            }
        }
        if (ends.isEmpty()) {
            throw new IllegalArgumentException("no partition given, expected lines with topic:partition:offset");
        }
        return new SourceOffsets(ends);
    }
}
