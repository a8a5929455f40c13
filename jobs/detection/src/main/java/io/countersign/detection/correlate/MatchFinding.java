package io.countersign.detection.correlate;

import io.countersign.rules.catalog.RuleCard;
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
}
