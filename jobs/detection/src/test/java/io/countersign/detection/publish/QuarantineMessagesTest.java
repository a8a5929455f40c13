package io.countersign.detection.publish;

import static io.countersign.detection.publish.Findings.HOSTILE;
import static io.countersign.detection.publish.Sent.headers;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.ingest.Quarantined;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.QuarantineReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class QuarantineMessagesTest {

    private static final int LARGEST_WHOLE = 768 * 1024;
    private static final int KEPT = 64 * 1024;

    @Test
    void shouldCarryTheBytesUnchangedAndWhereTheyAreFrom_E10() {
        byte[] raw = {0, 27, (byte) 0xff, '\n', '{'};
        ProducerRecord<byte[], byte[]> message = message(raw, "the text ends inside an object");
        assertThat(message.value()).isEqualTo(raw);
        assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo("trail-3-42");
        assertThat(headers(message))
                .isEqualTo(Map.of(
                        "reason", "NOT_JSON",
                        "detail", "the text ends inside an object",
                        "topic", "trail",
                        "partition", "3",
                        "offset", "42",
                        "timestamp", "1774958400000",
                        "build", "0.1.0"));
    }

    @Test
    void shouldCarryWholeWhatFitsIntoAMessage_E10() {
        byte[] raw = bytes(LARGEST_WHOLE);
        ProducerRecord<byte[], byte[]> message = message(raw, "too large");
        assertThat(message.value()).isEqualTo(raw);
        assertThat(headers(message)).doesNotContainKeys("length", "sha256");
    }

    @Test
    void shouldCarryOfLargerOnesTheFirst64KiBTheLengthAndTheHash_E10() {
        byte[] raw = bytes(LARGEST_WHOLE + 1);
        ProducerRecord<byte[], byte[]> message = message(raw, "too large");
        assertThat(message.value()).isEqualTo(Arrays.copyOf(raw, KEPT));
        assertThat(headers(message))
                .containsEntry("length", Integer.toString(LARGEST_WHOLE + 1))
                .containsEntry("sha256", Codec.sha256(raw));
    }

    @Test
    void shouldFitIntoTheMessagesThatTheJobAsksTopicsToTake_E10() {
        ProducerRecord<byte[], byte[]> message = message(bytes(LARGEST_WHOLE), "x".repeat(1_000_000));
        int size = message.value().length + message.key().length;
        for (var header : message.headers()) {
            size += header.key().length() + header.value().length;
        }
        assertThat(size).isLessThan(800 * 1024);
    }

    @Test
    void shouldGiveTheWholeExplanationOnOneHarmlessLine_E10() {
        String expected = "expected one of " + "[read, write] ".repeat(20);
        assertThat(headers(message(new byte[0], expected))).containsEntry("detail", expected);
        String detail = headers(message(new byte[0], HOSTILE)).getOrDefault("detail", "");
        assertThat(detail).startsWith("'=cmd|").contains("\\u001b[31m");
        assertThat(detail.codePoints()).noneMatch(SentenceTest::acts);
    }

    private static ProducerRecord<byte[], byte[]> message(byte[] raw, String detail) {
        Quarantined quarantined =
                new Quarantined("aws", "trail", 3, 42, 1_774_958_400_000L, QuarantineReason.NOT_JSON, detail, raw);
        return Sent.by(new QuarantineMessages("quarantine", "0.1.0"), quarantined);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
