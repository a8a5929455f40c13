package io.countersign.rules.sequence;

import java.util.Comparator;
import java.util.Objects;

/**
 * An event that can begin, continue or end a match of a sequence.
 *
 * @param sequence id of the sequence
 * @param key under which the event belongs to others
 * @param holds the expressions that hold for the event, a bit each: the steps' in order, then {@code until}
 * @param open the expressions that hold or not depending on earlier events, likewise
 * @param event the event
 */
public record Candidate(String sequence, String key, long holds, long open, SequenceEvent event) {

    /** The total order of events. */
    public static final Comparator<Candidate> ORDER = Comparator.comparing(Candidate::event, SequenceEvent.ORDER);

    public Candidate {
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(event, "event");
    }
}
