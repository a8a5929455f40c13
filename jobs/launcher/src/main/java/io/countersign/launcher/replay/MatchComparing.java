package io.countersign.launcher.replay;

import io.countersign.rules.catalog.Control;
import io.countersign.rules.catalog.Sequence;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.CompiledSequence.WaitsFor;
import io.countersign.schemas.record.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the matches of a replay with those of evidence.
 *
 * <p>Actions are fed from so long before the period on as the longest sequence may take: whatever is a match within it
 * has all its events. But a match before that may have used up events (S7, {@code skipPastLastEvent}) that the
 * replay takes for a beginning; what is found within that time of the beginning, on one side only, is open, unless
 * the log has no earlier action.
 */
final class MatchComparing {

    private final Evidence evidence;
    private final Findings findings;
    private final Map<Integer, RuleSet> runs;
    private final boolean otherRules;
    private final Map<Status, Long> counts = new EnumMap<>(Status.class);
    private final IdentityHashMap<RuleSet, Instant> lastLate = new IdentityHashMap<>();
    private final List<Result.MatchApart> apart = new ArrayList<>();

    MatchComparing(Evidence evidence, Findings findings, Map<Integer, RuleSet> runs, boolean otherRules) {
        this.evidence = evidence;
        this.findings = findings;
        this.runs = runs;
        this.otherRules = otherRules;
    }

    /** The result, with what became of the verdicts. */
    Result with(Map<Status, Long> verdicts, List<Result.Apart> verdictsApart) {
        evidence.matches().forEach((id, before) -> {
            Matched now = findings.matches().get(id);
            if (now == null) {
                note(before, isAtEdge(before) ? Why.Kind.EDGE : cause(), Status.MISSING);
            } else if (now.finding().equals(before.finding())) {
                counts.merge(Status.REPRODUCED, 1L, Long::sum);
            } else {
                note(now, cause(), Status.DIFFERS);
            }
        });
        findings.matches().forEach((id, now) -> {
            if (!evidence.matches().containsKey(id)) {
                Why.Kind undecided = isUndecided(now) ? Why.Kind.WAITS : cause();
                note(now, isAtEdge(now) ? Why.Kind.EDGE : undecided, Status.NEW);
            }
        });
        apart.sort(Comparator.<Result.MatchApart, Instant>comparing(
                        each -> each.match().time())
                .thenComparing(each -> each.match().id()));
        return new Result(verdicts, counts, verdictsApart, apart);
    }

    /** Which rules were in force when a sequence began is not told: where they changed, that may be why. */
    private Why.Kind cause() {
        return otherRules || runs.size() > 1 ? Why.Kind.RULES : Why.Kind.UNKNOWN;
    }

    private void note(Matched matched, Why.Kind kind, Status status) {
        boolean rulesChanged = kind == Why.Kind.RULES && !otherRules;
        boolean isOpen = kind == Why.Kind.EDGE || kind == Why.Kind.WAITS || rulesChanged;
        Why why = kind == Why.Kind.UNKNOWN ? lateOr(matched) : Why.of(kind);
        counts.merge(isOpen ? Status.OPEN : status, 1L, Long::sum);
        apart.add(new Result.MatchApart(isOpen ? Status.OPEN : status, matched.match(), why));
    }

    /** Sequences see register records, and verdicts that depend on them: what came late can be why. */
    private Why lateOr(Matched matched) {
        RuleSet rules = rulesOf(matched);
        Instant began = matched.match().time().minus(within(matched));
        boolean isLate = rules != null && !lastLate(rules).isBefore(began);
        return Why.of(isLate ? Why.Kind.LATE : Why.Kind.UNKNOWN);
    }

    /** The last instant that a source was complete through when a record before that came. */
    private Instant lastLate(RuleSet rules) {
        return lastLate.computeIfAbsent(
                rules,
                unused -> evidence.arrivals().late(rules).values().stream()
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN));
    }

    private boolean isAtEdge(Matched matched) {
        return evidence.firstAction().isBefore(evidence.fedFrom())
                && matched.match().time().minus(within(matched)).isBefore(evidence.from());
    }

    private Duration within(Matched matched) {
        Sequence sequence = sequence(matched);
        Duration within = sequence == null ? null : sequence.within();
        return within == null ? Duration.ZERO : within;
    }

    /** Those of its own run, if there was one; of other rules there is one run. */
    private @Nullable RuleSet rulesOf(Matched matched) {
        return otherRules ? runs.values().iterator().next() : runs.get(matched.ruleSet());
    }

    private @Nullable Sequence sequence(Matched matched) {
        RuleSet rules = rulesOf(matched);
        return rules == null ? null : rules.sequence(matched.match().sequence());
    }

    /** Whether the job, when the evidence ended, may not have come so far as to find it. */
    private boolean isUndecided(Matched matched) {
        Match match = matched.match();
        Sequence sequence = sequence(matched);
        RuleSet rules = rulesOf(matched);
        if (sequence == null || rules == null || evidence.lastAction().equals(Instant.MIN)) {
            return false;
        }
        Instant through = evidence.lastAction().minus(rules.patience().behind());
        WaitsFor waitsFor = CompiledSequence.of(sequence).waitsFor();
        if (waitsFor != WaitsFor.ACTIONS) {
            Instant register = evidence.arrivals().through(sources(rules), rules);
            through = register.isBefore(through) ? register : through;
        }
        if (waitsFor == WaitsFor.VERDICTS && through.isAfter(Instant.EPOCH)) {
            through = through.minus(verdictDelay(rules));
        }
        return match.time().isAfter(through);
    }

    private List<String> sources(RuleSet rules) {
        List<String> sources = new ArrayList<>(evidence.arrivals().sources());
        sources.addAll(rules.completeness().keySet());
        rules.catalog()
                .controls()
                .forEach(control -> sources.addAll(control.requirement().sources()));
        return sources;
    }

    private static Duration verdictDelay(RuleSet rules) {
        Duration delay = Duration.ZERO;
        for (Control control : rules.catalog().controls()) {
            Duration after = control.requirement().completeAfter();
            delay = after.compareTo(delay) > 0 ? after : delay;
        }
        return delay;
    }
}
