package io.countersign.detection.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.detection.judge.Fed;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.expression.Members;
import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.SequenceEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sequence holds, and that it lets go of it (T17, T19). */
class SequenceStateTest {

    private static final Instant START = Instant.parse("2026-06-30T09:00:00Z");
    private static final long WITHIN_MILLIS = Duration.ofHours(4).toMillis();

    private static final RuleFile USED = rule("used", """
            kind: sequence
            id: used
            title: t
            severity: low
            owner: o
            by: [event.actor.principal]
            within: PT4H
            steps:
              - grant: event.operation == 'grant'
              - use: event.operation == 'write'
                times: [1, 3]
              - revoke: event.operation == 'revoke' && event.object == grant.object
            """);

    private static final RuleFile NOT_REVOKED = rule("not-revoked", """
            kind: sequence
            id: not-revoked
            title: t
            severity: low
            owner: o
            by: [event.actor.principal]
            within: PT4H
            steps:
              - grant: event.operation == 'grant'
              - not: { revoked: event.operation == 'revoke' && event.object == grant.object }
            """);

    private static RuleFile rule(String id, String yaml) {
        return new RuleFile(id + ".yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHoldNothingOnceTheTimeOfTenThousandOpenKeysIsOver(boolean absence) throws Exception {
        RuleFile rule = absence ? NOT_REVOKED : USED;
        CompiledSequence sequence = CompiledSequence.of(rule).orElseThrow();
        try (SequenceStand stand = SequenceStand.of(rule)) {
            List<Fed> feed = new ArrayList<>();
            for (int key = 0; key < 10_000; key++) {
                feed.add(event(sequence, "svc-" + key, "grant", key));
            }
            stand.feed(feed).feed(List.of(through(20_000)));
            assertThat(stand.entriesAndTimers()).isGreaterThanOrEqualTo(10_000);

            stand.feed(List.of(through(20_000 + WITHIN_MILLIS)));

            assertThat(stand.entriesAndTimers()).isZero();
            assertThat(stand.found()).hasSize(absence ? 10_000 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHoldNothingAfterAHotKeyHasCooled(boolean onRocksDb) throws Exception {
        CompiledSequence sequence = CompiledSequence.of(USED).orElseThrow();
        try (SequenceStand stand = onRocksDb ? SequenceStand.onRocksDb(USED) : SequenceStand.of(USED)) {
            for (int i = 0; i < 1_000; i++) {
                String principal = i % 10 == 0 ? "svc-" + i : "hot";
                stand.feed(List.of(
                        event(sequence, principal, i % 3 == 0 ? "grant" : "write", i * 1_000L), through(i * 1_000L)));
            }
            assertThat(stand.entriesAndTimers()).isPositive();

            stand.feed(List.of(through(1_000_000 + WITHIN_MILLIS)));

            assertThat(stand.entriesAndTimers()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGoOnFromACheckpointInTheMiddle(boolean onRocksDb) throws Exception {
        CompiledSequence sequence = CompiledSequence.of(USED).orElseThrow();
        try (SequenceStand stand = onRocksDb ? SequenceStand.onRocksDb(USED) : SequenceStand.of(USED)) {
            stand.feed(List.of(event(sequence, "svc", "grant", 1_000), through(1_000)))
                    .restore()
                    .feed(List.of(event(sequence, "svc", "write", 3_000), event(sequence, "svc", "write", 2_000)))
                    .restore()
                    .feed(List.of(event(sequence, "svc", "revoke", 4_000), through(5_000)));

            assertThat(stand.found())
                    .singleElement()
                    .satisfies(found -> assertThat(found.match().events())
                            .containsExactly("grant-1000", "write-2000", "write-3000", "revoke-4000"));
            stand.feed(List.of(through(1_000 + WITHIN_MILLIS)));
            assertThat(stand.entriesAndTimers()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellLateEventsApartAndMatchNothingWithThem(boolean exactlyAtTheTime) throws Exception {
        CompiledSequence sequence = CompiledSequence.of(USED).orElseThrow();
        try (SequenceStand stand = SequenceStand.of(USED)) {
            long late = exactlyAtTheTime ? 2_000 : 1_999;
            stand.feed(List.of(
                    event(sequence, "svc", "grant", 1_000),
                    through(2_000),
                    event(sequence, "svc", "write", late),
                    event(sequence, "svc", "revoke", 2_001),
                    through(3_000)));

            assertThat(stand.late()).containsExactly("write-" + late);
            assertThat(stand.found()).isEmpty();
        }
    }

    private static Fed event(CompiledSequence sequence, String principal, String operation, long millis) {
        Instant time = START.plusMillis(millis);
        String json = """
                {"type":"action","id":"%1$s-%2$d","time":"%3$s","source":"log","actor":{"principal":"%4$s","kind":"machine"},\
                "operation":"%1$s","object":"role","outcome":"success","identity":"%4$s"}""".formatted(operation, millis, time, principal);
        Candidate candidate = sequence.candidate(
                new SequenceEvent("action", operation + "-" + millis, time.toEpochMilli(), "log", "0".repeat(64), json),
                Members.of(json));
        return new Fed(Objects.requireNonNull(candidate), null);
    }

    private static Fed through(long millis) {
        return new Fed(null, START.plusMillis(millis).toEpochMilli());
    }
}
