package io.countersign.detection.ingest;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number to add to one term of the population equations (S6.3).
 *
 * @param subject whether a source, a control or a sequence is counted
 * @param name of the source or the rule
 * @param term for example {@code read}, {@code out_of_scope} or {@code exception}
 * @param reason for the terms that are counted by reason
 * @param count what to add; negative where a revision moves a verdict to another outcome
 */
public record Tally(
        Subject subject, String name, String term, @Nullable String reason, long count) {

    /** What is counted. */
    public enum Subject {
        SOURCE,
        CONTROL,
        SEQUENCE
    }

    public Tally {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(term, "term");
    }
}
