package io.countersign.evidence.verify;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineFormatException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a line counts as where accounts are compared with lines.
 *
 * @param name the topic of an action, a version of a register record or a mark; the control of a verdict; the sequence of
 *     a match
 * @param partition of the topic; 0 for the others
 * @param outcome of a verdict; else null
 * @param previous outcome of a verdict's revision before; null if there is none
 * @param first whether it is the first revision of a verdict
 */
record Contribution(
        Kind kind,
        String name,
        int partition,
        @Nullable String outcome,
        @Nullable String previous,
        boolean first) {

    /** Lines that are counted together. */
    enum Kind {
        ACTION,
        REGISTER,
        MARK,
        VERDICT,
        MATCH;

        /** The kind of a type; null if its lines are the accounts themselves. */
        static @Nullable Kind of(EvidenceType type) {
            return switch (type) {
                case ACTION -> ACTION;
                case MARK -> MARK;
                case VERDICT -> VERDICT;
                case MATCH -> MATCH;
                case ACCOUNTING, HEARTBEAT -> null;
                default -> REGISTER;
            };
        }
    }

    Contribution {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    /** What a line of source bytes counts as. */
    static Contribution ofSource(Kind kind, String topic, int partition) {
        return new Contribution(kind, topic, partition, null, null, false);
    }

    /** What a line counts as that says these things; what it does not say is null. */
    static Contribution ofResult(
            Kind kind,
            @Nullable String control,
            @Nullable String sequence,
            @Nullable String outcome,
            @Nullable String previous,
            long revision)
            throws LineFormatException {
        String name = kind == Kind.VERDICT ? control : sequence;
        if (name == null || (kind == Kind.VERDICT && (outcome == null || revision < 1))) {
            throw new LineFormatException(
                    kind == Kind.VERDICT
                            ? "has a verdict without control, outcome or revision"
                            : "has a match without sequence");
        }
        if (kind == Kind.VERDICT && (revision > 1) != (previous != null)) {
            throw new LineFormatException("has a verdict of revision " + revision + " with "
                    + (previous == null ? "no" : "a") + " previous outcome");
        }
        return new Contribution(kind, name, 0, outcome, previous, revision == 1);
    }
}
