package io.countersign.evidence.verify;

import static io.countersign.evidence.verify.Code.ORPHAN_OBJECT;
import static io.countersign.evidence.verify.Code.RECORD_COUNT;
import static io.countersign.evidence.verify.Code.SEGMENT_FORMAT;
import static io.countersign.evidence.verify.Code.SEGMENT_MISSING;
import static io.countersign.evidence.verify.Code.SEGMENT_ROOT_MISMATCH;
import static io.countersign.evidence.verify.Code.SOURCE_ACCOUNTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.evidence.line.EvidenceType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the table of E6 in which a segment or a file beside it is corrupted. */
class SegmentRowsTest extends EvidenceTable {

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
