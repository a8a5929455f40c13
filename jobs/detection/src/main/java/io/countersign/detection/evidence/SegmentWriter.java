package io.countersign.detection.evidence;

import io.countersign.evidence.log.RawKey;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.log.SegmentBuilder;
import io.countersign.evidence.storage.Storage;
import io.countersign.schemas.codec.Codec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

/**
 * Puts the lines of some lanes into segments, and those into the staging area. A segment ends with the checkpoint, or when
 * it is full: nothing of it is in state.
 */
final class SegmentWriter implements CommittingSinkWriter<NumberedLine, StagedSegment> {

    private final EvidenceTarget target;
    private final Storage storage;
    private final Segment.Origin origin;
    private final StagedSegment.Home home;
    private final Map<Integer, SegmentBuilder> open = new TreeMap<>();
    private final List<StagedSegment> staged = new ArrayList<>();

    SegmentWriter(EvidenceTarget target, String job) {
        this.target = target;
        storage = target.storage();
        home = new StagedSegment.Home(target.log(), target.directory());
        origin = new Segment.Origin(target.rulesSha256(), target.schemaSha256(), target.build(), job, 0);
    }

    @Override
    public void write(NumberedLine line, Context context) throws IOException {
        if (line.apart().length > 0) {
            String sha256 = Codec.sha256(line.apart());
            storage.create(RawKey.of(sha256), line.apart());
        }
        SegmentBuilder builder = open.get(line.lane());
        if (builder != null && builder.isFull()) {
            stage(builder);
            builder = null;
        }
        if (builder == null) {
            builder = new SegmentBuilder(target.epoch(), line.lane(), line.seq());
            open.put(line.lane(), builder);
        }
        if (builder.nextSeq() != line.seq()) {
            throw new IllegalStateException(
                    "lane " + line.lane() + " goes on at " + builder.nextSeq() + ", but line " + line.seq() + " came");
        }
        builder.add(line.line(), line.type(), line.timeMillis());
    }

    private void stage(SegmentBuilder builder) throws IOException {
        SegmentBuilder.Built built = builder.build(origin);
        storage.create(built.stagingKey(), built.object());
        staged.add(new StagedSegment(home, built.segment()));
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<StagedSegment> prepareCommit() throws IOException {
        for (SegmentBuilder builder : open.values()) {
            stage(builder);
        }
        open.clear();
        List<StagedSegment> prepared = new ArrayList<>(staged);
        staged.clear();
        return prepared;
    }

    @Override
    public void close() {}
}
