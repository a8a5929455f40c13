package io.countersign.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that cannot be built wrong. */
class RecordsTest {

    private static final Instant NOON = Instant.parse("2026-03-26T12:00:00Z");

    @Test
    void instantsAreCutToMilliseconds() {
        assertThat(new Mark("servicenow", NOON.plusNanos(1_999_999)).completeThrough())
                .isEqualTo(NOON.plusMillis(1));
        assertThat(new Mark("servicenow", Instant.ofEpochSecond(0, -1)).completeThrough())
                .isEqualTo(Instant.ofEpochMilli(-1));
    }

    @Test
    void anIntervalCoversItsStartButNotItsEnd() {
        Interval interval = new Interval(NOON, NOON.plusMillis(2));

        assertThat(interval.covers(NOON.minusMillis(1))).isFalse();
        assertThat(interval.covers(NOON)).isTrue();
        assertThat(interval.covers(NOON.plusMillis(1))).isTrue();
        assertThat(interval.covers(NOON.plusMillis(2))).isFalse();
    }

    @Test
    void anEmptyIntervalCoversNothingAndOneBackwardsIsRefused() {
        assertThat(new Interval(NOON, NOON).covers(NOON)).isFalse();
        assertThat(new Interval(NOON.plusNanos(2), NOON.plusNanos(1)).covers(NOON))
                .as("equal at the precision of S1.2")
                .isFalse();
        assertThatThrownBy(() -> new Interval(NOON, NOON.minusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2026-03-26T11:59:59.999Z");
    }

    @Test
    void listsAreCopiesThatNobodyCanChange() {
        List<String> names = new ArrayList<>(List.of("a"));
        FreezeScope scope = new FreezeScope(names, names);
        names.add("b");

        assertThat(scope.systems()).containsExactly("a");
        assertThatThrownBy(() -> scope.environments().add("c")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anIdentityIsMachineOrHuman() {
        assertThatThrownBy(() -> new Identity(
                        "ci",
                        1,
                        NOON,
                        "inventory",
                        ActorKind.UNKNOWN,
                        List.of(),
                        null,
                        IdentityState.ACTIVE,
                        List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ci");
    }

    @Test
    void aVerdictHasAReasonUnlessAuthorised() {
        assertThat(verdict(VerdictOutcome.AUTHORISED, null, 1).reason()).isNull();
        assertThat(verdict(VerdictOutcome.EXCEPTION, Reason.NO_CHANGE, 1).reason())
                .isEqualTo(Reason.NO_CHANGE);
        assertThatThrownBy(() -> verdict(VerdictOutcome.AUTHORISED, Reason.NO_CHANGE, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> verdict(VerdictOutcome.EXCEPTION, null, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> verdict(VerdictOutcome.EXCEPTION, Reason.NO_CHANGE, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void revisionsThatSayTheSameAreTheSameFinding() {
        Verdict first = verdict(VerdictOutcome.EXCEPTION, Reason.NO_CHANGE, 1);

        assertThat(first.sameFinding(first.withRevision(4))).isTrue();
        assertThat(first.withRevision(4)).isNotEqualTo(first);
        assertThat(first.sameFinding(verdict(VerdictOutcome.EXCEPTION, Reason.FROZEN, 1)))
                .isFalse();
    }

    @Test
    void aCandidateFailsWithRungAndReasonOrCovers() {
        assertThatThrownBy(() -> new Candidate("C", 3, null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Candidate("C", null, Reason.FROZEN, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Verdict verdict(VerdictOutcome outcome, @Nullable Reason reason, int revision) {
        return new Verdict(
                "id",
                "control",
                NOON,
                "source",
                "action",
                "identity",
                outcome,
                reason,
                null,
                null,
                null,
                null,
                revision,
                List.of(),
                List.of(),
                "digest");
    }
}
