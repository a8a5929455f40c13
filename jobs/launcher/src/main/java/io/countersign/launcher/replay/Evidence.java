package io.countersign.launcher.replay;

import io.countersign.schemas.record.Action;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a store has of a period: what a replay is made of, and what it is compared with. */
final class Evidence {

    private final Period fed;
    private final Period period;
    private final Path register;
    private final List<Path> actions;
    private final Path verdicts;
    private final Arrivals arrivals = new Arrivals();
    private final Map<Digits, Said> said = new HashMap<>();
    private final Map<String, Matched> matches = new TreeMap<>();
    private final Set<Integer> ruleSets = new TreeSet<>();
    private final Map<Digits, Long> arrivedUnder = new HashMap<>();
    private boolean severalSets;
    private long fedActions;
    private Instant firstAction = Instant.MAX;
    private Instant lastAction = Instant.MIN;

    /**
     * Nothing as yet.
     *
     * @param fed when the actions are from that are to be judged
     * @param period of which the verdicts and matches are
     * @param register the file with the register and all marks
     * @param actions the files with the actions to be judged
     * @param verdicts the file with every revision of every verdict of the period
     */
    Evidence(Period fed, Period period, Path register, List<Path> actions, Path verdicts) {
        this.fed = fed;
        this.period = period;
        this.register = register;
        this.actions = List.copyOf(actions);
        this.verdicts = verdicts;
    }

    /** Has it keep which action arrived under which rules, which takes room and is no question if all did under one. */
    void expectSeveralRuleSets() {
        severalSets = true;
    }

    /** Takes note that there is an action, wanted or not. */
    void sawAction(Instant time) {
        firstAction = time.isBefore(firstAction) ? time : firstAction;
        lastAction = time.isAfter(lastAction) ? time : lastAction;
    }

    void addFed() {
        fedActions++;
    }

    /** Takes note of which rules were in force when an action of the period arrived. */
    void arrived(Action action, int ruleSet) {
        ruleSets.add(ruleSet);
        if (severalSets) {
            arrivedUnder.merge(
                    Digits.ofAction(action.source(), action.id()), 1L << ruleSet, (one, other) -> one | other);
        }
    }

    /** Takes a verdict: of its revisions the highest counts, of equal ones that of the later epoch, read later. */
    void said(Digits id, Said verdict) {
        ruleSets.add(verdict.ruleSet());
        said.merge(id, verdict, (one, other) -> other.revision() >= one.revision() ? other : one);
    }

    void matched(Matched match) {
        ruleSets.add(match.ruleSet());
        matches.put(match.match().id(), match);
    }

    /** Where the period begins. */
    Instant from() {
        return period.from();
    }

    /** From when on actions are judged, so that sequences have theirs. */
    Instant fedFrom() {
        return fed.from();
    }

    Path register() {
        return register;
    }

    List<Path> actions() {
        return actions;
    }

    /** All that a bounded run reads. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(actions);
        files.add(register);
        return files;
    }

    Path verdicts() {
        return verdicts;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    Map<Digits, Said> said() {
        return Collections.unmodifiableMap(said);
    }

    Map<String, Matched> matches() {
        return Collections.unmodifiableMap(matches);
    }

    /** The numbers of the rule sets by which anything of the period was judged. */
    Set<Integer> ruleSets() {
        return Collections.unmodifiableSet(ruleSets);
    }

    /** Whether an action of the period arrived when a rule set was in force. */
    boolean arrivedUnder(Digits action, int ruleSet) {
        return !severalSets || (arrivedUnder.getOrDefault(action, 0L) & (1L << ruleSet)) != 0;
    }

    /** Whether there is neither an action nor a finding of the period. */
    boolean isEmpty() {
        return ruleSets.isEmpty();
    }

    long fedActions() {
        return fedActions;
    }

    /** The time of the first action of what was read; {@link Instant#MAX} if there is none. */
    Instant firstAction() {
        return firstAction;
    }

    /** The time of the last action of what was read; {@link Instant#MIN} if there is none. */
    Instant lastAction() {
        return lastAction;
    }
}
