package io.countersign.schemas.dialect;

import io.countersign.schemas.record.Asset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a scope file for one dialect, found by what their globs ask for: an exact text, or the longest literal
 * between their stars. Most events are of no asset, and of those no glob is tried. Never changed, so that threads can
 * share one.
 */
final class ScopeIndex {

    /**
     * One entry.
     *
     * @param globs by scope field; all must match
     */
    record Entry(Asset asset, Map<String, Globs> globs) {

        boolean matches(Function<String, List<String>> values) {
            for (Map.Entry<String, Globs> field : globs.entrySet()) {
                if (values.apply(field.getKey()).stream().noneMatch(field.getValue()::anyMatches)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Which entries the values of one field leave. */
    private static final class Field {

        final String name;

        /** Those that do not ask for the field. */
        final BitSet free = new BitSet();

        /** Those that ask for nothing that could be looked up, but do ask for a value. */
        final BitSet anyValue = new BitSet();

        final Map<String, BitSet> byText = new HashMap<>();
        private final List<BitSet> byLiteral = new ArrayList<>();
        private final LiteralSearch search;

        Field(String name, List<Entry> entries) {
            this.name = name;
            Map<String, BitSet> literals = new LinkedHashMap<>();
            for (int i = 0; i < entries.size(); i++) {
                Globs globs = entries.get(i).globs().get(name);
                if (globs == null) {
                    free.set(i);
                    continue;
                }
                for (String text : globs.exact()) {
                    byText.computeIfAbsent(text, unused -> new BitSet()).set(i);
                }
                for (String glob : globs.others()) {
                    String literal = longestLiteral(glob);
                    (literal.isEmpty() ? anyValue : literals.computeIfAbsent(literal, unused -> new BitSet())).set(i);
                }
            }
            byLiteral.addAll(literals.values());
            search = new LiteralSearch(List.copyOf(literals.keySet()));
        }

        private static String longestLiteral(String glob) {
            String longest = "";
            for (String each : glob.split("\\*", -1)) {
                longest = each.length() > longest.length() ? each : longest;
            }
            return longest;
        }

        /** Leaves of some entries those that may match these values. */
        void narrow(BitSet entries, List<String> values) {
            BitSet possible = (BitSet) free.clone();
            for (String value : values) {
                possible.or(anyValue);
                BitSet exact = byText.get(value);
                if (exact != null) {
                    possible.or(exact);
                }
                search.find(value, literal -> possible.or(byLiteral.get(literal)));
            }
            entries.and(possible);
        }
    }

    private final List<Entry> entries;

    /** Those that most entries ask for come first. */
    private final List<Field> fields;

    /** Of entries in the order of their file. */
    ScopeIndex(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(entry -> names.addAll(entry.globs().keySet()));
        fields = names.stream()
                .map(name -> new Field(name, this.entries))
                .sorted(Comparator.comparingInt(field -> field.free.cardinality()))
                .toList();
    }

    /** The asset of the first entry that the values of the scope fields match; null if there is none. */
    @Nullable
    Asset assetOf(Function<String, List<String>> values) {
        Map<String, List<String>> found = new HashMap<>();
        Function<String, List<String>> once = field -> found.computeIfAbsent(field, values);
        BitSet possible = new BitSet();
        possible.set(0, entries.size());
        for (Field field : fields) {
            field.narrow(possible, once.apply(field.name));
            if (possible.isEmpty()) {
                return null;
            }
        }
        for (int i = possible.nextSetBit(0); i >= 0; i = possible.nextSetBit(i + 1)) {
            if (entries.get(i).matches(once)) {
                return entries.get(i).asset();
            }
        }
        return null;
    }
}
