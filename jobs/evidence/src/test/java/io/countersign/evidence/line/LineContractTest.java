package io.countersign.evidence.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.evidence.contract.Contracts;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Candidate;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as they are written obey their contract, whatever the record. */
class LineContractTest {

    private static final int TRIES = 60;
    private static final String SHA256 = "0123456789abcdef".repeat(4);
    private static final String ID = SHA256.substring(0, 32);
    private static final RawReference RAW = new RawReference("topic", 3, Long.MAX_VALUE, SHA256, "request");

    private static void expectObeyed(EvidenceRecord record) {
        String line = new String(LineWriter.write(record, 1, 7).line(), StandardCharsets.UTF_8);
        assertThat(Contracts.objections("evidence_line", line)).as(line).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Action.class,
                Change.class,
                Freeze.class,
                Identity.class,
                Credential.class,
                Recording.class,
                Mark.class
            })
    void shouldObeyTheContractWithEveryCanonicalRecord(Class<? extends CanonicalRecord> type) {
        AnyRecord any = new AnyRecord(new Random(type.getSimpleName().hashCode()));
        for (int i = 0; i < TRIES; i++) {
            CanonicalRecord record = any.of(type);
            expectObeyed(new EvidenceRecord(
                    EvidenceType.valueOf(record.type().name()), ID, 0, RAW, null, EvidenceCodec.write(record)));
        }
    }

    @ParameterizedTest
    @EnumSource(VerdictOutcome.class)
    void shouldObeyTheContractWithAVerdictOfEveryOutcome(VerdictOutcome outcome) {
        for (Reason reason : Reason.values()) {
            Verdict verdict = new Verdict(
                    ID,
                    "C1",
                    Instant.EPOCH,
                    "postgres",
                    "a-1",
                    "id-loader",
                    outcome,
                    outcome == VerdictOutcome.AUTHORISED ? null : reason,
                    outcome == VerdictOutcome.RATIFIED ? "CHG-1" : null,
                    "CHG-2",
                    61_001L,
                    outcome == VerdictOutcome.RATIFIED ? Instant.EPOCH : null,
                    2,
                    List.of("ATTEMPT", "SOURCE_INCOMPLETE:tickets"),
                    List.of(new Candidate("CHG-1", null, null, null), new Candidate("CHG-2", 9, Reason.AFTER_END, 1L)),
                    SHA256);
            expectObeyed(EvidenceRecord.of(verdict, null));
            expectObeyed(EvidenceRecord.of(verdict, VerdictOutcome.EXCEPTION));
        }
    }

    @Test
    void shouldObeyTheContractWithAMatch() {
        expectObeyed(EvidenceRecord.of(new Match(ID, "S1", Instant.EPOCH, "k", List.of("e-1", "e-2"))));
    }

    @Test
    void shouldRefuseARecordOfAnotherTypeThanTheLine() {
        byte[] match = EvidenceCodec.write(new Match(ID, "S1", Instant.EPOCH, "k", List.of("e-1")));
        for (EvidenceType type : EvidenceType.values()) {
            EvidenceRecord record = new EvidenceRecord(type, ID, 0, null, null, match);
            String line = new String(LineWriter.write(record, 1, 0).line(), StandardCharsets.UTF_8);
            assertThat(Contracts.objections("evidence_line", line).isEmpty())
                    .as(type.wireName())
                    .isEqualTo(type == EvidenceType.MATCH);
        }
    }
}
