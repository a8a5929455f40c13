package io.countersign.evidence.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.CanonicalRecord;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of every type as lines, and back. */
class RecordsAsEvidenceTest {

    private static final int TRIES = 150;
    private static final String ID = "0123456789abcdef0123456789abcdef";

    /** The record of the line that a record becomes, which a scanner has accepted. */
    private static byte[] throughALine(EvidenceType type, byte[] record) throws LineFormatException {
        byte[] line = LineWriter.write(new EvidenceRecord(type, ID, 0, null, null, record), 1, 0)
                .line();
        byte[] bytes = Arrays.copyOf(line, line.length + 1 + LineScanner.ROOM);
        bytes[line.length] = '\n';
        LineScanner scanner = new LineScanner();
        scanner.scan(bytes, 0, line.length);
        assertThat(scanner.isUndamaged(bytes, 0, line.length)).isTrue();
        assertThat(scanner.record()).isEqualTo(record);
        return record;
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
    void shouldReadEveryCanonicalRecordBack(Class<? extends CanonicalRecord> type)
            throws UnreadableException, LineFormatException {
        AnyRecord any = new AnyRecord(new Random(type.getSimpleName().hashCode()));
        for (int i = 0; i < TRIES; i++) {
            CanonicalRecord record = any.of(type);
            EvidenceType line = EvidenceType.valueOf(record.type().name());
            byte[] bytes = throughALine(line, EvidenceCodec.write(record));
            assertThat(EvidenceCodec.readRecord(bytes))
                    .as(new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(record);
        }
    }

    @Test
    void shouldReadEveryVerdictBack() throws UnreadableException, LineFormatException {
        AnyRecord any = new AnyRecord(new Random(1));
        for (int i = 0; i < TRIES; i++) {
            Verdict verdict = any.of(Verdict.class);
            assertThat(EvidenceCodec.readVerdict(throughALine(EvidenceType.VERDICT, EvidenceCodec.write(verdict))))
                    .isEqualTo(verdict);
        }
    }

    @Test
    void shouldReadEveryMatchBack() throws UnreadableException, LineFormatException {
        AnyRecord any = new AnyRecord(new Random(2));
        for (int i = 0; i < TRIES; i++) {
            Match match = any.of(Match.class);
            assertThat(EvidenceCodec.readMatch(throughALine(EvidenceType.MATCH, EvidenceCodec.write(match))))
                    .isEqualTo(match);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"type\":\"verdict\"}", "{\"type\":\"match\"}", "{\"type\":\"x\"}"})
    void shouldRefuseWhatIsNoRecord(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> EvidenceCodec.readRecord(bytes)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> EvidenceCodec.readVerdict(bytes)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> EvidenceCodec.readMatch(bytes)).isInstanceOf(UnreadableException.class);
    }
}
