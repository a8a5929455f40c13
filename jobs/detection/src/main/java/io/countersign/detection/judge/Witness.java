package io.countersign.detection.judge;

import io.countersign.detection.ingest.PartitionBook;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.RegisterRecord;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Hands on, for evidence, what a judge has seen and what became of it. Does nothing where no evidence is kept. */
final class Witness {

    private final @Nullable EvidenceTags tags;
    private final Output<?> output;
    private final PartitionBook partitions = new PartitionBook();

    Witness(@Nullable EvidenceTags tags, Output<?> output) {
        this.tags = tags;
        this.output = output;
    }

    /** An action that is no duplicate, by the SHA-256 over its content. */
    void seen(Action action, String sha256, boolean selected) {
        account(action.raw(), selected ? "in_scope" : "out_of_scope/NOT_SELECTED");
        if (selected && tags != null) {
            output.collect(tags.records(), new StreamRecord<>(EvidenceRecord.of(action, sha256)));
        }
    }

    /** A register record that the register did not have yet, or a mark. */
    void learnt(CanonicalRecord learnt, @Nullable RawReference raw) {
        account(raw, learnt instanceof Mark ? "marks" : "register");
        if (tags == null) {
            return;
        }
        String sha256 = Codec.contentSha256(learnt);
        if (learnt instanceof Mark mark) {
            output.collect(tags.records(), new StreamRecord<>(EvidenceRecord.of(mark, sha256, raw)));
        } else if (learnt instanceof RegisterRecord version) {
            output.collect(tags.records(), new StreamRecord<>(EvidenceRecord.of(version, sha256, raw)));
        }
    }

    /** What became of an event. */
    void account(@Nullable RawReference raw, String term) {
        if (tags != null && raw != null) {
            partitions.event(raw.topic(), raw.partition(), term);
        }
    }

    void flush() {
        EvidenceTags to = tags;
        if (to != null) {
            // Dispositions only: which offsets were read is known where they are read.
            partitions.drain("", account -> output.collect(to.accounts(), new StreamRecord<>(account)));
        }
    }
}
