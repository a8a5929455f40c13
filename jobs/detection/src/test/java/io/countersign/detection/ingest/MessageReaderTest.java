package io.countersign.detection.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.dialect.CanonicalDialect;
import io.countersign.schemas.dialect.Dialect;
import io.countersign.schemas.dialect.EventHandler;
import io.countersign.schemas.dialect.Framing;
import io.countersign.schemas.dialect.Message;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.record.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    private static final MessageReader CANONICAL = new MessageReader(new CanonicalDialect(Duration.ofMinutes(5)));

    /** Hands over what it was told to, then fails. */
    private record FailingDialect(Throwable failure) implements Dialect {

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Framing framing() {
            return Framing.LINE;
        }

        @Override
        public void read(Message message, EventHandler handler) {
            handler.noAction("half-read", "FIRST_HALF");
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    @Test
    void anActionComesFirstAndTheCountOfTheMessageLast() {
        List<Ingested> read = CANONICAL.read(message("""
                {"type":"action","id":"a","time":"2026-03-31T22:00:00Z","source":"trail",\
                "actor":{"principal":"ci","kind":"machine"},"operation":"write","outcome":"success"}"""));
        assertThat(read).hasSize(2);
        assertThat(read.get(0).action()).isNotNull().returns("a", action -> action.id());
        assertThat(read.get(1).message())
                .isNotNull()
                .returns("trail", MessageRead::source)
                .returns(7L, MessageRead::offset);
    }

    @Test
    void aRegisterRecordsMessageCountsUnderItsSource() {
        List<Ingested> read = CANONICAL.read(
                message("{\"type\":\"mark\",\"source\":\"itsm\",\"complete_through\":\"2026-03-31T22:00:00Z\"}"));
        RegisterEvent register = Objects.requireNonNull(read.get(0).register());
        assertThat(register.canonicalJson()).contains("\"source\":\"itsm\"");
        assertThat(register.raw()).isNotNull().returns(7L, raw -> raw.offset());
        assertThat(read.get(1).message()).isNotNull().returns("itsm", MessageRead::source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[]", "{}", "\u0000", "not json", "\ufeff{}", "{\"type\":\"action\"} {}"})
    void badBytesBecomeExactlyOneQuarantinedEventWithThemAndTheirCoordinates(String bad) {
        byte[] bytes = bad.getBytes(StandardCharsets.UTF_8);
        List<Ingested> read = CANONICAL.read(new Message("topic", 3, 42, 1_774_994_400_000L, bytes));
        assertThat(read).hasSize(2);
        Quarantined quarantined = quarantined(read);
        assertThat(quarantined.raw()).isEqualTo(bytes);
        assertThat(List.of(quarantined.topic(), quarantined.partition(), quarantined.offset()))
                .isEqualTo(List.of("topic", 3, 42L));
        assertThat(quarantined.timestampMillis()).isEqualTo(1_774_994_400_000L);
    }

    @Test
    void aMessageWithoutBytesIsEmpty() {
        byte[] none = new ConsumerRecord<byte[], byte[]>("topic", 0, 1, null, null).value();
        Quarantined quarantined = quarantined(CANONICAL.read(new Message("topic", 0, 1, null, none)));
        assertThat(quarantined.reason()).isEqualTo(QuarantineReason.EMPTY);
        assertThat(quarantined.raw()).isEmpty();
    }

    @Test
    void aDialectThatFailsLeavesOneQuarantinedEventWithTheWholeMessage() {
        for (Throwable failure : List.of(new IllegalStateException("bug"), new StackOverflowError())) {
            List<Ingested> read = new MessageReader(new FailingDialect(failure)).read(message("the bytes"));
            assertThat(read).hasSize(2);
            Quarantined quarantined = quarantined(read);
            assertThat(new String(quarantined.raw(), StandardCharsets.UTF_8)).isEqualTo("the bytes");
            assertThat(quarantined.detail())
                    .isEqualTo("dialect failing failed on it: "
                            + failure.getClass().getSimpleName());
            assertThat(quarantined.source()).isEqualTo("topic");
        }
    }

    @Test
    void shouldQuarantineARegisterRecordThatCanonicalJsonCannotSay() {
        Change huge = change(Instant.parse("2026-03-31T22:00:00Z"), List.of("x".repeat(200_000), "y".repeat(100_000)));
        Quarantined tooLarge = quarantined(new MessageReader(new FixedDialect(huge)).read(message("a large ticket")));
        assertThat(tooLarge.reason()).isEqualTo(QuarantineReason.TOO_LARGE);
        assertThat(tooLarge.source()).isEqualTo("itsm");
        assertThat(new String(tooLarge.raw(), StandardCharsets.UTF_8)).isEqualTo("a large ticket");

        Change farAway = change(Instant.parse("+12026-03-31T22:00:00Z"), List.of());
        Quarantined badTime = quarantined(new MessageReader(new FixedDialect(farAway)).read(message("a late ticket")));
        assertThat(badTime.reason()).isEqualTo(QuarantineReason.BAD_TIME);
        assertThat(badTime.detail()).startsWith("as canonical JSON, 'window.end' is '+12026-");
    }

    private static Change change(Instant windowStart, List<String> implementers) {
        return new Change(
                "CHG-1",
                1,
                Instant.parse("2026-03-31T22:00:00Z"),
                "itsm",
                ChangeKind.NORMAL,
                ChangeState.APPROVED,
                new Interval(windowStart, windowStart),
                new Scope(List.of(), List.of(), List.of(), List.of(), List.of()),
                null,
                implementers,
                List.of());
    }

    /** Reads the same record from whatever it is given. */
    private record FixedDialect(RegisterRecord read) implements Dialect {

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public Framing framing() {
            return Framing.LINE;
        }

        @Override
        public void read(Message message, EventHandler handler) {
            handler.register(read);
        }
    }

    private static Quarantined quarantined(List<Ingested> read) {
        return Objects.requireNonNull(read.get(0).quarantined());
    }

    private static Message message(String value) {
        return new Message("topic", 0, 7, 1_774_994_400_000L, value.getBytes(StandardCharsets.UTF_8));
    }
}
