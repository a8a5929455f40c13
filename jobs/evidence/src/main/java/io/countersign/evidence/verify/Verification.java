package io.countersign.evidence.verify;

import io.countersign.evidence.note.Checkpoint;
import io.countersign.evidence.note.VerifierKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a store.
 *
 * @param problems all that is wrong, sorted
 * @param summary what is in it
 */
public record Verification(Outcome outcome, List<Problem> problems, Summary summary) {

    public Verification {
        Objects.requireNonNull(outcome, "outcome");
        problems = List.copyOf(problems);
        Objects.requireNonNull(summary, "summary");
    }

    /**
     * What is in a store.
     *
     * @param head the checkpoint that was verified against
     * @param segments how many manifests of segments there are
     * @param lines how many lines there are by type, as far as they could be read
     * @param from the earliest event time, RFC 3339; null if there are no lines
     * @param to the latest event time
     * @param epochs how many there are
     * @param keys that sign for the log, in the order in which they did
     * @param accounted whether the accounts were looked at
     */
    public record Summary(
            Checkpoint head,
            long segments,
            Map<String, Long> lines,
            @Nullable String from,
            @Nullable String to,
            int epochs,
            List<VerifierKey> keys,
            boolean accounted) {

        public Summary {
            Objects.requireNonNull(head, "head");
            lines = Collections.unmodifiableMap(new TreeMap<>(lines));
            keys = List.copyOf(keys);
        }
    }
}
