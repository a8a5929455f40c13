package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.LineWriter;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.log.SegmentBuilder;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store with evidence of every kind and exact accounts, written as a job writes it, of any size. */
final class StoreFixture {

    static final String NAME = "acme-prod-FY2026";
    static final Instant AT = Instant.parse("2026-03-31T21:00:00Z");
    static final int LANES = 4;

    private final Path directory;
    private final Storage storage;
    private final Segment.Origin origin;
    private Ed25519Signer signer;
    private EvidenceLog log;
    private FixtureJob job;
    private boolean keepsRaw = true;

    private StoreFixture(Path directory, Ed25519Signer signer) throws IOException {
        this.directory = directory;
        this.signer = signer;
        storage = new PosixStorage(directory);
        log = EvidenceLog.create(storage, signer, LANES, "alice", AT);
        String rule = put("rules", "control: C1\n".getBytes(StandardCharsets.UTF_8));
        String schema = put("schemas", "{}".getBytes(StandardCharsets.UTF_8));
        String digest = Hash.sha256(rule.getBytes(StandardCharsets.UTF_8)).toHex();
        origin = new Segment.Origin(
                put(
                        "rules",
                        JsonWriter.forEvidence()
                                .object(json -> json.objects(
                                                "files",
                                                List.of("c1.yaml"),
                                                (name, each) -> each.member("name", name)
                                                        .member("sha256", rule))
                                        .member("rules_digest", digest)
                                        .member(
                                                "sources",
                                                sources -> sources.member(
                                                        "tickets", each -> each.member("completeness", "marks"))))
                                .toBytes()),
                put(
                        "schemas",
                        JsonWriter.forEvidence()
                                .object(json -> json.objects(
                                        "files",
                                        List.of("action.json"),
                                        (name, each) ->
                                                each.member("name", name).member("sha256", schema)))
                                .toBytes()),
                "0.1.0",
                "job-1",
                0);
        job = new FixtureJob(digest);
    }

    /** A log without lines. */
    static StoreFixture create(Path directory, Ed25519Signer signer) throws IOException {
        return new StoreFixture(directory, signer);
    }

    static Ed25519Signer newKey() {
        return Ed25519Signer.generate(NAME, new SecureRandom());
    }

    private String put(String folder, byte[] bytes) throws IOException {
        String sha256 = Hash.sha256(bytes).toHex();
        storage.create(folder + "/" + sha256, bytes);
        return sha256;
    }

    /** Takes so many checkpoints, with so many records of each partition in each. */
    StoreFixture checkpoints(int count, int records) throws IOException {
        for (int i = 0; i < count; i++) {
            log.take(stage(job.step(records)));
            keepRaw();
        }
        return this;
    }

    /** Keeps no source bytes of exceptions. */
    StoreFixture withoutRaw() {
        keepsRaw = false;
        return this;
    }

    private void keepRaw() throws IOException {
        if (!keepsRaw) {
            job.raw().clear();
        }
        for (Map.Entry<String, byte[]> each : job.raw().entrySet()) {
            storage.create("raw/" + each.getKey().substring(0, 2) + "/" + each.getKey(), each.getValue());
        }
        job.raw().clear();
    }

    /** Takes a checkpoint with a record that is too long for a line. */
    StoreFixture longRecord() throws IOException {
        log.take(stage(job.stepWithLongRecord()));
        return this;
    }

    /** Builds the segments of a checkpoint, one for each lane that has lines, and leaves them waiting. */
    List<Segment> stage(List<EvidenceRecord> records) throws IOException {
        Map<Integer, SegmentBuilder> lanes = new TreeMap<>();
        for (EvidenceRecord record : records) {
            int lane = record.lane(LANES);
            SegmentBuilder builder = lanes.computeIfAbsent(
                    lane,
                    each -> new SegmentBuilder(
                            log.epoch(), each, log.heads().get(each).lastSeq() + 1));
            LineWriter.Written written = LineWriter.write(record, log.epoch(), builder.nextSeq());
            builder.add(written.line(), record.type(), record.timeMillis());
            if (written.apart().length > 0) {
                String sha256 = Hash.sha256(written.apart()).toHex();
                storage.create("raw/" + sha256.substring(0, 2) + "/" + sha256, written.apart());
            }
        }
        List<Segment> segments = new ArrayList<>();
        for (SegmentBuilder builder : lanes.values()) {
            SegmentBuilder.Built built = builder.build(origin);
            storage.create(built.stagingKey(), built.object());
            segments.add(built.segment());
        }
        return segments;
    }

    /** Takes lines as they are given. */
    StoreFixture take(List<EvidenceRecord> records) throws IOException {
        log.take(stage(records));
        return this;
    }

    /** The next checkpoint's segments, which wait. */
    List<Segment> stageNext(int records) throws IOException {
        return stage(job.step(records));
    }

    /** Signs with another key from here on. */
    StoreFixture rotate(Ed25519Signer next) throws IOException {
        log.rotate(next, AT);
        signer = next;
        log = EvidenceLog.open(storage, next);
        return this;
    }

    /** Goes on from what a job remembered, in a new epoch. */
    StoreFixture goBack(FixtureJob savepoint) throws IOException {
        job = savepoint.copy();
        log.beginEpoch("savepoint restored", "alice", AT);
        return this;
    }

    /** The log that the job goes over to, to which so much is not brought forward of each number. */
    StoreFixture followedBy(Path next, long lost) throws IOException {
        StoreFixture after = create(next, signer);
        after.job = job.copy();
        return after.take(after.job.leave(lost));
    }

    FixtureJob job() {
        return job;
    }

    Path directory() {
        return directory;
    }

    Storage storage() {
        return storage;
    }

    Ed25519Signer signer() {
        return signer;
    }

    EvidenceLog log() {
        return log;
    }
}
