package io.countersign.launcher.scenario;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is true of a scenario, declared incident by incident.
 *
 * @param planted every word of a control on an action that is not simply authorised
 * @param authorised every other word of a control on an action
 * @param matches the events that sequences must find
 * @param quarantined how many events cannot be read, by reason
 * @param duplicates how many actions in scope are repeated
 */
public record Truth(
        List<Planted> planted,
        List<Authorised> authorised,
        List<PlantedMatch> matches,
        SortedMap<String, Integer> quarantined,
        int duplicates) {

    public Truth {
        planted = List.copyOf(planted);
        authorised = List.copyOf(authorised);
        matches = List.copyOf(matches);
        quarantined = new TreeMap<>(quarantined);
    }

    /** How many words of controls there are. */
    public int verdicts() {
        return planted.size() + authorised.size();
    }

    /** How many times a control must select an action. */
    public long verdictsOf(String control) {
        return planted.stream().filter(each -> each.control().equals(control)).count()
                + authorised.stream()
                        .filter(each -> each.control().equals(control))
                        .count();
    }

    /** How many verdicts and matches there are, by rule, outcome and reason; a match is its rule's only outcome. */
    public SortedMap<String, Integer> byReason() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        planted.forEach(
                each -> counts.merge(each.control() + " " + each.outcome() + " " + each.reason(), 1, Integer::sum));
        authorised.forEach(each -> counts.merge(each.control() + " AUTHORISED", 1, Integer::sum));
        matches.forEach(each -> counts.merge(each.sequence() + " MATCH", 1, Integer::sum));
        return counts;
    }

    /** How many events cannot be read. */
    public int quarantinedEvents() {
        return quarantined.values().stream().mapToInt(Integer::intValue).sum();
    }
}
