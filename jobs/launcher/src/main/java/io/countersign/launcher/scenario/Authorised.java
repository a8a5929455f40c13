package io.countersign.launcher.scenario;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that must be found to be in order: what one control says of one action.
 *
 * @param control the id of the control
 * @param source the action's source
 * @param actionId the action's id
 * @param change the change that covers it; null for controls that ask for no change
 */
public record Authorised(
        String control,
        String source,
        String actionId,
        @Nullable String change) {

    public Authorised {
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(actionId, "actionId");
    }
}
