package io.countersign.evidence.verify;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A record of the accounts (E5). */
sealed interface Account {

    /** The records that were read of a partition between two offsets. */
    record PartitionRange(
            String input,
            String topic,
            int partition,
            long from,
            long to,
            long records,
            long gapOffsets,
            List<Gap> gaps,
            long read,
            Map<String, Long> dispositions)
            implements Account {

        public PartitionRange {
            gaps = List.copyOf(gaps);
            dispositions = Collections.unmodifiableMap(new TreeMap<>(dispositions));
        }

        /** Whether nothing was read, so that it only says where the log before ended. */
        boolean isStart() {
            return from == to && records == 0 && read == 0;
        }

        /** How many events became something. */
        long of(String disposition) {
            return dispositions.getOrDefault(disposition, 0L);
        }
    }

    /** Offsets that hold no record. */
    record Gap(long from, long to) {}

    /** As many gaps are listed; beyond, they are only counted. */
    int MOST_GAPS = 1000;

    /** What a control has found since the job first started; of number 0, by the end of the log before. */
    record ControlTotals(
            long n,
            String name,
            long selected,
            long authorised,
            long ratified,
            long exception,
            long indeterminate,
            long pending)
            implements Account {

        long judged() {
            return selected - pending;
        }
    }

    /** What a sequence has found since the job first started; of number 0, by the end of the log before. */
    record SequenceTotals(long n, String name, long matches) implements Account {}

    /** That a source was watched between two instants, in epoch milliseconds. */
    record Heartbeat(long n, String source, long events, long from, long to) implements Account {}
}
