package io.countersign.detection.correlate;

import io.countersign.rules.sequence.SequenceEvent;
import io.countersign.schemas.record.Match;
import java.util.List;
import java.util.Objects;

/**
 * A match with what a reader needs to understand it.
 *
 * @param match the match
 * @param rule what the sequence's rule file says of itself
 * @param events the events, in the order of the match
 */
public record MatchFinding(Match match, RuleCard rule, List<SequenceEvent> events) {

    public MatchFinding {
        Objects.requireNonNull(match, "match");
        Objects.requireNonNull(rule, "rule");
        events = List.copyOf(events);
    }

    /**
     * A sequence as its readers see it.
     *
     * @param title one sentence
     * @param severity {@code low}, {@code medium}, {@code high} or {@code critical}
     * @param owner who answers for it
     * @param shadow matched and recorded, but never published as an exception (S7)
     */
    public record RuleCard(String title, String severity, String owner, boolean shadow) {

        public RuleCard {
            Objects.requireNonNull(title, "title");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(owner, "owner");
        }
    }
}
