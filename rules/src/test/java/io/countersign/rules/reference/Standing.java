package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.rules.reference.Ranking.TieBreak;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where one change stands for one action at one judging instant: the rung of S4.2 it failed, and why.
 *
 * @param rung the failed rung, {@link #COVERS} when it failed none
 * @param reason the name of the failure, empty when it failed none
 * @param distance of the action to the window in milliseconds, {@link Long#MAX_VALUE} without a window (S4.4)
 * @param quorumAt when the last approval needed on rung 9 was given, meaningful only for one that covers (S4.3)
 */
record Standing(Version judged, int rung, String reason, long distance, long quorumAt) {
    static final int COVERS = 12;

    private static final TieBreak<Standing> BY_RUNG =
            new TieBreak<>("nearest: rung", Comparator.comparing(Standing::rung).reversed());
    private static final TieBreak<Standing> BY_DISTANCE =
            new TieBreak<>("nearest: distance", Comparator.comparing(Standing::distance));
    private static final TieBreak<Standing> BY_ID =
            new TieBreak<>("nearest: id", Comparator.comparing(Standing::change, CodePoints.ORDER));

    String change() {
        return judged.id();
    }

    boolean covers() {
        return rung == COVERS;
    }

    boolean isEmergency() {
        return Fields.required(judged.node(), "kind").equals("emergency");
    }

    /** Set only where the window was missed (S8). */
    Optional<String> offBy() {
        return rung == 10 && distance != Long.MAX_VALUE
                ? Optional.of(Duration.ofMillis(distance).toString())
                : Optional.empty();
    }

    /** The order among changes that cover (S4.3). */
    static Ranking<Standing> best(Optional<String> changeRef) {
        return new Ranking<>(List.of(
                new TieBreak<>("covering: change_ref", referencedFirst(changeRef)),
                new TieBreak<>("covering: narrowest", Comparator.comparing(Standing::windowLength)),
                new TieBreak<>("covering: quorum", Comparator.comparing(Standing::quorumAt)),
                new TieBreak<>("covering: id", BY_ID.order())));
    }

    /** The order of nearness, and of candidates: those that cover have the highest rung (S4.4, S8). */
    static Ranking<Standing> nearest(Optional<String> changeRef) {
        return new Ranking<>(List.of(
                new TieBreak<>("nearest: change_ref", referencedFirst(changeRef)), BY_RUNG, BY_DISTANCE, BY_ID));
    }

    static long distance(JsonNode change, long t) {
        long start = Fields.millis(change, "window.start").orElse(Long.MIN_VALUE);
        long end = Fields.millis(change, "window.end").orElse(Long.MIN_VALUE);
        if (end == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        return t < start ? start - t : Math.max(0, t - end);
    }

    private long windowLength() {
        return Fields.requiredMillis(judged.node(), "window.end")
                - Fields.requiredMillis(judged.node(), "window.start");
    }

    private static Comparator<Standing> referencedFirst(Optional<String> changeRef) {
        return Comparator.comparing(
                standing -> changeRef.filter(standing.change()::equals).isEmpty());
    }
}
