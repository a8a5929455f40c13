package io.countersign.detection.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.note.Ed25519Signer;
import io.countersign.evidence.storage.PosixStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From records to places in lanes, to segments, to the log. */
class LanesTest {

    private static final int LANES = 2;
    private static final String SHA256 = "0".repeat(64);

    @TempDir
    private Path directory = Path.of("");

    private EvidenceTarget target(int epoch, long... starts) {
        return target("lanes", epoch, starts);
    }

    private EvidenceTarget target(String log, int epoch, long... starts) {
        List<Long> list = new ArrayList<>();
        for (long start : starts) {
            list.add(start);
        }
        return new EvidenceTarget(
                log,
                directory.resolve("store").toString(),
                directory.resolve("key").toString(),
                LANES,
                epoch,
                list,
                SHA256,
                SHA256,
                "test");
    }

    @Test
    void shouldNumberEachLaneDenselyAndStartANewEpochWhereTheLogEnds_E4() throws Exception {
        var first = harness(target(1, 0, 0), null);
        first.processElement(record(0), 0);
        first.processElement(record(1), 0);
        first.processElement(record(2), 0);
        assertThat(places(first)).containsExactly("0:0", "1:0", "0:1");
        OperatorSubtaskState snapshot = first.snapshot(1, 1);
        first.close();

        var restored = harness(target(1, 0, 0), snapshot);
        restored.processElement(record(4), 0);
        assertThat(places(restored)).containsExactly("0:2");
        restored.close();

        var nextEpoch = harness(target(2, 10, 20), snapshot);
        nextEpoch.processElement(record(4), 0);
        nextEpoch.processElement(record(5), 0);
        nextEpoch.processElement(record(6), 0);
        assertThat(places(nextEpoch)).containsExactly("0:10", "1:20", "0:11");
        nextEpoch.close();

        var nextLog = harness(target("lanes-2027", 1, 0, 0), snapshot);
        nextLog.processElement(record(4), 0);
        nextLog.processElement(record(5), 0);
        nextLog.processElement(record(6), 0);
        assertThat(places(nextLog)).containsExactly("0:0", "1:0", "0:1");
        nextLog.close();
    }

    @Test
    void shouldGoOverToAnotherLogOnlyOnceTheOneBeforeHasAllOfItsOwn_E4() throws Exception {
        Ed25519Signer key = Ed25519Signer.generate("lanes", new SecureRandom());
        Files.writeString(directory.resolve("key"), key.toSecretText());
        PosixStorage before = new PosixStorage(directory.resolve("store"));
        List<StagedSegment> savepoint = segments();
        SegmentCommitter next = new SegmentCommitter(target("lanes-2027", 1, 0, 0));

        assertThatThrownBy(() -> next.commit(requests(savepoint)))
                .hasStackTraceContaining("UNFINISHED: 2 segments of the savepoint belong to log lanes in ")
                .hasStackTraceContaining(
                        "which the job has left for log lanes-2027, and whether it has them cannot be told: ");
        EvidenceLog.create(before, key, LANES, "test", Instant.EPOCH);
        assertThatThrownBy(() -> next.commit(requests(savepoint)))
                .hasStackTraceContaining(
                        "but 2 of them are not in it; go on with log lanes from this savepoint, stop with"
                                + " another one, and go over to log lanes-2027 from that");
        new SegmentCommitter(target(1, 0, 0)).commit(requests(savepoint));
        long size = EvidenceLog.open(before, key).size();
        next.commit(requests(savepoint));
        assertThat(EvidenceLog.open(before, key).size()).isEqualTo(size);
    }

    @Test
    void shouldReadBackWhatASavepointHasOfASegmentThatWaits_E4() throws Exception {
        SegmentSerializer serializer = new SegmentSerializer();
        for (StagedSegment each : segments()) {
            assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(each)))
                    .isEqualTo(each);
        }
    }

    @Test
    void shouldCommitWhatItIsGivenTwiceOnceAndNeverTellFlinkThatItFailed_E4() throws Exception {
        Ed25519Signer key = Ed25519Signer.generate("lanes", new SecureRandom());
        Files.writeString(directory.resolve("key"), key.toSecretText());
        PosixStorage storage = new PosixStorage(directory.resolve("store"));
        EvidenceLog.create(storage, key, LANES, "test", Instant.EPOCH);
        List<StagedSegment> segments = segments();
        assertThat(segments).hasSize(2);

        new SegmentCommitter(target(1, 0, 0)).commit(requests(segments));
        long size = EvidenceLog.open(storage, key).size();
        List<StagedSegment> again = segments();
        new SegmentCommitter(target(1, 0, 0)).commit(requests(again));
        assertThat(EvidenceLog.open(storage, key).size()).isEqualTo(size).isEqualTo(3);
        assertThat(EvidenceLog.open(storage, key).heads())
                .extracting(head -> head.lastSeq())
                .containsExactly(1L, 0L);
    }

    private List<StagedSegment> segments() throws Exception {
        var numbers = harness(target(1, 0, 0), null);
        try (SegmentWriter writer = new SegmentWriter(target(1, 0, 0), "job")) {
            for (int i = 0; i < 3; i++) {
                numbers.processElement(record(i), 0);
            }
            for (NumberedLine line : numbers.extractOutputValues()) {
                writer.write(line, new NoContext());
            }
            List<StagedSegment> prepared = List.copyOf(writer.prepareCommit());
            assertThat(writer.prepareCommit()).as("a checkpoint without lines").isEmpty();
            return prepared;
        } finally {
            numbers.close();
        }
    }

    private static final class NoContext implements SinkWriter.Context {
        @Override
        public long currentWatermark() {
            return 0;
        }

        @Override
        public @Nullable Long timestamp() {
            return null;
        }
    }

    private static Collection<CommitRequest<StagedSegment>> requests(List<StagedSegment> segments) {
        return segments.stream()
                .<CommitRequest<StagedSegment>>map(TestingRequest::new)
                .toList();
    }

    /** A request that is to be fulfilled, not answered. */
    private record TestingRequest(StagedSegment segment) implements CommitRequest<StagedSegment> {
        @Override
        public StagedSegment getCommittable() {
            return segment;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void retryLater() {
            throw new AssertionError("nobody else has the log");
        }

        @Override
        public void updateAndRetryLater(StagedSegment other) {
            throw new AssertionError("a segment never changes");
        }

        @Override
        public void signalAlreadyCommitted() {
            throw new AssertionError("the log says what it has");
        }
    }

    /** With an id that belongs to the lane of the number's remainder. */
    private static EvidenceRecord record(int number) {
        return new EvidenceRecord(
                EvidenceType.HEARTBEAT,
                String.format("%08x%024d", number, 0),
                number,
                null,
                null,
                "{\"type\":\"heartbeat\"}".getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> places(OneInputStreamOperatorTestHarness<EvidenceRecord, NumberedLine> harness) {
        return harness.extractOutputValues().stream()
                .map(line -> line.lane() + ":" + line.seq())
                .toList();
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, EvidenceRecord, NumberedLine> harness(
            EvidenceTarget target, @Nullable OperatorSubtaskState snapshot) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new LaneNumbers(target)), new LaneKey(LANES), Types.INT);
        harness.setup();
        harness.initializeState(snapshot);
        harness.open();
        return harness;
    }
}
