package io.countersign.detection.evidence;

import io.countersign.detection.evidence.Ledger.PartitionEnd;
import io.countersign.detection.ingest.Account;
import io.countersign.detection.ingest.PartitionBook;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.schemas.codec.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The account of one partition: what was read of it since the last checkpoint, and up to where it was read before. A topic
 * is read for one input, so that whatever became of the partition's events came of what that input read.
 */
final class PartitionPage {

    private final String topic;
    private final int partition;
    private final Map<String, Long> dispositions = new TreeMap<>();
    private final List<Account.Offsets> read = new ArrayList<>();
    private @Nullable PartitionEnd end;

    PartitionPage(String topic, int partition) {
        this.topic = topic;
        this.partition = partition;
    }

    /** Told of a page that is closed. */
    interface Closed {
        /** What makes its record the one it is, and the record. */
        void emit(EvidenceType type, List<String> identity, byte[] json);
    }

    void restore(PartitionEnd restored) {
        end = restored;
    }

    /** Up to where it was read; nothing if it never was. */
    Stream<PartitionEnd> ends() {
        return Stream.ofNullable(end);
    }

    void add(Account.Offsets offsets) {
        read.add(offsets);
    }

    void add(Account.Disposition disposition) {
        dispositions.merge(disposition.term(), disposition.count(), Long::sum);
    }

    /** Says up to where it was read when the log before was left, which is where this one goes on. */
    void bringForward(long checkpointId, Closed to) {
        if (end != null) {
            to.emit(
                    EvidenceType.ACCOUNTING,
                    List.of("partition", end.input(), topic, Integer.toString(partition), "brought forward"),
                    json(
                            checkpointId,
                            new Account.Offsets(
                                    end.input(), topic, partition, end.next(), end.next(), 0, 0, 0, List.of()),
                            Map.of()));
        }
    }

    /** Says what was read and what became of it, if anything was, and begins the next page. */
    void close(long checkpointId, Closed to) {
        if (read.isEmpty()) {
            return;
        }
        String input = read.get(0).input();
        long from = end == null ? read.get(0).first() : end.next();
        long next = from;
        long records = 0;
        long bytes = 0;
        long gapOffsets = 0;
        List<Account.Gap> gaps = new ArrayList<>();
        for (Account.Offsets offsets : read) {
            if (offsets.first() > next) {
                gapOffsets += offsets.first() - next;
                gaps.add(new Account.Gap(next, offsets.first()));
            }
            gapOffsets += offsets.gapOffsets();
            gaps.addAll(offsets.gaps());
            records += offsets.records();
            bytes += offsets.bytes();
            next = offsets.end();
        }
        end = new PartitionEnd(input, topic, partition, next);
        List<Account.Gap> listed = gaps.subList(0, Math.min(gaps.size(), PartitionBook.MOST_GAPS));
        to.emit(
                EvidenceType.ACCOUNTING,
                List.of("partition", input, topic, Integer.toString(partition), Long.toString(from)),
                json(
                        checkpointId,
                        new Account.Offsets(input, topic, partition, from, next, records, bytes, gapOffsets, listed),
                        dispositions));
        read.clear();
        dispositions.clear();
    }

    private byte[] json(long checkpointId, Account.Offsets offsets, Map<String, Long> terms) {
        Map<String, Long> events = new TreeMap<>(terms);
        Long all = events.remove(PartitionBook.READ);
        return JsonWriter.forEvidence()
                .object(json -> json.member("bytes", offsets.bytes())
                        .member("checkpoint", checkpointId)
                        .member("dispositions", each -> events.forEach(each::member))
                        .member("gap_offsets", offsets.gapOffsets())
                        .objects(
                                "gaps",
                                offsets.gaps(),
                                (gap, each) -> each.member("from", gap.from()).member("to", gap.to()))
                        .member("input", offsets.input())
                        .member("offset_from", offsets.first())
                        .member("offset_to", offsets.end())
                        .member("partition", partition)
                        .member("read", all == null ? Long.valueOf(0) : all)
                        .member("records", offsets.records())
                        .member("subject", "partition")
                        .member("topic", topic)
                        .member("type", EvidenceType.ACCOUNTING.wireName()))
                .toBytes();
    }
}
