package io.countersign.rules.judge;

import io.countersign.schemas.record.Candidate;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far one change climbed the ladder of S4.2 for one action.
 *
 * @param change the change's id
 * @param rung the first rung that failed, 1 to 11; {@link #COVERS} when none did
 * @param reason the reason of that rung; null when none failed
 * @param window the window of the version judged
 * @param distanceMillis distance of the action to that window, 0 inside it; null without a window (S4.4)
 * @param quorumAt when the last approval it needed was given; null unless rung 9 passed
 * @param conflict another content shares the judged version's number (S3.2)
 */
record Assessment(
        String change,
        int rung,
        @Nullable Reason reason,
        @Nullable Interval window,
        @Nullable Long distanceMillis,
        @Nullable Instant quorumAt,
        boolean conflict) {

    static final int COVERS = 12;
    private static final int WINDOW_RUNG = 10;

    /** Smallest distance first, no window last; then the smallest id (S4.4). */
    private static final Comparator<Assessment> BY_DISTANCE = Comparator.comparing(
                    Assessment::distanceMillis, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Assessment::change, CodePointOrder.ORDER);

    /** The nearest change first: highest rung, then {@link #BY_DISTANCE}; covering ones before all others (S8). */
    static final Comparator<Assessment> NEAREST_FIRST =
            Comparator.comparingInt(Assessment::rung).reversed().thenComparing(BY_DISTANCE);

    /** Of several covering changes the one to report: narrowest window, earliest quorum, smallest id (S4.3). */
    static final Comparator<Assessment> TIGHTEST_FIRST = Comparator.comparing(Assessment::windowLength)
            .thenComparing(Assessment::quorumOrMax)
            .thenComparing(Assessment::change, CodePointOrder.ORDER);

    Assessment {
        Objects.requireNonNull(change, "change");
        if ((rung == COVERS) != (reason == null)) {
            throw new IllegalArgumentException("rung " + rung + " with reason " + reason);
        }
    }

    boolean covers() {
        return rung == COVERS;
    }

    /** Whether rung 1 passed. */
    boolean isCandidate() {
        return rung > 1;
    }

    /** The distance to the window, where the window is what failed (S8). */
    @Nullable
    Long offByMillis() {
        return rung == WINDOW_RUNG ? distanceMillis : null;
    }

    Candidate toCandidate() {
        return new Candidate(change, covers() ? null : rung, reason, offByMillis());
    }

    private Duration windowLength() {
        return window == null ? Duration.ofSeconds(Long.MAX_VALUE) : Duration.between(window.start(), window.end());
    }

    private Instant quorumOrMax() {
        return quorumAt == null ? Instant.MAX : quorumAt;
    }
}
