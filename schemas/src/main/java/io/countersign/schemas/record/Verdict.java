package io.countersign.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one control says of one action (S8). Revisions of a verdict share its id; the highest counts.
 *
 * @param id first 32 hex digits of the SHA-256 of S6.2
 * @param control id of the control
 * @param time the action's time
 * @param source the action's source
 * @param actionId the action's id
 * @param identity the identity the principal resolves to, else the principal (S4.1)
 * @param outcome what was found
 * @param reason why; null when authorised
 * @param change the covering or the ratifying change
 * @param nearest the change that came nearest to covering
 * @param offByMillis distance to the nearest change's window in milliseconds
 * @param ratifiedAt when the ratification was complete
 * @param revision counts from 1
 * @param notes true remarks, sorted
 * @param candidates the changes considered, best first, at most 20
 * @param rulesDigest digest of the rule files in force (S7)
 */
public record Verdict(
        String id,
        String control,
        Instant time,
        String source,
        String actionId,
        String identity,
        VerdictOutcome outcome,
        @Nullable Reason reason,
        @Nullable String change,
        @Nullable String nearest,
        @Nullable Long offByMillis,
        @Nullable Instant ratifiedAt,
        int revision,
        List<String> notes,
        List<Candidate> candidates,
        String rulesDigest) {

    public Verdict {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(control, "control");
        time = Times.millis(time);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(actionId, "actionId");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(outcome, "outcome");
        if ((outcome == VerdictOutcome.AUTHORISED) != (reason == null)) {
            throw new IllegalArgumentException("outcome " + outcome + " with reason " + reason);
        }
        ratifiedAt = Times.millisOrNull(ratifiedAt);
        if (revision < 1) {
            throw new IllegalArgumentException("revision " + revision + ", expected 1 or more");
        }
        notes = Lists.copy(notes);
        candidates = Lists.copy(candidates);
        Objects.requireNonNull(rulesDigest, "rulesDigest");
    }

    /** Whether this says the same as the other, revision apart: then there is nothing to emit (S4.5). */
    public boolean sameFinding(Verdict other) {
        return equals(other.withRevision(revision));
    }

    /** This verdict under another revision number. */
    public Verdict withRevision(int newRevision) {
        return new Verdict(
                id,
                control,
                time,
                source,
                actionId,
                identity,
                outcome,
                reason,
                change,
                nearest,
                offByMillis,
                ratifiedAt,
                newRevision,
                notes,
                candidates,
                rulesDigest);
    }
}
