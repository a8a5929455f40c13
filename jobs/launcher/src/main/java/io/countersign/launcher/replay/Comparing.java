package io.countersign.launcher.replay;

import io.countersign.rules.catalog.Control;
import io.countersign.schemas.record.VerdictOutcome;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the verdicts of a replay with those of evidence.
 *
 * <p>Evidence is a consistent cut through the job: of all that had been read at a checkpoint, the verdicts that follow
 * from it. A bounded run over the same comes to the same, but for three things. What waited at the cut goes on: a
 * source whose completeness is assumed counts as complete, an exception gets its final revision with what is known. A
 * verdict that could not be given (S3.7, S4.7) is given if now it can. And a register record that came late is seen by
 * actions that had been settled (S3.6). The first two are no differences.
 */
final class Comparing {

    private final Evidence evidence;
    private final Findings findings;
    private final Map<Integer, RuleSet> runs;
    private final boolean otherRules;
    private final Map<String, Instant> throughOf = new HashMap<>();

    /**
     * A comparison.
     *
     * @param runs the rule sets of the runs by their numbers; of one run it judged everything
     * @param otherRules whether the rules are not those of evidence
     */
    Comparing(Evidence evidence, Findings findings, Map<Integer, RuleSet> runs, boolean otherRules) {
        this.evidence = evidence;
        this.findings = findings;
        this.runs = Map.copyOf(runs);
        this.otherRules = otherRules;
    }

    /** Compares, and finds out why what differs does. */
    Result compare() throws IOException {
        Map<Status, Long> counts = new EnumMap<>(Status.class);
        Map<Digits, Status> apart = new HashMap<>();
        evidence.said().forEach((id, said) -> note(id, status(id, said), counts, apart));
        findings.last().forEach((id, now) -> {
            if (!evidence.said().containsKey(id)) {
                note(id, isSettled(now) && !isDropped(now) ? Status.NEW : Status.OPEN, counts, apart);
            }
        });
        Map<Digits, Why> late = lateOnes(apart);
        List<Result.Apart> sorted = new ArrayList<>();
        apart.forEach((id, status) -> sorted.add(new Result.Apart(status, id, why(id, status, late))));
        sorted.sort(Comparator.<Result.Apart>comparingLong(each -> timeOf(each.id()))
                .thenComparing(each -> each.id().toHex()));
        MatchComparing matches = new MatchComparing(evidence, findings, runs, otherRules);
        return matches.with(counts, sorted);
    }

    private static void note(Digits id, Status status, Map<Status, Long> counts, Map<Digits, Status> apart) {
        counts.merge(status, 1L, Long::sum);
        if (status != Status.REPRODUCED) {
            apart.put(id, status);
        }
    }

    private long timeOf(Digits id) {
        Said said = evidence.said().get(id);
        if (said == null) {
            said = findings.last().get(id);
        }
        return said == null ? 0 : said.timeMillis();
    }

    private Status status(Digits id, Said said) {
        Said now = findings.last().get(id);
        if (now == null) {
            return Status.MISSING;
        } else if (now.finding().equals(said.finding())) {
            return Status.REPRODUCED;
        } else if (said.isIndeterminate()) {
            return Status.OPEN;
        }
        boolean goesOn = findings.cameBy(id) && said.outcome() == VerdictOutcome.EXCEPTION;
        return goesOn && !isFinal(said, now.ruleSet()) ? Status.OPEN : Status.DIFFERS;
    }

    /** Whether the sources had come so far that an exception had had its final revision (S4.5). */
    private boolean isFinal(Said said, int ruleSet) {
        Control control = control(said, ruleSet);
        return control == null
                || !Instant.ofEpochMilli(said.timeMillis())
                        .plus(control.requirement().ratifyWithin())
                        .isAfter(through(control, ruleSet));
    }

    /** Whether the sources had come so far that there must have been a verdict (S4.6). */
    private boolean isSettled(Said now) {
        Control control = control(now, now.ruleSet());
        return !now.isIndeterminate()
                && (control == null
                        || !Instant.ofEpochMilli(now.timeMillis())
                                .plus(control.requirement().completeAfter())
                                .isAfter(through(control, now.ruleSet())));
    }

    /** Whether rules that came into force later do not have the control: what waited for it then was never judged. */
    private boolean isDropped(Said now) {
        return runs.entrySet().stream()
                .anyMatch(run -> run.getKey() > now.ruleSet() && run.getValue().control(now.control()) == null);
    }

    private @Nullable Control control(Said said, int ruleSet) {
        RuleSet rules = runs.get(ruleSet);
        return rules == null ? null : rules.control(said.control());
    }

    private Instant through(Control control, int ruleSet) {
        RuleSet rules = runs.get(ruleSet);
        return throughOf.computeIfAbsent(
                ruleSet + "/" + control.id(),
                unused -> rules == null
                        ? Instant.MIN
                        : evidence.arrivals().through(control.requirement().sources(), rules));
    }

    private Map<Digits, Why> lateOnes(Map<Digits, Status> apart) throws IOException {
        Map<Digits, Why> late = new HashMap<>();
        if (otherRules) {
            return late;
        }
        for (Map.Entry<Integer, RuleSet> run : runs.entrySet()) {
            Set<Digits> differing = new HashSet<>();
            apart.forEach((id, status) -> {
                Said now = findings.last().get(id);
                if (status == Status.DIFFERS && now != null && now.ruleSet() == run.getKey()) {
                    differing.add(id);
                }
            });
            if (!differing.isEmpty()) {
                late.putAll(new AsStreamed(evidence, findings, run.getValue()).explain(differing));
            }
        }
        return late;
    }

    private Why why(Digits id, Status status, Map<Digits, Why> late) {
        if (status == Status.OPEN) {
            return Why.of(Why.Kind.WAITS);
        }
        if (otherRules || (status == Status.MISSING && runs.size() > 1)) {
            return Why.of(Why.Kind.RULES);
        }
        Said now = findings.last().get(id);
        boolean assumed = status == Status.DIFFERS && now != null && trustsAssumed(now);
        return late.getOrDefault(id, Why.of(assumed ? Why.Kind.ASSUMED : Why.Kind.UNKNOWN));
    }

    private boolean trustsAssumed(Said now) {
        RuleSet rules = runs.get(now.ruleSet());
        Control control = control(now, now.ruleSet());
        return rules != null
                && control != null
                && rules.isAssumed(control.requirement().sources());
    }
}
