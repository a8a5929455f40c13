package io.countersign.schemas.dialect;

import io.countersign.schemas.record.Glob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A list of globs, most of which are exact texts, so that these are looked up instead of tried. */
final class Globs {

    private final Set<String> exact = new HashSet<>();
    private final List<String> others = new ArrayList<>();
    private final boolean anyCase;

    Globs(List<String> globs) {
        this(globs, false);
    }

    /**
     * Globs.
     *
     * @param anyCase whether capital and small letters are alike
     */
    Globs(List<String> globs, boolean anyCase) {
        this.anyCase = anyCase;
        for (String given : globs) {
            String glob = anyCase ? given.toLowerCase(Locale.ROOT) : given;
            if (glob.indexOf('*') < 0) {
                exact.add(glob);
            } else {
                others.add(glob);
            }
        }
    }

    boolean isEmpty() {
        return exact.isEmpty() && others.isEmpty();
    }

    /** Whether the empty text is listed, by which absence is meant. */
    boolean listsEmpty() {
        return exact.contains("");
    }

    /** Those without a star. */
    Set<String> exact() {
        return exact;
    }

    /** Those with one. */
    List<String> others() {
        return others;
    }

    /** Whether any of the globs matches the whole text. */
    boolean anyMatches(String given) {
        String text = anyCase ? given.toLowerCase(Locale.ROOT) : given;
        if (exact.contains(text)) {
            return true;
        }
        for (String glob : others) {
            if (Glob.matches(glob, text)) {
                return true;
            }
        }
        return false;
    }
}
