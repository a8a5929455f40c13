package io.countersign.launcher.replay;

import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order the records and marks of each source arrived, as far as evidence tells: within a partition by their
 * offsets. From that follows what a source had declared itself complete through when a record of it arrived (S3.6).
 */
final class Arrivals {

    private final Map<Partition, List<Arrival>> partitions = new HashMap<>();
    private final Map<String, Long> greatestMarks = new TreeMap<>();
    private final Map<String, Long> newestRecords = new TreeMap<>();

    private record Partition(String source, String topic, int number) {}

    /**
     * A record or a mark.
     *
     * @param id of the record's line; null for a mark
     * @param millis {@code recorded_at} or {@code complete_through}
     */
    private record Arrival(long offset, @Nullable Digits id, long millis) {

        boolean isMark() {
            return id == null;
        }
    }

    /**
     * Takes note of a mark.
     *
     * @param leaf of the log that it was found in, which says how it came where {@code raw} does not
     */
    void mark(Mark mark, @Nullable RawReference raw, long leaf) {
        long millis = mark.completeThrough().toEpochMilli();
        greatestMarks.merge(mark.source(), millis, Math::max);
        add(mark.source(), raw, new Arrival(raw == null ? leaf : raw.offset(), null, millis));
    }

    /** Takes note of a record, by the id of its line. */
    void register(RegisterRecord version, Digits id, @Nullable RawReference raw, long leaf) {
        long millis = version.recordedAt().toEpochMilli();
        newestRecords.merge(version.source(), millis, Math::max);
        add(version.source(), raw, new Arrival(raw == null ? leaf : raw.offset(), id, millis));
    }

    private void add(String source, @Nullable RawReference raw, Arrival arrival) {
        Partition partition =
                raw == null ? new Partition(source, "", 0) : new Partition(source, raw.topic(), raw.partition());
        partitions.computeIfAbsent(partition, unused -> new ArrayList<>()).add(arrival);
    }

    /**
     * The instant that some sources were complete through, at least, when the evidence ended. The clock by which an assumed
     * one goes on when it is quiet is not in evidence.
     */
    Instant through(Collection<String> sources, RuleSet rules) {
        Instant through = Instant.MAX;
        for (String source : sources) {
            Long known = rules.isAssumed(List.of(source)) ? newestRecords.get(source) : greatestMarks.get(source);
            Instant one = known == null ? Instant.MIN : Instant.ofEpochMilli(known);
            if (known != null && rules.isAssumed(List.of(source))) {
                one = one.minus(rules.patience().maxDelay());
            }
            through = one.isBefore(through) ? one : through;
        }
        return through;
    }

    /** The sources that have said anything. */
    Collection<String> sources() {
        TreeMap<String, Long> all = new TreeMap<>(newestRecords);
        all.putAll(greatestMarks);
        return all.keySet();
    }

    /** By the ids of their lines the records that came late, and what their source was complete through by then. */
    Map<Digits, Instant> late(RuleSet rules) {
        long delay = rules.patience().maxDelay().toMillis();
        Map<Digits, Instant> late = new HashMap<>();
        partitions.forEach((partition, arrivals) -> {
            boolean assumed = rules.isAssumed(List.of(partition.source()));
            long through = Long.MIN_VALUE;
            // Of one message, what was recorded comes before what it is complete through.
            arrivals.sort(Comparator.comparingLong(Arrival::offset).thenComparing(Arrival::isMark));
            for (Arrival arrival : arrivals) {
                if (!arrival.isMark() && arrival.millis() <= through) {
                    late.putIfAbsent(arrival.id(), Instant.ofEpochMilli(through));
                } else if (!arrival.isMark()) {
                    // What a repetition finds when it comes again is no matter.
                    late.putIfAbsent(arrival.id(), Instant.MIN);
                }
                if (assumed != arrival.isMark()) {
                    through = Math.max(through, assumed ? arrival.millis() - delay : arrival.millis());
                }
            }
        });
        late.values().removeIf(Instant.MIN::equals);
        return late;
    }
}
