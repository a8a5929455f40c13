package io.countersign.detection.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.ingest.Account;
import io.countersign.detection.ingest.Tally;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.line.EvidenceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final long FIVE_MINUTES = Duration.ofMinutes(5).toMillis();

    @Test
    void shouldChainTheRangesOfAPartitionOverGapsAndOverARestore_E5() throws Exception {
        var before = harness(null, 0);
        before.processElement(read(3, 6), 0);
        before.processElement(read(8, 9), 0);
        assertThat(records(before, EvidenceType.ACCOUNTING))
                .as("before the barrier")
                .isEmpty();
        before.prepareSnapshotPreBarrier(1);
        assertThat(records(before, EvidenceType.ACCOUNTING))
                .singleElement()
                .asString()
                .contains("\"gap_offsets\":\"2\",\"gaps\":[{\"from\":\"6\",\"to\":\"8\"}]")
                .contains("\"offset_from\":\"3\",\"offset_to\":\"9\"")
                .contains("\"records\":\"4\"");
        OperatorSubtaskState snapshot = before.snapshot(1, 0);
        before.close();

        var after = harness(snapshot, 0);
        after.prepareSnapshotPreBarrier(2);
        assertThat(records(after, EvidenceType.ACCOUNTING))
                .as("nothing was read")
                .isEmpty();
        after.processElement(read(10, 12), 0);
        after.prepareSnapshotPreBarrier(3);
        assertThat(records(after, EvidenceType.ACCOUNTING))
                .singleElement()
                .asString()
                .contains("\"gaps\":[{\"from\":\"9\",\"to\":\"10\"}]")
                .contains("\"offset_from\":\"9\",\"offset_to\":\"12\"");
        after.close();
    }

    @Test
    void shouldSayHowAControlStandsOnlyWhenThatHasChangedAndNumberItDensely_E5() throws Exception {
        var before = harness(null, 0);
        before.processElement(control("selected", 2), 0);
        before.processElement(control("pending", 2), 0);
        before.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState snapshot = before.snapshot(1, 0);
        before.close();

        var after = harness(snapshot, 0);
        after.prepareSnapshotPreBarrier(2);
        after.processElement(control("pending", -1), 0);
        after.processElement(control("exception", 1), 0);
        after.prepareSnapshotPreBarrier(3);
        assertThat(records(after, EvidenceType.ACCOUNTING))
                .containsExactly(
                        "{\"authorised\":\"0\",\"checkpoint\":\"3\",\"exception\":\"1\",\"indeterminate\":\"0\",\"n\":\"2\","
                                + "\"name\":\"release\",\"pending\":\"1\",\"ratified\":\"0\",\"selected\":\"2\","
                                + "\"subject\":\"control\",\"type\":\"accounting\"}");
        after.close();
    }

    @Test
    void shouldSayEveryFiveMinutesWhatASourceHasSentEvenIfThatIsNothing_E5() throws Exception {
        var before = harness(null, 1_000);
        before.processElement(source(7), 0);
        before.setProcessingTime(FIVE_MINUTES);
        before.setProcessingTime(2 * FIVE_MINUTES);
        assertThat(records(before, EvidenceType.HEARTBEAT))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains(
                                        "\"events\":\"7\",\"from\":\"1970-01-01T00:00:01.000Z\",\"n\":\"1\",\"source\":\"trail\","
                                                + "\"to\":\"1970-01-01T00:05:00.000Z\""),
                        second -> assertThat(second)
                                .contains("\"events\":\"0\",\"from\":\"1970-01-01T00:05:00.000Z\",\"n\":\"2\""));
        OperatorSubtaskState snapshot = before.snapshot(1, 0);
        before.close();

        var after = harness(snapshot, 5 * FIVE_MINUTES + 1);
        after.setProcessingTime(6 * FIVE_MINUTES);
        assertThat(records(after, EvidenceType.HEARTBEAT))
                .as("the outage is in it")
                .singleElement()
                .asString()
                .contains("\"from\":\"1970-01-01T00:10:00.000Z\",\"n\":\"3\"")
                .contains("\"to\":\"1970-01-01T00:30:00.000Z\"");
        after.close();
    }

    @Test
    void shouldBringForwardInTheNextLogHowTheOneBeforeEnded_E5() throws Exception {
        var before = harness(null, 1_000);
        before.processElement(read(3, 6), 0);
        before.processElement(control("selected", 2), 0);
        before.processElement(control("exception", 1), 0);
        before.processElement(control("pending", 1), 0);
        before.setProcessingTime(FIVE_MINUTES);
        before.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState snapshot = before.snapshot(1, 0);
        before.close();

        var after = harness("acme-FY2027", snapshot, FIVE_MINUTES);
        after.processElement(control("pending", -1), 0);
        after.processElement(control("exception", -1), 0);
        after.processElement(control("ratified", 2), 0);
        after.prepareSnapshotPreBarrier(2);
        assertThat(records(after, EvidenceType.ACCOUNTING))
                .satisfiesExactly(
                        partition -> assertThat(partition)
                                .contains("\"dispositions\":{},\"gap_offsets\":\"0\",\"gaps\":[]")
                                .contains("\"offset_from\":\"6\",\"offset_to\":\"6\"")
                                .contains("\"read\":\"0\",\"records\":\"0\""),
                        forward -> assertThat(forward)
                                .contains("\"exception\":\"1\",\"indeterminate\":\"0\",\"n\":\"0\"")
                                .contains("\"pending\":\"1\",\"ratified\":\"0\",\"selected\":\"2\""),
                        standing -> assertThat(standing)
                                .contains("\"exception\":\"0\",\"indeterminate\":\"0\",\"n\":\"1\"")
                                .contains("\"pending\":\"0\",\"ratified\":\"2\",\"selected\":\"2\""));
        after.setProcessingTime(2 * FIVE_MINUTES);
        assertThat(records(after, EvidenceType.HEARTBEAT))
                .singleElement()
                .asString()
                .contains("\"from\":\"1970-01-01T00:05:00.000Z\",\"n\":\"1\"");
        OperatorSubtaskState later = after.snapshot(2, 0);
        after.close();

        var goneOn = harness("acme-FY2027", later, 2 * FIVE_MINUTES);
        goneOn.prepareSnapshotPreBarrier(3);
        assertThat(records(goneOn, EvidenceType.ACCOUNTING)).as("said once").isEmpty();
        goneOn.close();
    }

    private static Account read(long first, long end) {
        return new Account(
                new Account.Offsets("actions", "topic", 0, first, end, end - first, 10, 0, List.of()), null, null);
    }

    private static Account control(String term, long count) {
        return Account.of(new Tally(Tally.Subject.CONTROL, "release", term, null, count));
    }

    private static Account source(long count) {
        return Account.of(new Tally(Tally.Subject.SOURCE, "trail", "read", null, count));
    }

    private static List<String> records(
            OneInputStreamOperatorTestHarness<Account, EvidenceRecord> harness, EvidenceType type) {
        return harness.extractOutputValues().stream()
                .filter(each -> each.type() == type)
                .map(each -> new String(each.record(), StandardCharsets.UTF_8))
                .toList();
    }

    private static OneInputStreamOperatorTestHarness<Account, EvidenceRecord> harness(
            @Nullable OperatorSubtaskState snapshot, long now) throws Exception {
        return harness("acme-FY2026", snapshot, now);
    }

    private static OneInputStreamOperatorTestHarness<Account, EvidenceRecord> harness(
            String log, @Nullable OperatorSubtaskState snapshot, long now) throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<Account, EvidenceRecord>(new Ledger(log, List.of("trail")));
        harness.setProcessingTime(now);
        harness.setup();
        harness.initializeState(snapshot);
        harness.open();
        return harness;
    }
}
