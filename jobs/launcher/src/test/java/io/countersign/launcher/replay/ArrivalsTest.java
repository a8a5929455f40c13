package io.countersign.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.register.Completeness.Mode;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import io.countersign.schemas.yaml.InvalidFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What evidence tells of the order in which the register arrived. */
class ArrivalsTest {

    private static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");
    private static final RuleSet MARKS = rules(Map.of("vault", Mode.MARKS), Duration.ofMinutes(5));
    private static final RuleSet ASSUMED = rules(Map.of(), Duration.ofMinutes(5));
    private static final RuleSet PATIENT = rules(Map.of(), Duration.ofMinutes(10));

    private final Arrivals arrivals = new Arrivals();

    @Test
    void shouldTakeARecordForLateIfItCameBehindAMarkThatReachesIt() {
        Digits late = register(NOON, 0, 12);
        mark(NOON, 0, 11);

        assertThat(arrivals.late(MARKS)).isEqualTo(Map.of(late, NOON));
    }

    @Test
    void shouldNotTakeARecordForLateThatCameFirstOrThatNoMarkReaches() {
        register(NOON, 0, 10);
        mark(NOON, 0, 11);
        register(NOON.plusMillis(1), 0, 12);

        assertThat(arrivals.late(MARKS)).isEmpty();
    }

    @Test
    void shouldGoByTheGreatestMarkAndNotByTheLast() {
        mark(NOON.plusSeconds(60), 0, 1);
        mark(NOON, 0, 2);
        Digits late = register(NOON.plusSeconds(30), 0, 3);

        assertThat(arrivals.late(MARKS)).isEqualTo(Map.of(late, NOON.plusSeconds(60)));
    }

    @Test
    void shouldNotMindThatARecordComesAgain() {
        register(NOON, 0, 1);
        mark(NOON, 0, 2);
        register(NOON, 0, 3);

        assertThat(arrivals.late(MARKS)).isEmpty();
    }

    @Test
    void shouldTellNothingOfMarksInAnotherPartition() {
        mark(NOON, 1, 1);
        register(NOON, 0, 2);

        assertThat(arrivals.late(MARKS)).isEmpty();
    }

    @Test
    void shouldTakeAnAssumedSourceToBeCompleteAsFarBehindItsNewestRecordAsTheJobDid() {
        register(NOON, 0, 1);
        Digits late = register(NOON.minusSeconds(300), 0, 2);
        register(NOON.minusSeconds(299), 0, 3);
        mark(NOON.plusSeconds(3_600), 0, 4);

        assertThat(arrivals.late(ASSUMED)).isEqualTo(Map.of(late, NOON.minusSeconds(300)));
        assertThat(arrivals.through(List.of("vault"), ASSUMED)).isEqualTo(NOON.minusSeconds(300));
        assertThat(arrivals.late(PATIENT)).isEmpty();
        assertThat(arrivals.through(List.of("vault"), PATIENT)).isEqualTo(NOON.minusSeconds(600));
        assertThat(arrivals.through(List.of("vault"), MARKS)).isEqualTo(NOON.plusSeconds(3_600));
        assertThat(arrivals.through(List.of("vault", "silent"), MARKS)).isEqualTo(Instant.MIN);
    }

    private static RuleSet rules(Map<String, Mode> modes, Duration maxDelay) {
        try {
            Catalog any = Catalog.of(Catalog.builtIn(List.of("release-window")));
            return new RuleSet(any, modes, new Patience(maxDelay, Duration.ZERO));
        } catch (InvalidFileException e) {
            throw new AssertionError(e);
        }
    }

    private void mark(Instant through, int partition, long offset) {
        arrivals.mark(new Mark("vault", through), raw(partition, offset), 0);
    }

    private Digits register(Instant recordedAt, int partition, long offset) {
        Credential version =
                new Credential("key-1", 1, recordedAt, "vault", "bot", CredentialState.ACTIVE, NOON, "safe");
        Digits id = Digits.of(Codec.contentSha256(version));
        arrivals.register(version, id, raw(partition, offset), 0);
        return id;
    }

    private static RawReference raw(int partition, long offset) {
        return new RawReference("register", partition, offset, "0".repeat(64), null);
    }
}
