package io.countersign.launcher.replay;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.log.EvidenceLine;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.log.SegmentBuilder;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes lines to a log as the job's sink does: in lanes, into segments that wait until they are committed. */
final class StoreMaker {

    private final Storage storage;
    private final EvidenceLog log;
    private final Segment.Origin origin;
    private final Map<Integer, SegmentBuilder> open = new TreeMap<>();
    private final List<Segment> staged = new ArrayList<>();

    StoreMaker(Storage storage, EvidenceLog log, Segment.Origin origin) {
        this.storage = storage;
        this.log = log;
        this.origin = origin;
    }

    /** Goes on with the log of a store, under the rules of what it has. */
    static StoreMaker goOn(Path store, Path key) throws Exception {
        return goOn(store, key, "");
    }

    /** Goes on with the log of a store, under other rules if they are given. */
    static StoreMaker goOn(Path store, Path key, String rulesSha256) throws Exception {
        Storage storage = new PosixStorage(store);
        List<Segment.Origin> origins = new ArrayList<>();
        EvidenceReader.open(storage).forEach(new EvidenceReader.Visitor() {
            @Override
            public boolean wants(Leaf.Manifest manifest) {
                origins.add(manifest.segment().origin());
                return false;
            }

            @Override
            public void line(EvidenceLine line) {}
        });
        EvidenceLog log = EvidenceLog.open(storage, Ed25519Signer.parse(Files.readString(key)));
        Segment.Origin last = origins.get(origins.size() - 1);
        Segment.Origin next = new Segment.Origin(
                rulesSha256.isEmpty() ? last.rulesSha256() : rulesSha256,
                last.schemaSha256(),
                last.build(),
                last.job(),
                last.flinkCheckpoint() + 1);
        return new StoreMaker(storage, log, next);
    }

    void add(EvidenceRecord each) throws IOException {
        int lane = each.lane(log.lanes());
        SegmentBuilder builder = open.get(lane);
        long next = builder == null ? log.heads().get(lane).lastSeq() + 1 : builder.nextSeq();
        if (builder != null && builder.isFull()) {
            stage(builder);
            builder = null;
        }
        if (builder == null) {
            builder = new SegmentBuilder(log.epoch(), lane, next);
            open.put(lane, builder);
        }
        builder.add(LineWriter.write(each, log.epoch(), next).line(), each.type(), each.timeMillis());
    }

    private void stage(SegmentBuilder builder) throws IOException {
        SegmentBuilder.Built built = builder.build(origin);
        storage.create(built.stagingKey(), built.object());
        staged.add(built.segment());
    }

    void commit() throws IOException {
        for (SegmentBuilder builder : open.values()) {
            stage(builder);
        }
        open.clear();
        log.take(staged);
        staged.clear();
    }
}
