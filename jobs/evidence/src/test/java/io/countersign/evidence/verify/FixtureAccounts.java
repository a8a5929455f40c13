package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The accounts of a job at a checkpoint.
 *
 * @param number of each of them in its log
 * @param at when they are made
 */
record FixtureAccounts(long checkpoint, long number, Instant at) {

    private EvidenceRecord account(EvidenceType type, Consumer<JsonWriter> members) {
        byte[] json = JsonWriter.forEvidence().object(members).toBytes();
        String id = Hash.sha256(json).toHex().substring(0, 32);
        return new EvidenceRecord(type, id, at.toEpochMilli(), null, null, json);
    }

    /** The account of a range of offsets, with at most one gap. */
    EvidenceRecord partition(
            String input, String topic, int partition, long from, long to, long gap, Map<String, Long> dispositions) {
        long read = dispositions.values().stream().mapToLong(each -> each).sum();
        long gaps = gap < 0 ? 0 : 1;
        return account(
                EvidenceType.ACCOUNTING,
                json -> json.member("bytes", read * 1000)
                        .member("checkpoint", checkpoint)
                        .member("dispositions", each -> new TreeMap<>(dispositions).forEach(each::member))
                        .member("gap_offsets", gaps)
                        .objects(
                                "gaps",
                                gaps == 0 ? List.<Long>of() : List.of(gap),
                                (value, each) -> each.member("from", value).member("to", value + 1))
                        .member("input", input)
                        .member("offset_from", from)
                        .member("offset_to", to)
                        .member("partition", partition)
                        .member("read", read)
                        .member("records", to - from - gaps)
                        .member("subject", "partition")
                        .member("topic", topic)
                        .member("type", "accounting"));
    }

    /** How the verdicts of the control stand. */
    EvidenceRecord control(Map<String, Long> totals) {
        return account(
                EvidenceType.ACCOUNTING,
                json -> json.member("authorised", totals.get("authorised"))
                        .member("checkpoint", checkpoint)
                        .member("exception", totals.get("exception"))
                        .member("indeterminate", totals.get("indeterminate"))
                        .member("n", number)
                        .member("name", FixtureJob.CONTROL)
                        .member("pending", totals.get("pending"))
                        .member("ratified", totals.get("ratified"))
                        .member("selected", totals.get("selected"))
                        .member("subject", "control")
                        .member("type", "accounting"));
    }

    /** How the matches of the sequence stand. */
    EvidenceRecord sequence(long matches) {
        return account(
                EvidenceType.ACCOUNTING,
                json -> json.member("checkpoint", checkpoint)
                        .member("matches", matches)
                        .member("n", number)
                        .member("name", FixtureJob.SEQUENCE)
                        .member("subject", "sequence")
                        .member("type", "accounting"));
    }

    /** A heartbeat over a time. */
    EvidenceRecord heartbeat(long events, Instant from, Instant to) {
        return account(
                EvidenceType.HEARTBEAT,
                json -> json.member("checkpoint", checkpoint)
                        .member("events", events)
                        .member("from", from)
                        .member("n", number)
                        .member("source", "postgres")
                        .member("to", to)
                        .member("type", "heartbeat"));
    }
}
