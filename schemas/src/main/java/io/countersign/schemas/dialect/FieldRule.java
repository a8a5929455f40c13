package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.UnreadableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one field of a record comes from: the first case that applies and yields a value. */
record FieldRule(List<Case> cases) {

    static final FieldRule ABSENT = new FieldRule(List.of());

    FieldRule {
        cases = List.copyOf(cases);
    }

    /** What stands at one path, as it is. */
    static FieldRule at(int path, @Nullable TimeFormat timeFormat) {
        return new FieldRule(List.of(new Case(
                new Guard(List.of(), List.of()),
                List.of(path),
                Take.FIRST,
                null,
                new Trim("", "", "", "", false),
                Meaning.TEXT,
                Map.of(),
                new Globs(List.of()),
                "",
                "",
                timeFormat,
                "")));
    }

    /** What of a case's paths counts. */
    enum Take {
        /** The first that is present. */
        FIRST,
        /** The first that is present, and of an array there only the last value. */
        LAST,
        /** All that are present. */
        ALL,
        /** All of them, put together to one text; nothing if one is absent. */
        JOINED
    }

    /**
     * One case.
     *
     * @param guard of which events the case is
     * @param from numbers of the paths
     * @param take what of the paths counts
     * @param value taken where no path is given; null where paths are
     * @param trim what of the text found is wanted
     * @param meaning what that is taken for
     * @param map what the text found is replaced by; a text it lacks is no value. Empty where text is taken as it is
     * @param only which texts found count; none listed means all
     * @param prefix what is put before a text found
     * @param suffix what is put behind it
     * @param timeFormat how a time found is written; null where as all others of the file
     * @param separator what splits one text into values, or joins several to one; empty where a text is one value
     */
    record Case(
            Guard guard,
            List<Integer> from,
            Take take,
            @Nullable String value,
            Trim trim,
            Meaning meaning,
            Map<String, String> map,
            Globs only,
            String prefix,
            String suffix,
            @Nullable TimeFormat timeFormat,
            String separator) {

        Case {
            from = List.copyOf(from);
            map = Map.copyOf(map);
        }

        /** The paths for want of which there is no value: all, or for a joined text any. */
        private List<String> absent(Slots slots, PathTree paths) {
            List<String> absent = from.stream()
                    .filter(path -> slots.first(path) == null)
                    .map(paths::pathOf)
                    .toList();
            return take == Take.JOINED || absent.size() == from.size() ? absent : List.of();
        }

        /** The paths that count, as far as there is something. */
        private List<String> present(Slots slots, PathTree paths) {
            return from.stream()
                    .filter(path -> slots.first(path) != null)
                    .limit(takesOnePath() ? 1 : from.size())
                    .map(paths::pathOf)
                    .toList();
        }

        private List<String> values(Slots slots) {
            if (!guard.holds(slots)) {
                return List.of();
            }
            if (value != null) {
                return List.of(value);
            }
            return take == Take.JOINED ? joined(slots) : gathered(slots);
        }

        private List<String> joined(Slots slots) {
            List<String> parts = new ArrayList<>();
            for (int path : from) {
                String part = slots.first(path);
                if (part == null) {
                    return List.of();
                }
                parts.add(part);
            }
            return List.of(prefix + String.join(separator, parts) + suffix);
        }

        private List<String> gathered(Slots slots) {
            List<String> gathered = new ArrayList<>();
            for (int path : from) {
                for (String text : slots.all(path)) {
                    addParts(text, gathered);
                }
                if (takesOnePath() && !gathered.isEmpty()) {
                    return take == Take.LAST ? gathered.subList(gathered.size() - 1, gathered.size()) : gathered;
                }
            }
            return gathered;
        }

        private boolean takesOnePath() {
            return take == Take.FIRST || take == Take.LAST;
        }

        private void addParts(String text, List<String> parts) {
            if (separator.isEmpty()) {
                addMapped(text, parts);
                return;
            }
            int start = 0;
            for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
                addMapped(text.substring(start, end).strip(), parts);
                start = end + separator.length();
            }
            addMapped(text.substring(start).strip(), parts);
        }

        private void addMapped(String found, List<String> parts) {
            if (!only.isEmpty() && !only.anyMatches(found)) {
                return;
            }
            for (String text : meaning.of(trim.apply(found))) {
                String mapped = map.isEmpty() ? text : map.get(text);
                if (mapped != null && !mapped.isEmpty()) {
                    parts.add(prefix + mapped + suffix);
                }
            }
        }
    }

    /** The value; null if no case yields one. */
    @Nullable
    String text(Slots slots) {
        List<String> texts = texts(slots);
        return texts.isEmpty() ? null : texts.get(0);
    }

    /** The time; null if no case yields one. */
    @Nullable
    Instant time(String field, Slots slots, TimeNotation notation, WrittenTime.Edge edge) throws UnreadableException {
        for (Case each : cases) {
            List<String> values = each.values(slots);
            if (!values.isEmpty()) {
                return notation.with(each.timeFormat()).read(field, values.get(0), edge);
            }
        }
        return null;
    }

    /** All values of the first case that yields any. */
    List<String> texts(Slots slots) {
        for (Case each : cases) {
            List<String> values = each.values(slots);
            if (!values.isEmpty()) {
                return values;
            }
        }
        return List.of();
    }

    /** All values of all cases that apply. */
    List<String> textsOfAllCases(Slots slots) {
        List<String> texts = new ArrayList<>();
        for (Case each : cases) {
            texts.addAll(each.values(slots));
        }
        return texts;
    }

    /** Where the value comes from, or why there is none. */
    String why(Slots slots, PathTree paths) {
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            String ofCase = cases.size() == 1 ? "" : " (case " + (i + 1) + " of " + cases.size() + ")";
            if (!each.values(slots).isEmpty()) {
                return each.value() != null
                        ? "fixed" + ofCase
                        : "from " + String.join(", ", each.present(slots, paths)) + ofCase;
            }
            if (each.guard().holds(slots)) {
                List<String> absent = each.absent(slots, paths);
                tried.add(
                        absent.isEmpty()
                                ? "no value in what is at " + String.join(", ", each.present(slots, paths)) + ofCase
                                : "nothing at " + String.join(", ", absent) + ofCase);
            }
        }
        return tried.isEmpty() ? "no case applies" : String.join("; ", tried);
    }

    /** What the paths hold before any mapping, to say what was given; null if they hold nothing. */
    @Nullable
    String given(Slots slots) {
        for (Case each : cases) {
            for (int path : each.from()) {
                String text = slots.first(path);
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }
}
