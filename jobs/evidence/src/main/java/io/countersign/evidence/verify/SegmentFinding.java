package io.countersign.evidence.verify;

import io.countersign.evidence.log.Segment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a segment.
 *
 * @param isWhole whether each line that is not damaged is in its place, so that they can be counted
 * @param lost how many lines there should be and cannot be read, by type
 * @param lines how many could be read, by type
 * @param from the earliest event time of those, RFC 3339; null if there are none
 * @param to the latest
 * @param tally what they come to
 */
record SegmentFinding(
        Segment segment,
        List<Problem> problems,
        boolean isWhole,
        Map<String, Long> lost,
        Map<String, Long> lines,
        @Nullable String from,
        @Nullable String to,
        Tally tally) {

    SegmentFinding {
        problems = List.copyOf(problems);
        lost = Map.copyOf(lost);
        lines = Map.copyOf(lines);
    }

    /** That the file of a segment is not there. */
    static SegmentFinding missing(Segment segment) {
        return new SegmentFinding(
                segment,
                List.of(Problem.of(
                        Code.SEGMENT_MISSING,
                        segment.path(),
                        "is not there; it holds the lines " + segment.firstSeq() + " to " + segment.lastSeq()
                                + " of lane " + segment.lane())),
                false,
                segment.counts(),
                Map.of(),
                null,
                null,
                new Tally(false));
    }
}
