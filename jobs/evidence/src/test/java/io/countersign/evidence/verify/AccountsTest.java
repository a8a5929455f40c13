package io.countersign.evidence.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that are sound, of a job that kept wrong books. */
class AccountsTest {

    private static final int RECORDS = 12;

    @TempDir
    private Path directory;

    private StoreFixture store;

    @BeforeEach
    void writeStore() throws IOException {
        store = StoreFixture.create(directory, StoreFixture.newKey()).checkpoints(2, RECORDS);
    }

    private static String json(EvidenceRecord record) {
        return new String(record.record(), StandardCharsets.UTF_8);
    }

    private static boolean isRegister(EvidenceRecord record) {
        return (record.raw() != null && record.raw().topic().equals(FixtureJob.REGISTER))
                || (record.type() == EvidenceType.ACCOUNTING && json(record).contains("\"topic\":\"register\""));
    }

    private StoreFixture takeWithout(Predicate<EvidenceRecord> dropped) throws IOException {
        List<EvidenceRecord> records = new ArrayList<>(store.job().step(RECORDS));
        records.removeIf(dropped);
        return store.take(records);
    }

    /** The next checkpoint with the accounts of one kind spelt otherwise. */
    private void takeEdited(String marker, UnaryOperator<String> edit) throws IOException {
        List<EvidenceRecord> records = new ArrayList<>();
        for (EvidenceRecord record : store.job().step(RECORDS)) {
            records.add(
                    json(record).contains(marker)
                            ? new EvidenceRecord(
                                    record.type(),
                                    record.id(),
                                    record.timeMillis(),
                                    null,
                                    null,
                                    edit.apply(json(record)).getBytes(StandardCharsets.UTF_8))
                            : record);
        }
        store.take(records);
    }

    private List<Problem> problems() throws Exception {
        return EvidenceTable.verify(store.directory(), store, false, true).problems();
    }

    private List<Code> codes() throws Exception {
        return problems().stream().map(Problem::code).distinct().toList();
    }

    @Test
    void shouldSayWhichOffsetsTheAccountsLeaveOut() throws Exception {
        takeWithout(AccountsTest::isRegister);
        store.checkpoints(1, RECORDS);

        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly("E_OFFSET_GAP register:0 (register): offsets 6 to 9 are not accounted for");
        assertThat(EvidenceTable.verify(store.directory(), store, false, true)
                        .outcome()
                        .exitCode())
                .isEqualTo(50);
    }

    @Test
    void shouldSayWhichOffsetsTheAccountsHaveTwice() throws Exception {
        List<EvidenceRecord> records = new ArrayList<>(store.job().step(RECORDS));
        EvidenceRecord account = records.stream()
                .filter(each -> json(each).contains("\"topic\":\"register\"") && each.raw() == null)
                .findFirst()
                .orElseThrow();
        records.add(
                new EvidenceRecord(account.type(), "0".repeat(32), account.timeMillis(), null, null, account.record()));
        store.take(records);

        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "E_OFFSET_OVERLAP register:0 (register): offsets 6 to 9 are accounted for more than once");
    }

    @Test
    void shouldMissAHeartbeat() throws Exception {
        takeWithout(each -> each.type() == EvidenceType.HEARTBEAT);
        store.checkpoints(1, RECORDS);

        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly("E_HEARTBEAT_MISSING source postgres: of its heartbeats, number 3 is missing");
    }

    @Test
    void shouldFindTimeBetweenTwoHeartbeats() throws Exception {
        takeEdited("\"type\":\"heartbeat\"", json -> json.replace("T22:10", "T22:11"));

        assertThat(codes()).containsExactly(Code.E_HEARTBEAT_MISSING);
    }

    @Test
    void shouldWarnOfAnOutageAndOfSilence() throws Exception {
        store.take(store.job().stepWithNothing(0)).take(store.job().stepWithNothing(4));

        Verification found = EvidenceTable.verify(store.directory(), store, false, true);
        assertThat(found.problems()).extracting(Problem::code).containsExactly(Code.OUTAGE, Code.SOURCE_SILENT);
        assertThat(found.problems().toString()).contains("25 minutes from 2026-03-31T22:15:00.000Z", "2 of 4");
        assertThat(found.outcome()).isEqualTo(Outcome.CONSISTENT_UNANCHORED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACTION", "CHANGE", "MARK", "VERDICT", "MATCH"})
    void shouldMissALineThatWasNeverWritten(EvidenceType type) throws Exception {
        boolean[] dropped = new boolean[1];
        takeWithout(each -> {
            boolean drop = each.type() == type && !dropped[0];
            dropped[0] |= drop;
            return drop;
        });

        assertThat(codes()).containsExactly(Code.SOURCE_ACCOUNTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"subject\":\"control\"", "\"subject\":\"sequence\"", "\"topic\":\"audit-log\",\"type\""})
    void shouldMissAccountsThatWereNeverWritten(String account) throws Exception {
        takeWithout(each -> json(each).contains(account));
        store.checkpoints(1, RECORDS);

        assertThat(codes()).contains(Code.SOURCE_ACCOUNTING);
    }

    @Test
    void shouldAddUpTheDispositions() throws Exception {
        takeEdited("\"topic\":\"audit-log\"", json -> json.replace("NO_ASSET\":\"2\"", "NO_ASSET\":\"3\""));

        assertThat(problems().toString()).contains("its dispositions come to");
    }

    @Test
    void shouldAddUpTheOffsets() throws Exception {
        takeEdited("\"topic\":\"audit-log\"", json -> json.replace("\"records\":\"12\"", "\"records\":\"11\""));

        assertThat(problems().toString()).contains("11 records and 1 offsets without one");
    }

    @Test
    void shouldAddUpTheOutcomesOfAControl() throws Exception {
        takeEdited("\"subject\":\"control\"", json -> json.replace("\"pending\":\"1\"", "\"pending\":\"2\""));

        assertThat(problems().toString()).contains("control C1 has selected");
    }

    @Test
    void shouldMissThePartOfTheSourceThatTheEvidenceDoesNotReach() throws Exception {
        SourceOffsets source = SourceOffsets.parse("audit-log:0:100000\nother:1:5\naudit-log:1:1\n");
        Verification found = Verifier.verify(
                store.storage(),
                new Trust(StoreFixture.NAME, List.of(store.signer().verifierKey()), List.of()),
                new Verifier.Scope(true, source.ends(), 1),
                (done, of) -> {});

        assertThat(found.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "SOURCE_ACCOUNTING audit-log:0: the source goes to offset 100000, the evidence to 26",
                        "SOURCE_ACCOUNTING other:1: the source goes to offset 5, the evidence has nothing of it");
    }

    @Test
    void shouldRefuseAnAccountOfAnUnknownSubject() throws Exception {
        takeEdited("\"subject\":\"sequence\"", json -> json.replace("\"sequence\"", "\"sequences\""));

        assertThat(EvidenceTable.verify(store.directory(), store, false, false).problems())
                .extracting(Problem::code)
                .containsExactly(Code.SEGMENT_FORMAT);
    }

    @Test
    void shouldCountOnceWhatANewEpochRepeats() throws Exception {
        FixtureJob savepoint = store.job().copy();
        store.checkpoints(3, RECORDS).goBack(savepoint).checkpoints(4, RECORDS);

        assertThat(problems()).isEmpty();
    }

    @Test
    void shouldGoOnFromWhatTheLogBeforeEndedWith() throws Exception {
        store = store.followedBy(directory.resolve("next"), 0).checkpoints(2, RECORDS);

        assertThat(codes()).containsExactly(Code.BROUGHT_FORWARD);
        assertThat(problems().toString())
                .contains("register:0 (register): goes on at offset 6, where the log before must end")
                .contains("control C1: begins with 40 selected, ");
    }

    @Test
    void shouldMissWhatIsNeitherBroughtForwardNorInTheLog() throws Exception {
        store = store.followedBy(directory.resolve("next"), 1).checkpoints(2, RECORDS);

        assertThat(problems())
                .extracting(Problem::toString)
                .contains("E_OFFSET_GAP register:0 (register): offsets 5 to 6 are not accounted for")
                .anySatisfy(each -> assertThat(each).startsWith("SOURCE_ACCOUNTING control C1: the accounts have "));
    }

    @Test
    void shouldMissWhatANewEpochShouldHaveRepeated() throws Exception {
        FixtureJob savepoint = store.job().copy();
        store.checkpoints(3, RECORDS).goBack(savepoint).checkpoints(1, RECORDS);
        takeWithout(AccountsTest::isRegister);
        store.checkpoints(2, RECORDS);

        assertThat(codes()).containsExactly(Code.SOURCE_ACCOUNTING, Code.E_OFFSET_GAP);
    }

    @Test
    void shouldFindThatANewEpochStartsWithinARange() {
        Ranges ranges = new Ranges(true);
        ranges.add(1, new Ranges.Range(0, 10, 5, 0, 0));
        ranges.add(1, new Ranges.Range(10, 20, 5, 0, 0));
        ranges.add(2, new Ranges.Range(15, 30, 7, 0, 0));

        assertThat(ranges.effective()).hasSize(3);
        assertThat(ranges.overlaps()).containsExactly("a new epoch starts at offset 15, within the range 10 to 20");
    }
}
