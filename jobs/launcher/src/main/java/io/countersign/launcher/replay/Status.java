package io.countersign.launcher.replay;

import java.util.Locale;

/** How what a replay finds stands to what evidence says. */
enum Status {
    /** It says the same, bit for bit, the number of the revision apart. */
    REPRODUCED,
    /** It was not settled or not final when the evidence ended, and the replay goes on from there. */
    OPEN,
    /** It says something else. */
    DIFFERS,
    /** The replay does not have it. */
    MISSING,
    /** Evidence does not have it. */
    NEW;

    /** Whether it calls for an explanation. */
    boolean isDifference() {
        return this == DIFFERS || this == MISSING || this == NEW;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
