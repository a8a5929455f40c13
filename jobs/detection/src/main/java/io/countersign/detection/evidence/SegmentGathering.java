package io.countersign.detection.evidence;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers the segments of all writers for one committer, which sees those of a checkpoint together. All of them come before
 * the checkpoint's barrier and are handed on before it, so that none is in state here.
 */
final class SegmentGathering extends AbstractStreamOperator<CommittableMessage<StagedSegment>>
        implements OneInputStreamOperator<CommittableMessage<StagedSegment>, CommittableMessage<StagedSegment>>,
                BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private transient List<StagedSegment> gathered;
    private transient long newest;
    private transient boolean ended;

    SegmentGathering() {}

    @Override
    public void open() throws Exception {
        super.open();
        gathered = new ArrayList<>();
    }

    @Override
    public void processElement(StreamRecord<CommittableMessage<StagedSegment>> element) {
        newest = element.getValue().getCheckpointId();
        if (element.getValue() instanceof CommittableWithLineage<StagedSegment> one) {
            gathered.add(one.getCommittable());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        if (!ended) {
            handOn(checkpointId);
        }
    }

    /** The writers' last segments belong to the checkpoint that comes after the end. */
    @Override
    public void endInput() {
        ended = true;
        handOn(newest);
    }

    private void handOn(long checkpointId) {
        output.collect(new StreamRecord<>(new CommittableSummary<>(0, 1, checkpointId, gathered.size(), 0)));
        for (StagedSegment segment : gathered) {
            output.collect(new StreamRecord<>(
                    new CommittableWithLineage<>(segment.ofCheckpoint(checkpointId), checkpointId, 0)));
        }
        gathered.clear();
    }
}
