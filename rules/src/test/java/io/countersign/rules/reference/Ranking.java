package io.countersign.rules.reference;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An order made of named tie-breaks, able to tell which of them decided. */
final class Ranking<T> {
    /** One tie-break; what comes first under it is preferred. */
    record TieBreak<T>(String name, Comparator<T> order) {}

    private final List<TieBreak<T>> tieBreaks;
    private final Comparator<T> comparator;

    Ranking(List<TieBreak<T>> tieBreaks) {
        this.tieBreaks = List.copyOf(tieBreaks);
        this.comparator = this.tieBreaks.stream()
                .map(TieBreak::order)
                .reduce(Comparator::thenComparing)
                .orElseThrow();
    }

    Comparator<T> comparator() {
        return comparator;
    }

    /** The first of the given, telling {@code decided} the tie-break that parts it from the second. */
    Optional<T> first(Collection<T> items, Consumer<String> decided) {
        List<T> ranked = items.stream().sorted(comparator).toList();
        if (ranked.size() > 1) {
            deciding(ranked.get(0), ranked.get(1)).ifPresent(decided);
        }
        return ranked.stream().findFirst();
    }

    /** The name of the tie-break that parts two items, if any does. */
    Optional<String> deciding(T one, T other) {
        return tieBreaks.stream()
                .filter(tieBreak -> tieBreak.order().compare(one, other) != 0)
                .map(TieBreak::name)
                .findFirst();
    }
}
