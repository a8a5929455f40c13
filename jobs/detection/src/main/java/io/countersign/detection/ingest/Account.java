package io.countersign.detection.ingest;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of the account of every record of the sources (E5): exactly one component is present.
 *
 * @param offsets which offsets of a partition were read
 * @param disposition what became of events of a partition
 * @param tally what became of the verdicts of a control, or how many events a source has sent
 */
public record Account(
        @Nullable Offsets offsets,
        @Nullable Disposition disposition,
        @Nullable Tally tally) {

    public Account {
        int present = (offsets == null ? 0 : 1) + (disposition == null ? 0 : 1) + (tally == null ? 0 : 1);
        if (present != 1) {
            throw new IllegalArgumentException(present + " components present, expected exactly one");
        }
    }

    /** Which offsets were read. */
    static Account of(Offsets offsets) {
        return new Account(offsets, null, null);
    }

    /** What became of events. */
    static Account of(Disposition disposition) {
        return new Account(null, disposition, null);
    }

    /** A number of the population equations. */
    public static Account of(Tally tally) {
        return new Account(null, null, tally);
    }

    /**
     * Offsets of a partition that were read in their order.
     *
     * @param input what the partition was read for: actions or register
     * @param first the lowest
     * @param end the one behind the highest
     * @param records how many of them held a message; transaction markers and compacted messages leave gaps
     * @param bytes how many bytes those had
     * @param gapOffsets how many of them held none
     * @param gaps the runs of those, the first {@link PartitionBook#MOST_GAPS} of them
     */
    public record Offsets(
            String input,
            String topic,
            int partition,
            long first,
            long end,
            long records,
            long bytes,
            long gapOffsets,
            List<Gap> gaps) {

        public Offsets {
            Objects.requireNonNull(input, "input");
            Objects.requireNonNull(topic, "topic");
            gaps = List.copyOf(gaps);
            if (records + gapOffsets != end - first) {
                throw new IllegalArgumentException(
                        records + " records and " + gapOffsets + " gaps between " + first + " and " + end);
            }
        }
    }

    /** Offsets from one to before another that hold no message. */
    public record Gap(long from, long to) {}

    /**
     * What became of events of a partition.
     *
     * @param term of E5, with its reason behind a slash where it has one
     */
    public record Disposition(String topic, int partition, String term, long count) {

        public Disposition {
            Objects.requireNonNull(topic, "topic");
            Objects.requireNonNull(term, "term");
        }
    }
}
