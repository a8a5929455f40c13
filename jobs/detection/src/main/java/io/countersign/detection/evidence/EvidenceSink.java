package io.countersign.detection.evidence;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Writes lines to a log, exactly once (E4). Writers put them into segments, which wait in the staging area; when a
 * checkpoint is complete, the one committer has the log take those that belong to it.
 */
final class EvidenceSink
        implements Sink<NumberedLine>,
                SupportsCommitter<StagedSegment>,
                SupportsPreCommitTopology<StagedSegment, StagedSegment> {

    private static final long serialVersionUID = 1L;
    private static final String GATHER = "gather";

    private final EvidenceTarget target;

    /** To a log. */
    EvidenceSink(EvidenceTarget target) {
        this.target = target;
    }

    @Override
    public SinkWriter<NumberedLine> createWriter(WriterInitContext context) {
        return new SegmentWriter(target, context.getJobInfo().getJobId().toString());
    }

    @Override
    public DataStream<CommittableMessage<StagedSegment>> addPreCommitTopology(
            DataStream<CommittableMessage<StagedSegment>> segments) {
        return segments.global()
                .transform(GATHER, CommittableMessageTypeInfo.of(SegmentSerializer::new), new SegmentGathering())
                .setParallelism(1)
                .uid(GATHER)
                // The committer has as many subtasks as the writer has: all but the first never get anything.
                .global();
    }

    @Override
    public Committer<StagedSegment> createCommitter(CommitterInitContext context) {
        return new SegmentCommitter(target);
    }

    @Override
    public SimpleVersionedSerializer<StagedSegment> getCommittableSerializer() {
        return new SegmentSerializer();
    }

    @Override
    public SimpleVersionedSerializer<StagedSegment> getWriteResultSerializer() {
        return new SegmentSerializer();
    }
}
