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
 */
public record Waiting(
        String control,
        Action action,
        String contentSha256,
        @Nullable Verdict last) {

    public Waiting {
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(contentSha256, "contentSha256");
    }

    long timeMillis() {
        return action.time().toEpochMilli();
    }

    Selection selectedBy(Rule rule) {
        return new Selection(rule.control(), action, contentSha256);
    }

    Waiting after(Verdict revision) {
        return new Waiting(control, action, contentSha256, revision);
    }
}
