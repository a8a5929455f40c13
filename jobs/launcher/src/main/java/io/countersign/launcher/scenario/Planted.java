package io.countersign.launcher.scenario;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that must be found: the last word of one control on one action.
 *
 * @param control the id of the control
 * @param source the action's source
 * @param actionId the action's id
 * @param outcome for example {@code EXCEPTION}
 * @param reason for example {@code AFTER_END}
 * @param nearest the change that came nearest; null if none did or it is not part of what was planted
 * @param story what happened, for people
 */
public record Planted(
        String control,
        String source,
        String actionId,
        String outcome,
        String reason,
        @Nullable String nearest,
        String story) {

    public Planted {
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(actionId, "actionId");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(story, "story");
    }
}
