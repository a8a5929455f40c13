package io.countersign.detection.judge;

import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.Requirement;
import io.countersign.rules.register.Completeness;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the judge waits and forgets.
 *
 * @param completeness how each source's completeness is known; sources left out are assumed (S4.6)
 * @param maxDelay how far behind its newest record an assumed source is complete
 * @param maxWait how long after an action's time its sources may stay silent before it is indeterminate (S4.7)
 * @param retention how long the register remembers beyond what can still matter (S3.7)
 * @param dedupHorizon how far apart in event time repetitions are recognised (S6.1)
 * @param provisionalAfter how long an action waits before responders hear what is known so far; they do at once
 *     if it is zero
 * @param bounded whether nothing is judged, late or forgotten before all input has ended (S4.6)
 * @param awaited partitions of register topics, as {@code topic-partition}, to be read up to where they ended at a cold
 *     start before anything is settled
 */
public record JudgeSettings(
        Map<String, Completeness.Mode> completeness,
        Duration maxDelay,
        Duration maxWait,
        Duration retention,
        Duration dedupHorizon,
        Duration provisionalAfter,
        boolean bounded,
        Set<String> awaited)
        implements Serializable {

    public JudgeSettings {
        completeness = new HashMap<>(completeness);
        awaited = new TreeSet<>(awaited);
    }

    /** The settings of a bounded run (S8), which alerts nobody. */
    public static JudgeSettings bounded(Map<String, Completeness.Mode> completeness) {
        return new JudgeSettings(
                completeness,
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                Duration.ofDays(90),
                Duration.ofHours(24),
                Duration.ofMinutes(1),
                true,
                Set.of());
    }

    /**
     * What keeps these controls from being judged under these settings, as sentences; empty if nothing does. An action
     * must not become too old for the register while it is waited for (S3.7).
     */
    public List<String> problems(List<Control> controls) {
        List<String> problems = new ArrayList<>();
        for (Control control : controls) {
            Requirement requirement = control.requirement();
            boolean ratified = requirement.ratifyWithin().compareTo(requirement.completeAfter()) > 0;
            Duration needed = maxWait.plus(ratified ? requirement.ratifyWithin() : requirement.completeAfter());
            if (!bounded && retention.compareTo(needed) < 0) {
                problems.add("retention is " + retention + ", expected at least " + needed + ", which is max_wait and "
                        + (ratified ? "ratify_within" : "within") + " of control '" + control.id()
                        + "' together; raise retention or lower those");
            }
        }
        return problems;
    }
}
