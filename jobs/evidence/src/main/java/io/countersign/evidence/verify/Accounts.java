package io.countersign.evidence.verify;

import io.countersign.evidence.log.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The books: compares what was read of the sources with what became of it, and that with the lines of the evidence (E5).
 * Used by one thread, once.
 */
final class Accounts {

    /** A partition as one input read it. */
    private record Input(String input, String topic, int partition) implements Comparable<Input> {

        @Override
        public int compareTo(Input that) {
            return toString().compareTo(that.toString());
        }

        @Override
        public String toString() {
            return topic + ":" + partition + " (" + input + ")";
        }
    }

    private final boolean mayRepeat;
    private final Problems problems;
    private final TreeMap<Input, Ranges> inputs = new TreeMap<>();

    /** Where the log before ended, of what this one goes on with. */
    private final TreeMap<Input, Long> starts = new TreeMap<>();

    private final Results results;
    private final Heartbeats heartbeats;
    private final Map<Contribution, Long> lines = new HashMap<>();
    private final Map<String, Contribution> singles = new HashMap<>();
    private final Map<Contribution, Contribution> known = new HashMap<>();
    private final Lost lost = new Lost();
    private boolean isWhole = true;

    /**
     * Empty books.
     *
     * @param mayRepeat whether the log has epochs that may repeat lines
     */
    Accounts(boolean mayRepeat, Problems problems) {
        this.mayRepeat = mayRepeat;
        this.problems = problems;
        results = new Results(problems);
        heartbeats = new Heartbeats(problems);
    }

    /** Notes that lines are missing which no segment is there for. */
    void missLines() {
        isWhole = false;
    }

    /** Whether every line that there should be was read. */
    boolean hasAllLines() {
        return isWhole && lost.isEmpty();
    }

    /** Takes a segment; they come in the order of the log. */
    void take(SegmentFinding finding) {
        if (!finding.isWhole()) {
            isWhole = false;
            return;
        }
        lost.add(finding.lost());
        Tally tally = finding.tally();
        tally.counts().forEach((contribution, count) -> lines.merge(contribution, count[0], Long::sum));
        for (Tally.Single single : tally.singles()) {
            Contribution contribution = known.computeIfAbsent(single.contribution(), each -> each);
            Contribution before = singles.put(single.key(), contribution);
            if (before != null) {
                lines.merge(before, -1L, Long::sum);
            }
            lines.merge(contribution, 1L, Long::sum);
        }
        for (Tally.Entry entry : tally.accounts()) {
            account(finding.segment(), entry);
        }
    }

    private void account(Segment segment, Tally.Entry entry) {
        int epoch = segment.epoch();
        if (entry.account() instanceof Account.PartitionRange range) {
            range(segment, entry.line(), range);
        } else if (entry.account() instanceof Account.Heartbeat heartbeat) {
            heartbeats.take(epoch, heartbeat);
        } else {
            results.take(segment, entry.line(), entry.account());
        }
    }

    private void range(Segment segment, long line, Account.PartitionRange range) {
        String fault = faultOf(range);
        if (fault != null) {
            problems.add(new Problem(Code.SOURCE_ACCOUNTING, segment.path(), line, fault));
        }
        Input input = new Input(range.input(), range.topic(), range.partition());
        if (range.isStart()) {
            starts.put(input, range.from());
            return;
        }
        inputs.computeIfAbsent(input, each -> new Ranges(mayRepeat))
                .add(
                        segment.epoch(),
                        new Ranges.Range(
                                range.from(),
                                range.to(),
                                range.of("in_scope"),
                                range.of("register"),
                                range.of("marks")));
    }

    private static @Nullable String faultOf(Account.PartitionRange range) {
        long sum =
                range.dispositions().values().stream().mapToLong(each -> each).sum();
        if (sum != range.read()) {
            return "has " + range.read() + " events read, but its dispositions come to " + sum;
        }
        if ((range.to() <= range.from() && !range.isStart())
                || range.records() + range.gapOffsets() != range.to() - range.from()) {
            return "has " + range.records() + " records and " + range.gapOffsets()
                    + " offsets without one, but the offsets " + range.from() + " to " + range.to() + " are "
                    + (range.to() - range.from());
        }
        long listed = 0;
        long at = range.from();
        for (Account.Gap gap : range.gaps()) {
            if (gap.from() < at || gap.to() <= gap.from() || gap.to() > range.to()) {
                return "lists the gap " + gap.from() + " to " + gap.to() + ", which is not in its place";
            }
            listed += gap.to() - gap.from();
            at = gap.to();
        }
        boolean isSound =
                range.gaps().size() < Account.MOST_GAPS ? listed == range.gapOffsets() : listed <= range.gapOffsets();
        return isSound ? null : "lists gaps of " + listed + " offsets, but counts " + range.gapOffsets();
    }

    /** After the last segment: compares. */
    void end(List<SourceOffsets.End> ends) {
        Map<String, Ranges.Range> sums = new TreeMap<>();
        Map<String, Long> reached = new HashMap<>();
        starts.forEach((input, start) -> {
            reached.merge(input.topic() + ":" + input.partition(), start, Math::max);
            problems.add(
                    Code.BROUGHT_FORWARD,
                    input.toString(),
                    "goes on at offset " + start + ", where the log before must end");
        });
        inputs.forEach((input, ranges) -> {
            List<Ranges.Range> effective = ranges.effective();
            ranges.overlaps().forEach(each -> problems.add(Code.E_OFFSET_OVERLAP, input.toString(), each));
            long inScope = 0;
            long register = 0;
            long marks = 0;
            Long start = starts.get(input);
            Ranges.Range before = start == null ? null : new Ranges.Range(start, start, 0, 0, 0);
            for (Ranges.Range range : effective) {
                if (before != null && range.from() > before.to() && !lost.hasAccounts()) {
                    problems.add(
                            isWhole ? Code.E_OFFSET_GAP : Code.SOURCE_ACCOUNTING,
                            input.toString(),
                            "offsets " + before.to() + " to " + range.from() + " are not accounted for");
                }
                inScope += range.inScope();
                register += range.register();
                marks += range.marks();
                before = range;
            }
            String partition = input.topic() + ":" + input.partition();
            Ranges.Range sum = new Ranges.Range(0, 0, inScope, register, marks);
            sums.merge(partition, sum, Ranges.Range::plus);
            reached.merge(partition, before == null ? 0 : before.to(), Math::max);
        });
        partitions(sums);
        results.end(lines, lost);
        heartbeats.end(isWhole, lost.hasHeartbeats());
        source(ends, reached);
    }

    private void partitions(Map<String, Ranges.Range> sums) {
        lines.keySet().stream()
                .filter(each -> each.kind() == Contribution.Kind.ACTION
                        || each.kind() == Contribution.Kind.REGISTER
                        || each.kind() == Contribution.Kind.MARK)
                .forEach(each ->
                        sums.putIfAbsent(each.name() + ":" + each.partition(), new Ranges.Range(0, 0, 0, 0, 0)));
        sums.forEach((partition, sum) -> {
            List<String> wrong = new ArrayList<>();
            compare(wrong, Contribution.Kind.ACTION, partition, sum.inScope(), "in scope");
            compare(wrong, Contribution.Kind.REGISTER, partition, sum.register(), "of the register");
            compare(wrong, Contribution.Kind.MARK, partition, sum.marks(), "marks");
            if (!wrong.isEmpty()) {
                problems.add(Code.SOURCE_ACCOUNTING, partition, String.join("; ", wrong));
            }
        });
    }

    private void compare(List<String> wrong, Contribution.Kind kind, String partition, long accounted, String what) {
        int colon = partition.lastIndexOf(':');
        long there = lines.getOrDefault(
                Contribution.ofSource(
                        kind, partition.substring(0, colon), Integer.parseInt(partition.substring(colon + 1))),
                0L);
        boolean isExplained = lost.explains(kind, accounted - there) || (there > accounted && lost.hasAccounts());
        if (there != accounted && !isExplained) {
            wrong.add("the accounts have " + accounted + " " + what + ", the evidence has " + there);
        }
    }

    private void source(List<SourceOffsets.End> ends, Map<String, Long> reached) {
        for (SourceOffsets.End end : ends) {
            String partition = end.topic() + ":" + end.partition();
            long to = reached.getOrDefault(partition, 0L);
            if (to < end.offset() && !lost.hasAccounts()) {
                problems.add(
                        Code.SOURCE_ACCOUNTING,
                        partition,
                        "the source goes to offset " + end.offset() + ", the evidence "
                                + (to == 0 ? "has nothing of it" : "to " + to));
            }
        }
    }
}
