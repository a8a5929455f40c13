package io.countersign.launcher.scenario;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is true of a scenario, declared incident by incident.
 *
 * @param planted every action that is not simply authorised
 * @param authorised ids of the authorised actions, by the change that covers them
 * @param quarantined how many events cannot be read, by reason
 * @param duplicates how many actions in scope are repeated
 */
public record Truth(
        List<Planted> planted,
        SortedMap<String, List<String>> authorised,
        SortedMap<String, Integer> quarantined,
        int duplicates) {

    public Truth {
        planted = List.copyOf(planted);
        authorised = new TreeMap<>(authorised);
        quarantined = new TreeMap<>(quarantined);
    }

    /** How many actions are authorised. */
    public int authorisedActions() {
        return authorised.values().stream().mapToInt(List::size).sum();
    }

    /** How many were planted, by outcome and reason. */
    public SortedMap<String, Integer> plantedByReason() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        planted.forEach(each -> counts.merge(each.outcome() + " " + each.reason(), 1, Integer::sum));
        return counts;
    }

    /** How many events cannot be read. */
    public int quarantinedEvents() {
        return quarantined.values().stream().mapToInt(Integer::intValue).sum();
    }
}
