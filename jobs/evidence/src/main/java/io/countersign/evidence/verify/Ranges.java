package io.countersign.evidence.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The offsets of one partition that are accounted for, epoch by epoch. Neighbouring ranges become one as soon as they
 * meet, unless a later epoch may take the place of some of them. Used by one thread at a time.
 */
final class Ranges {

    /**
     * Offsets from one to before another, and what their events became.
     *
     * @param inScope events that are actions in the evidence
     * @param register events that are versions of register records
     * @param marks events that are marks
     */
    record Range(long from, long to, long inScope, long register, long marks) {

        private Range join(Range next) {
            return new Range(from, next.to, inScope + next.inScope, register + next.register, marks + next.marks);
        }

        /** The sums of two, whatever their offsets. */
        static Range plus(Range one, Range other) {
            return new Range(0, 0, one.inScope + other.inScope, one.register + other.register, one.marks + other.marks);
        }
    }

    private final boolean mayRepeat;
    private final TreeMap<Integer, TreeMap<Long, Range>> epochs = new TreeMap<>();
    private final List<String> overlaps = new ArrayList<>();

    Ranges(boolean mayRepeat) {
        this.mayRepeat = mayRepeat;
    }

    /** Takes a range of an epoch; ranges come in any order. */
    void add(int epoch, Range given) {
        TreeMap<Long, Range> ranges = epochs.computeIfAbsent(epoch, each -> new TreeMap<>());
        Map.Entry<Long, Range> before = ranges.floorEntry(given.from());
        Map.Entry<Long, Range> after = ranges.ceilingEntry(given.from());
        boolean overlapsBefore = before != null && before.getValue().to() > given.from();
        boolean overlapsAfter = after != null && (after.getKey() < given.to() || after.getKey() == given.from());
        if (overlapsBefore || overlapsAfter) {
            overlaps.add("offsets " + given.from() + " to " + given.to() + " are accounted for more than once");
            return;
        }
        Range range = given;
        if (!mayRepeat && before != null && before.getValue().to() == range.from()) {
            range = before.getValue().join(range);
        }
        if (!mayRepeat && after != null && after.getKey() == given.to()) {
            ranges.remove(after.getKey());
            range = range.join(after.getValue());
        }
        ranges.put(range.from(), range);
    }

    /** The ranges that count: those of a later epoch take the place of all from its first one on. */
    List<Range> effective() {
        TreeMap<Long, Range> all = new TreeMap<>();
        for (TreeMap<Long, Range> ranges : epochs.values()) {
            long start = ranges.firstKey();
            all.tailMap(start, true).clear();
            Map.Entry<Long, Range> last = all.lastEntry();
            if (last != null && last.getValue().to() > start) {
                overlaps.add("a new epoch starts at offset " + start + ", within the range "
                        + last.getValue().from() + " to " + last.getValue().to());
            }
            all.putAll(ranges);
        }
        return List.copyOf(all.values());
    }

    /** What was accounted for more than once, as sentences; complete once {@link #effective} was asked for. */
    List<String> overlaps() {
        return overlaps;
    }
}
