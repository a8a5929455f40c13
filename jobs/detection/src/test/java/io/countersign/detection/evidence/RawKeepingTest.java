package io.countersign.detection.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.ingest.RawBytes;
import io.countersign.detection.judge.Finding;
import io.countersign.evidence.line.EvidenceRecord;
import io.countersign.evidence.log.RawKey;
import io.countersign.evidence.storage.PosixStorage;
import io.countersign.evidence.storage.Storage;
import io.countersign.rules.catalog.RuleCard;
import io.countersign.rules.catalog.Severity;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source bytes of exceptions are in the store before the log says that they are. */
class RawKeepingTest {

    private static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");
    private static final RuleCard CARD =
            new RuleCard("c", "Only inside a release", Severity.HIGH, "finance", false, 1, null);

    @TempDir
    private Path directory = Path.of("");

    private Storage storage = new PosixStorage(Path.of("."));
    private OneInputStreamOperatorTestHarness<Finding, EvidenceRecord> harness = harness();

    @BeforeEach
    void open() throws Exception {
        storage = new PosixStorage(directory);
        harness = harness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private OneInputStreamOperatorTestHarness<Finding, EvidenceRecord> harness() {
        EvidenceTarget target = new EvidenceTarget(
                directory.toString(), "key", 1, 1, List.of(0L), "0".repeat(64), "0".repeat(64), "test");
        try {
            return new OneInputStreamOperatorTestHarness<>(new RawKeeping(target, new Topic()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldLetAnExceptionWaitForItsSourceBytesAndNothingElse() throws Exception {
        process(finding("a", 1, VerdictOutcome.EXCEPTION, null));
        process(finding("b", 2, VerdictOutcome.AUTHORISED, null));
        assertThat(lines()).containsExactly("b AUTHORISED null");
        assertThat(storage.exists(key(1))).isFalse();

        harness.prepareSnapshotPreBarrier(1);

        assertThat(lines()).containsExactly("b AUTHORISED null", "a EXCEPTION 1");
        assertThat(storage.read(key(1))).isEqualTo(bytes(1));
        assertThat(storage.exists(key(2))).isFalse();
    }

    @Test
    void shouldNotSayThatBytesAreKeptWhichTheTopicNoLongerHas() throws Exception {
        process(finding("a", Topic.GONE, VerdictOutcome.EXCEPTION, null));
        process(finding("b", 1, VerdictOutcome.EXCEPTION, null));

        harness.prepareSnapshotPreBarrier(1);

        assertThat(lines()).containsExactly("a EXCEPTION null", "b EXCEPTION 1");
        assertThat(storage.exists(key(Topic.GONE))).isFalse();
    }

    @Test
    void shouldKeepTheOrderOfTheRevisionsOfAVerdict() throws Exception {
        process(finding("a", 1, VerdictOutcome.INDETERMINATE, null));
        process(finding("a", 1, VerdictOutcome.EXCEPTION, VerdictOutcome.INDETERMINATE));
        process(finding("a", 1, VerdictOutcome.EXCEPTION, VerdictOutcome.EXCEPTION));
        process(finding("a", 1, VerdictOutcome.RATIFIED, VerdictOutcome.EXCEPTION));

        harness.prepareSnapshotPreBarrier(1);
        process(finding("a", 1, VerdictOutcome.INDETERMINATE, VerdictOutcome.RATIFIED));

        assertThat(lines())
                .containsExactly(
                        "a INDETERMINATE null",
                        "a EXCEPTION 1",
                        "a EXCEPTION null",
                        "a RATIFIED null",
                        "a INDETERMINATE null");
    }

    @Test
    void shouldLoseNoExceptionAtTheEndOfItsInput() throws Exception {
        for (int i = 0; i < 2_500; i++) {
            process(finding(String.valueOf(i), i + 1, VerdictOutcome.EXCEPTION, null));
        }
        process(finding("of the same action", 7, VerdictOutcome.EXCEPTION, null));
        harness.endInput();
        harness.getOperator().finish();

        assertThat(lines()).hasSize(2_501).contains("0 EXCEPTION 1", "2499 EXCEPTION 2500");
        assertThat(lines()).last().isEqualTo("of the same action EXCEPTION 7");
    }

    private void process(Finding finding) throws Exception {
        harness.processElement(finding, 0);
    }

    /** Verdict, outcome, and the offset of the bytes that are kept. */
    private List<String> lines() {
        return harness.extractOutputValues().stream()
                .map(each -> {
                    String record = new String(each.record(), StandardCharsets.UTF_8);
                    RawReference kept = each.raw();
                    return member(record, "control") + " " + member(record, "outcome") + " "
                            + (kept == null ? null : kept.offset());
                })
                .toList();
    }

    private static String member(String record, String name) {
        String start = "\"" + name + "\":\"";
        int from = record.indexOf(start) + start.length();
        return record.substring(from, record.indexOf('"', from));
    }

    private static String key(long offset) {
        return RawKey.of(Codec.sha256(bytes(offset)));
    }

    private static byte[] bytes(long offset) {
        return ("source bytes " + offset).getBytes(StandardCharsets.UTF_8);
    }

    /** A verdict of a control on the action of an offset. */
    private static Finding finding(
            String control, long offset, VerdictOutcome outcome, @Nullable VerdictOutcome previous) {
        Action action = new Action(
                "e-" + offset,
                NOON,
                "erp",
                new Actor("svc", ActorKind.MACHINE, null, null, List.of()),
                null,
                Operation.WRITE,
                null,
                ActionOutcome.SUCCESS,
                null,
                null,
                null,
                null,
                new RawReference("erp.audit", 0, offset, Codec.sha256(bytes(offset)), null));
        Verdict verdict = new Verdict(
                Codec.sha256(control.getBytes(StandardCharsets.UTF_8)).substring(0, 32),
                control,
                NOON,
                "erp",
                "0".repeat(32),
                "svc",
                outcome,
                outcome == VerdictOutcome.AUTHORISED ? null : Reason.NO_CHANGE,
                null,
                null,
                null,
                null,
                previous == null ? 1 : 2,
                List.of(),
                List.of(),
                "0".repeat(64));
        return new Finding(verdict, action, CARD, previous);
    }

    /** A topic that holds whatever is asked for, but for one message. */
    private static final class Topic implements RawBytes, RawBytes.Reader {
        private static final long serialVersionUID = 1L;
        static final long GONE = 99_999;

        @Override
        public Reader open() {
            return this;
        }

        @Override
        public void read(Collection<RawReference> wanted, BiConsumer<RawReference, byte[]> found) {
            for (RawReference each : wanted) {
                if (each.offset() != GONE) {
                    found.accept(each, bytes(each.offset()));
                }
            }
        }

        @Override
        public void close() {}
    }
}
