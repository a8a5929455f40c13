package io.countersign.evidence.verify;

import static io.countersign.evidence.verify.Code.CHECKPOINT_SIGNATURE;
import static io.countersign.evidence.verify.Code.FORK;
import static io.countersign.evidence.verify.Code.LANE_CHAIN_BROKEN;
import static io.countersign.evidence.verify.Code.LANE_GAP;
import static io.countersign.evidence.verify.Code.LOG_ROOT_MISMATCH;
import static io.countersign.evidence.verify.Code.ORPHAN_OBJECT;
import static io.countersign.evidence.verify.Code.RECORD_COUNT;
import static io.countersign.evidence.verify.Code.ROLLBACK;
import static io.countersign.evidence.verify.Code.SEGMENT_FORMAT;
import static io.countersign.evidence.verify.Code.SEGMENT_MISSING;
import static io.countersign.evidence.verify.Code.SEGMENT_ROOT_MISMATCH;
import static io.countersign.evidence.verify.Code.SOURCE_ACCOUNTING;
import static io.countersign.evidence.verify.Code.STORED_CHECKPOINT_INCONSISTENT;
import static io.countersign.evidence.verify.Code.TILE_MISMATCH;
import static io.countersign.evidence.verify.Code.UNKNOWN_KEY;
import static io.countersign.evidence.verify.Code.UNSIGNED_TAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.log.EvidenceLog;
import io.countersign.evidence.log.Leaf;
import io.countersign.evidence.log.LeafCodec;
import io.countersign.evidence.log.Segment;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.storage.Storage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of E6: each row, each corruption that it names, in each of its columns. */
class EvidenceTableTest {

    private static final int CHECKPOINTS = 4;
    private static final int RECORDS = 12;

    @TempDir
    private static Path shared;

    private static StoreFixture sound;
    private static Path older;

    @TempDir
    private Path directory;

    private Forger forger;

    @BeforeAll
    static void writeStore() throws IOException {
        sound = StoreFixture.create(shared.resolve("sound"), StoreFixture.newKey())
                .checkpoints(CHECKPOINTS - 1, RECORDS);
        older = shared.resolve("older");
        Forger.copy(sound.directory(), older);
        sound.checkpoints(1, RECORDS);
    }

    @BeforeEach
    void copyStore() throws IOException {
        forger = Forger.copy(sound.directory(), directory.resolve("store"));
    }

    private Verification verify(boolean known, boolean accounting) throws Exception {
        return verify(forger.store(), sound, known, accounting);
    }

    static Verification verify(Path store, StoreFixture truth, boolean known, boolean accounting) throws Exception {
        Trust trust = new Trust(
                StoreFixture.NAME,
                List.of(truth.signer().verifierKey()),
                known ? List.of(Trust.Known.read("kept.note", truth.storage().read(Checkpoints.CURRENT))) : List.of());
        List<SourceOffsets.End> ends =
                accounting ? SourceOffsets.parse(truth.job().sourceOffsets()).ends() : List.of();
        return Verifier.verify(
                new PosixStorage(store), trust, new Verifier.Scope(accounting, ends, 2), (done, of) -> {});
    }

    /** Exactly these codes, and this exit code, in a column. */
    private void expect(String column, int exitCode, Set<Code> codes) throws Exception {
        Verification found = verify(column.equals("known"), column.equals("accounting"));
        assertThat(found.problems().stream().map(Problem::code).distinct().toList())
                .as("%s: %s", column, found.problems())
                .containsExactlyInAnyOrderElementsOf(codes);
        assertThat(found.outcome().exitCode()).as(column).isEqualTo(exitCode);
    }

    private void expect(int alone, int known, int accounting, Set<Code> codes, Set<Code> more, Set<Code> evenMore)
            throws Exception {
        expect("alone", alone, codes);
        expect("known", known, union(codes, more));
        expect("accounting", accounting, union(codes, evenMore));
    }

    private static Set<Code> union(Set<Code> one, Set<Code> other) {
        Set<Code> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    @Test
    void shouldFindNothingWrongWithASoundStore() throws Exception {
        expect(10, 0, 10, Set.of(), Set.of(), Set.of());
    }

    // Bit flip in a record.

    @ParameterizedTest
    @EnumSource(names = {"ACTION", "CHANGE", "MARK", "VERDICT", "MATCH", "ACCOUNTING", "HEARTBEAT"})
    void shouldNameTheFileAndTheLineOfABitFlip(EvidenceType type) throws Exception {
        Forger.Place place = forger.find(type);
        List<byte[]> lines = forger.lines(place.key());
        byte[] line = lines.get(place.line() - 1);
        line[line.length / 2] ^= 4;
        forger.writeLines(place.key(), lines);

        expect(40, 40, 40, Set.of(SEGMENT_ROOT_MISMATCH), Set.of(), Set.of());
        assertThat(verify(false, false).problems().get(0).place()).isEqualTo(place.key() + ":" + place.line());
    }

    @Test
    void shouldFindABitFlipWhereverInALineItIs() throws Exception {
        Forger.Place place = forger.find(EvidenceType.VERDICT);
        List<byte[]> lines = forger.lines(place.key());
        byte[] line = lines.get(place.line() - 1);
        for (int i = 0; i < line.length; i += 5) {
            line[i] ^= 1;
            forger.writeLines(place.key(), lines);
            assertThat(verify(false, false).problems())
                    .as("byte %s", i)
                    .extracting(Problem::code, Problem::line)
                    .containsExactly(tuple(SEGMENT_ROOT_MISMATCH, (long) place.line()));
            line[i] ^= 1;
        }
    }

    // Record dropped, inserted, reordered, truncated.

    private String segmentWithActions() throws Exception {
        return forger.find(EvidenceType.ACTION).key();
    }

    @Test
    void shouldMissADroppedRecord() throws Exception {
        Forger.Place place = forger.find(EvidenceType.ACTION);
        List<byte[]> lines = forger.lines(place.key());
        lines.remove(place.line() - 1);
        forger.writeLines(place.key(), lines);

        expect(40, 40, 40, Set.of(RECORD_COUNT, SEGMENT_ROOT_MISMATCH), Set.of(), Set.of(SOURCE_ACCOUNTING));
    }

    @Test
    void shouldMissTheLastRecordsOfASegment() throws Exception {
        String key = segmentWithActions();
        List<byte[]> lines = forger.lines(key);
        forger.writeLines(key, lines.subList(0, lines.size() - 2));

        expect(40, 40, 40, Set.of(RECORD_COUNT, SEGMENT_ROOT_MISMATCH), Set.of(), Set.of(SOURCE_ACCOUNTING));
    }

    @Test
    void shouldFindAnInsertedRecord() throws Exception {
        String key = segmentWithActions();
        List<byte[]> lines = forger.lines(key);
        lines.add(2, lines.get(1));
        forger.writeLines(key, lines);

        expect(40, 40, 40, Set.of(RECORD_COUNT, SEGMENT_ROOT_MISMATCH), Set.of(), Set.of(SOURCE_ACCOUNTING));
        assertThat(verify(false, false).problems().toString())
                .contains(key + ":3:")
                .contains("inserted");
    }

    @Test
    void shouldFindReorderedRecords() throws Exception {
        String key = segmentWithActions();
        List<byte[]> lines = forger.lines(key);
        Collections.swap(lines, 1, 2);
        forger.writeLines(key, lines);

        expect(40, 40, 40, Set.of(SEGMENT_ROOT_MISMATCH), Set.of(), Set.of(SOURCE_ACCOUNTING));
        assertThat(verify(false, false).problems().toString())
                .contains(key + ":2:")
                .contains("out of order");
    }

    @Test
    void shouldFindATruncatedRecord() throws Exception {
        Forger.Place place = forger.find(EvidenceType.ACTION);
        List<byte[]> lines = forger.lines(place.key());
        byte[] line = lines.get(place.line() - 1);
        lines.set(place.line() - 1, Arrays.copyOf(line, line.length - 5));
        forger.writeLines(place.key(), lines);

        expect(40, 40, 40, Set.of(SEGMENT_ROOT_MISMATCH), Set.of(), Set.of(SOURCE_ACCOUNTING));
        assertThat(verify(false, false).problems().get(0).place()).isEqualTo(place.key() + ":" + place.line());
    }

    // Segment file deleted.

    @Test
    void shouldMissEachSegmentThatIsDeleted() throws Exception {
        for (String key : forger.keys("segments/")) {
            byte[] bytes = forger.read(key);
            forger.delete(key);
            expect(50, 50, 50, Set.of(SEGMENT_MISSING), Set.of(), Set.of(SOURCE_ACCOUNTING));
            assertThat(verify(false, false).problems().get(0).object()).isEqualTo(key);
            forger.write(key, bytes);
        }
    }

    // Unreferenced file added.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes.txt",
                "segments/lane=00/2026/03/31/000000000000-000000000001-0123456789abcdef.jsonl.gz",
                "segments/lane=99/2026/03/31/000000000000-000000000001-0123456789abcdef.jsonl.gz",
                "raw/00/0000",
                "tile/0/readme",
                "checkpoints/1.note"
            })
    void shouldWarnOfAnAddedFile(String key) throws Exception {
        forger.write(key, new byte[] {1});

        expect(10, 0, 10, Set.of(ORPHAN_OBJECT), Set.of(), Set.of());
    }

    // Drop and manifest rewritten, without the key and with it.

    /** Drops the last line of a segment and puts the manifest right; of how the leaves come out. */
    private List<byte[]> drop(int index) throws Exception {
        Leaf.Manifest manifest = (Leaf.Manifest) forger.parsedLeaves().get(index);
        List<byte[]> lines = forger.lines(manifest.segment().path());
        Segment forged = forger.replace(manifest.segment(), lines.subList(0, lines.size() - 1));
        List<byte[]> leaves = forger.leaves();
        leaves.set(index, LeafCodec.write(new Leaf.Manifest(manifest.log(), forged, manifest.previous())));
        return leaves;
    }

    /** The leaves whose lane has others after them, and whose segment has more than one line. */
    private List<Integer> inner() throws Exception {
        List<Integer> inner = new ArrayList<>();
        List<Leaf> leaves = forger.parsedLeaves();
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            boolean followed = leaf instanceof Leaf.Manifest manifest
                    && manifest.segment().count() > 1
                    && leaves.subList(i + 1, leaves.size()).stream()
                            .anyMatch(each -> each instanceof Leaf.Manifest next
                                    && next.segment().lane()
                                            == manifest.segment().lane());
            if (followed) {
                inner.add(i);
            }
        }
        return inner;
    }

    @Test
    void shouldFindARewrittenManifestWhoeverItIsOf() throws Exception {
        for (int index : inner()) {
            Path store = directory.resolve("without-key-" + index);
            forger = Forger.copy(sound.directory(), store);
            List<byte[]> leaves = drop(index);
            forger.writeLeaves(leaves);
            forger.writeTiles(leaves);
            expect(
                    40,
                    40,
                    40,
                    Set.of(LOG_ROOT_MISMATCH, LANE_GAP, LANE_CHAIN_BROKEN),
                    Set.of(FORK),
                    Set.of(SOURCE_ACCOUNTING));
        }
    }

    @Test
    void shouldNameTheTileTooIfOnlyTheLeafWasRewritten() throws Exception {
        forger.writeLeaves(drop(inner().get(0)));

        expect(
                40,
                40,
                40,
                Set.of(LOG_ROOT_MISMATCH, LANE_GAP, LANE_CHAIN_BROKEN, TILE_MISMATCH),
                Set.of(FORK),
                Set.of(SOURCE_ACCOUNTING));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindTheOlderCheckpointsThatARewriteWithTheKeyLeft(boolean storedToo) throws Exception {
        List<byte[]> leaves = drop(inner().get(0));
        forger.writeLeaves(leaves);
        forger.writeTiles(leaves);
        byte[] head = Forger.sign(leaves, sound.signer());
        forger.write(Checkpoints.CURRENT, head);
        if (storedToo) {
            forger.write(Checkpoints.keyOf(leaves.size()), head);
        }

        expect(
                40,
                40,
                40,
                Set.of(LANE_GAP, LANE_CHAIN_BROKEN, STORED_CHECKPOINT_INCONSISTENT),
                Set.of(FORK),
                Set.of(SOURCE_ACCOUNTING));
    }

    // Manifests of two lanes swapped.

    @Test
    void shouldFindThatManifestsOfTwoLanesWereSwapped() throws Exception {
        List<byte[]> leaves = forger.leaves();
        Collections.swap(leaves, 1, 2);
        forger.writeLeaves(leaves);
        forger.writeTiles(leaves);

        expect(40, 40, 40, Set.of(LOG_ROOT_MISMATCH), Set.of(FORK), Set.of());
    }

    // Whole store rolled back, full rewrite with the key.

    @Test
    void shouldSeeARollbackOnlyFromOutside() throws Exception {
        forger = new Forger(older);

        expect(10, 30, 50, Set.of(), Set.of(ROLLBACK), Set.of(SOURCE_ACCOUNTING));
    }

    @Test
    void shouldSeeAFullRewriteOnlyFromOutside() throws Exception {
        Path store = directory.resolve("rewritten");
        StoreFixture.create(store, sound.signer()).checkpoints(CHECKPOINTS, RECORDS - 1);
        forger = new Forger(store);

        expect(10, 30, 50, Set.of(), Set.of(FORK), Set.of(SOURCE_ACCOUNTING));
    }

    // Crash between append and signature.

    /** A store in which nothing can be created any more below some key. */
    private static Storage failingAt(Storage storage, String prefix) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("create")
                            && String.valueOf(arguments[0]).startsWith(prefix)) {
                        throw new IOException("no space left on device");
                    }
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoints/", "tile/entries", "tile/0"})
    void shouldWarnOfAnUnsignedTailAndMissItInTheAccounts(String failsAt) throws Exception {
        StoreFixture store = StoreFixture.create(directory.resolve("crashed"), StoreFixture.newKey())
                .checkpoints(2, RECORDS);
        List<Segment> next = store.stageNext(RECORDS);
        EvidenceLog failing = EvidenceLog.open(failingAt(store.storage(), failsAt), store.signer());
        assertThatThrownBy(() -> failing.take(next)).isInstanceOf(IOException.class);

        for (String column : List.of("alone", "known", "accounting")) {
            Verification found = verify(store.directory(), store, column.equals("known"), column.equals("accounting"));
            boolean accounting = column.equals("accounting");
            assertThat(found.problems().stream().map(Problem::code).distinct().toList())
                    .as("%s: %s", column, found.problems())
                    .containsExactlyInAnyOrderElementsOf(
                            accounting ? Set.of(UNSIGNED_TAIL, SOURCE_ACCOUNTING) : Set.of(UNSIGNED_TAIL));
            assertThat(found.outcome().exitCode()).isEqualTo(accounting ? 50 : column.equals("known") ? 0 : 10);
        }

        EvidenceLog.open(store.storage(), store.signer()).take(next);
        Verification signed = verify(store.directory(), store, true, true);
        assertThat(signed.problems().stream().filter(each -> each.code() != ORPHAN_OBJECT))
                .isEmpty();
        assertThat(signed.outcome()).isEqualTo(Outcome.VERIFIED);
    }

    // Checkpoint text edited, foreign key, tile byte flipped.

    @Test
    void shouldFindAnEditedCheckpoint() throws Exception {
        String text = new String(forger.read(Checkpoints.CURRENT), StandardCharsets.UTF_8);
        String edited = text.replaceFirst("\n(\\d+)\n", "\n1$1\n");
        forger.write(Checkpoints.CURRENT, edited.getBytes(StandardCharsets.UTF_8));

        expect(40, 40, 40, Set.of(CHECKPOINT_SIGNATURE), Set.of(), Set.of());
    }

    @Test
    void shouldFindACheckpointOfAForeignKey() throws Exception {
        forger.write(Checkpoints.CURRENT, Forger.sign(forger.leaves(), StoreFixture.newKey()));

        expect(40, 40, 40, Set.of(UNKNOWN_KEY), Set.of(), Set.of());
    }

    @Test
    void shouldFindThatAllCheckpointsAreOfAForeignKey() throws Exception {
        var foreign = StoreFixture.newKey();
        List<byte[]> leaves = forger.leaves();
        for (String key : forger.keys("checkpoint")) {
            int size = key.equals(Checkpoints.CURRENT) ? leaves.size() : Integer.parseInt(key.replaceAll("\\D", ""));
            forger.write(key, Forger.sign(leaves.subList(0, size), foreign));
        }

        expect(40, 40, 40, Set.of(UNKNOWN_KEY), Set.of(), Set.of());
    }

    @Test
    void shouldFindAFlippedByteOfEveryTile() throws Exception {
        for (String key : forger.keys("tile/0/")) {
            byte[] tile = forger.read(key);
            byte[] flipped = tile.clone();
            flipped[tile.length / 2] ^= 1;
            forger.write(key, flipped);
            expect(40, 40, 40, Set.of(TILE_MISMATCH), Set.of(), Set.of());
            assertThat(verify(false, false).problems().get(0).object()).isEqualTo(key);
            forger.write(key, tile);
        }
    }

    // Gzip trailing garbage or a second member, CRLF, missing last LF, duplicate JSON key.

    private void expectFormat() throws Exception {
        expect(40, 40, 40, Set.of(SEGMENT_FORMAT), Set.of(), Set.of());
    }

    @Test
    void shouldRefuseBytesBehindTheGzipMember() throws Exception {
        String key = segmentWithActions();
        byte[] bytes = forger.read(key);
        forger.write(key, Arrays.copyOf(bytes, bytes.length + 1));

        expectFormat();
    }

    @Test
    void shouldRefuseASecondGzipMember() throws Exception {
        String key = segmentWithActions();
        byte[] bytes = forger.read(key);
        byte[] second = Forger.gzip(forger.lines(key).get(0));
        byte[] both = Arrays.copyOf(bytes, bytes.length + second.length);
        System.arraycopy(second, 0, both, bytes.length, second.length);
        forger.write(key, both);

        expectFormat();
    }

    @Test
    void shouldRefuseCarriageReturns() throws Exception {
        String key = segmentWithActions();
        List<byte[]> lines = new ArrayList<>();
        for (byte[] line : forger.lines(key)) {
            byte[] longer = Arrays.copyOf(line, line.length + 1);
            longer[line.length] = '\r';
            lines.add(longer);
        }
        forger.writeLines(key, lines);

        expectFormat();
    }

    @Test
    void shouldRefuseAMissingLastLineFeed() throws Exception {
        String key = segmentWithActions();
        String content = String.join(
                "\n",
                forger.lines(key).stream()
                        .map(line -> new String(line, StandardCharsets.UTF_8))
                        .toList());
        forger.writeContent(key, content.getBytes(StandardCharsets.UTF_8));

        expectFormat();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseADuplicateKey(boolean withCrc) throws Exception {
        Forger.Place place = forger.find(EvidenceType.ACTION);
        List<byte[]> lines = forger.lines(place.key());
        byte[] line = lines.get(place.line() - 1);
        byte[] edited = Forger.edit(
                line,
                text -> text.replace("\"outcome\":\"success\"", "\"outcome\":\"failure\",\"outcome\":\"success\""));
        if (!withCrc) {
            System.arraycopy(line, 8, edited, 8, 8);
        }
        lines.set(place.line() - 1, edited);
        forger.writeLines(place.key(), lines);

        expectFormat();
        assertThat(verify(false, false).problems().get(0).place()).isEqualTo(place.key() + ":" + place.line());
    }
}
