package io.countersign.launcher.replay;

import java.util.List;

/**
 * What a difference comes from.
 *
 * @param records the records that it comes from, each as a sentence's part; empty where it comes from none
 */
record Why(Kind kind, List<String> records) {

    /** What differences come from. */
    enum Kind {
        /** The evidence ends before it was settled or final. */
        WAITS("not settled or not final when the evidence ended"),
        /** The beginning of a sequence may lie before what was judged again. */
        EDGE("its sequence may have begun before the period"),
        /** Register records that came after their source had declared itself complete past them (S3.6). */
        LATE("late register record"),
        /** Perhaps the same, of a source that is complete by the clock (S4.6), which is not in evidence. */
        ASSUMED("unknown; a source that the control trusts is assumed to be complete, by a clock that evidence does not"
                + " have, so that a record of it may have come late"),
        /** Other rules. */
        RULES("other rules"),
        /** Nothing that is known of. */
        UNKNOWN("unknown");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** How many records are named. */
    private static final int MOST_NAMED = 3;

    Why {
        records = List.copyOf(records);
    }

    static Why of(Kind kind) {
        return new Why(kind, List.of());
    }

    /** In words. */
    String text() {
        if (records.isEmpty()) {
            return kind.text;
        }
        String named = String.join("; ", records.subList(0, Math.min(MOST_NAMED, records.size())));
        String more = records.size() > MOST_NAMED ? "; and " + (records.size() - MOST_NAMED) + " more" : "";
        return kind.text + (records.size() > 1 ? "s " : " ") + named + more;
    }
}
