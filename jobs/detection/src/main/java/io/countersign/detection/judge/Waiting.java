package io.countersign.detection.judge;

import io.countersign.rules.judge.Selection;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Verdict;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A selected action that waits for its sources.
 *
 * @param control id of the control that selected it
 * @param contentSha256 hash of the action's content (S6.1)
 * @param last the last revision of its verdict; null before the first
 * @param dueMillis when responders are to be told what is known so far; null if they were, or need not be
 * @param group of the alerts under its verdict's id; null if there was none
 */
public record Waiting(
        String control,
        Action action,
        String contentSha256,
        @Nullable Verdict last,
        @Nullable Long dueMillis,
        @Nullable String group) {

    public Waiting {
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(contentSha256, "contentSha256");
    }

    /** An action of which nobody has been told. */
    public Waiting(String control, Action action, String contentSha256, @Nullable Verdict last) {
        this(control, action, contentSha256, last, null, null);
    }

    long timeMillis() {
        return action.time().toEpochMilli();
    }

    Selection selectedBy(Rule rule) {
        return new Selection(rule.control(), action, contentSha256);
    }

    /** What waits on after a revision is an exception or cannot be known: responders have been told of it. */
    Waiting after(Verdict revision) {
        String alerted = group == null ? Alert.groupOf(revision, action) : group;
        return new Waiting(control, action, contentSha256, revision, null, alerted);
    }

    boolean isDue(long nowMillis) {
        return dueMillis != null && dueMillis <= nowMillis;
    }

    Waiting dueAt(long millis) {
        return new Waiting(control, action, contentSha256, last, millis, group);
    }

    /** What was due has been looked at, and told under a group, or not. */
    Waiting told(@Nullable String under) {
        return new Waiting(control, action, contentSha256, last, null, under);
    }
}
