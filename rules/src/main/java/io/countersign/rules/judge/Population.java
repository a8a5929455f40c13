package io.countersign.rules.judge;

import io.countersign.schemas.record.CodePointOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of every event: the sums of S6.3, for each source and each control. The equations hold exactly, or
 * something was lost.
 */
public final class Population {

    private static final List<String> SOURCE_TERMS =
            List.of("read", "selected", "out_of_scope", "no_action", "register", "marks", "quarantined", "duplicates");
    private static final List<String> BY_REASON = List.of("out_of_scope", "no_action", "quarantined");
    private static final List<String> CONTROL_TERMS =
            List.of("selected", "authorised", "ratified", "exception", "indeterminate", "pending");

    private final SortedMap<String, Sums> sources = new TreeMap<>(CodePointOrder.ORDER);
    private final SortedMap<String, Sums> controls = new TreeMap<>(CodePointOrder.ORDER);

    /** The sums of one source or control: by term, and below that by reason; the empty reason where there is none. */
    private static final class Sums {
        private final SortedMap<String, SortedMap<String, Long>> byTerm = new TreeMap<>();

        void add(String term, @Nullable String reason, long count) {
            byTerm.computeIfAbsent(term, unused -> new TreeMap<>())
                    .merge(reason == null ? "" : reason, count, Long::sum);
        }

        long total(String term) {
            return byTerm.getOrDefault(term, new TreeMap<>()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        SortedMap<String, Long> byReason(String term) {
            return byTerm.getOrDefault(term, new TreeMap<>());
        }
    }

    /** Adds to a term of a source; the reason where the term is counted by reason. */
    public void addToSource(String source, String term, @Nullable String reason, long count) {
        sources.computeIfAbsent(source, unused -> new Sums()).add(term, reason, count);
    }

    /** Adds to a term of a control. */
    public void addToControl(String control, String term, long count) {
        controls.computeIfAbsent(control, unused -> new Sums()).add(term, null, count);
    }

    /** Lists a control that has selected nothing yet. */
    public void include(String control) {
        addToControl(control, "selected", 0);
    }

    /** A term of a source, over all reasons. */
    public long ofSource(String source, String term) {
        Sums sums = sources.get(source);
        return sums == null ? 0 : sums.total(term);
    }

    /** A term of a control. */
    public long ofControl(String control, String term) {
        Sums sums = controls.get(control);
        return sums == null ? 0 : sums.total(term);
    }

    /** The equations that do not hold, as sentences; empty if every event is accounted for. */
    public List<String> imbalances() {
        List<String> imbalances = new ArrayList<>();
        sources.forEach((name, sums) -> compare("source " + name, sums, SOURCE_TERMS, imbalances));
        controls.forEach((name, sums) -> compare("control " + name, sums, CONTROL_TERMS, imbalances));
        return imbalances;
    }

    private static void compare(String what, Sums sums, List<String> terms, List<String> imbalances) {
        long whole = sums.total(terms.get(0));
        long parts = terms.stream().skip(1).mapToLong(sums::total).sum();
        if (whole != parts) {
            imbalances.add(what + ": " + terms.get(0) + " " + whole + ", accounted for " + parts);
        }
    }

    /** {@code population.json} of S8, as maps and numbers in the order in which they are written. */
    public Map<String, Object> toMembers() {
        SortedMap<String, Object> members = new TreeMap<>();
        members.put("controls", members(controls, CONTROL_TERMS));
        members.put("sources", members(sources, SOURCE_TERMS));
        return members;
    }

    private static SortedMap<String, Object> members(SortedMap<String, Sums> all, List<String> terms) {
        SortedMap<String, Object> members = new TreeMap<>(CodePointOrder.ORDER);
        all.forEach((name, sums) -> {
            SortedMap<String, Object> values = new TreeMap<>();
            terms.forEach(term -> values.put(term, BY_REASON.contains(term) ? sums.byReason(term) : sums.total(term)));
            sums.byTerm.keySet().forEach(term -> values.putIfAbsent(term, sums.total(term)));
            members.put(name, values);
        });
        return members;
    }
}
