package io.countersign.detection.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Sums up what was read of each partition, and what became of its events, until it is handed on. */
public final class PartitionBook {

    /** How many runs of offsets without a message are listed. */
    public static final int MOST_GAPS = 1_000;

    /** The term of all events, whatever became of them. */
    public static final String READ = "read";

    private final Map<String, Map<Integer, Run>> runs = new HashMap<>();
    private final Map<String, Map<String, String>> terms = new HashMap<>();
    private final List<String> ofMessage = new ArrayList<>();
    private long eventsOfMessage;

    /** A book in which nothing is counted. */
    public PartitionBook() {}

    private static final class Run {

        private final Map<String, long[]> dispositions = new HashMap<>();
        private final List<Account.Gap> gaps = new ArrayList<>();
        private long first = -1;
        private long end = -1;
        private long records;
        private long bytes;
        private long gapOffsets;

        /** A message that is read in several dialects comes several times. */
        void read(long offset, long length) {
            if (first < 0) {
                first = offset;
                end = offset;
            }
            if (offset < end) {
                return;
            }
            if (offset > end) {
                gapOffsets += offset - end;
                if (gaps.size() < MOST_GAPS) {
                    gaps.add(new Account.Gap(end, offset));
                }
            }
            end = offset + 1;
            records++;
            bytes += length;
        }

        void add(String term, long count) {
            dispositions.computeIfAbsent(term, unused -> new long[1])[0] += count;
        }
    }

    private Run run(String topic, int partition) {
        return runs.computeIfAbsent(topic, unused -> new HashMap<>()).computeIfAbsent(partition, unused -> new Run());
    }

    /** Counts an event of the message that is being read, of which others will say what becomes of it. */
    void event() {
        eventsOfMessage++;
    }

    /** Counts an event of the message that is being read, and what becomes of it. */
    void event(String term, String reason) {
        event();
        ofMessage.add(terms.computeIfAbsent(term, unused -> new HashMap<>())
                .computeIfAbsent(reason, unused -> term + "/" + reason));
    }

    /** Ends the message that was being read. */
    void message(MessageRead message) {
        Run run = run(message.topic(), message.partition());
        run.read(message.offset(), message.bytes());
        ofMessage.forEach(term -> run.add(term, 1));
        run.add(READ, eventsOfMessage);
        ofMessage.clear();
        eventsOfMessage = 0;
    }

    /** Counts an event of a partition. */
    public void event(String topic, int partition, String term) {
        run(topic, partition).add(term, 1);
    }

    /** Hands on what was counted and starts again. */
    public void drain(String input, Consumer<Account> to) {
        runs.forEach((topic, partitions) -> partitions.forEach((partition, run) -> {
            if (run.first >= 0) {
                to.accept(Account.of(new Account.Offsets(
                        input,
                        topic,
                        partition,
                        run.first,
                        run.end,
                        run.records,
                        run.bytes,
                        run.gapOffsets,
                        run.gaps)));
            }
            run.dispositions.forEach(
                    (term, count) -> to.accept(Account.of(new Account.Disposition(topic, partition, term, count[0]))));
        }));
        runs.clear();
    }
}
