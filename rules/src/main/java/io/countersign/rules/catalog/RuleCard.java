package io.countersign.rules.catalog;

import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every rule file says of its rule (S7).
 *
 * @param id the name of its file
 * @param title one sentence
 * @param owner who answers for it
 * @param shadow judged and recorded, but never published as an exception or an alert
 * @param version counts the changes of what it means, from 1
 * @param effectiveFrom what happened before, in event time, is no concern of the rule; null if everything is
 */
public record RuleCard(
        String id,
        String title,
        Severity severity,
        String owner,
        boolean shadow,
        int version,
        @Nullable Instant effectiveFrom) {

    /** What an id looks like: it names folders, keys of topics and lines of a lock. */
    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    public RuleCard {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(owner, "owner");
    }

    /** Whether a rule may have this id. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** Whether the rule is concerned with what happened at an instant. */
    public boolean isEffectiveAt(Instant time) {
        return effectiveFrom == null || !time.isBefore(effectiveFrom);
    }
}
