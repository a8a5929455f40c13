package io.countersign.rules.judge;

import io.countersign.rules.catalog.Control;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * An action that a control selected.
 *
 * @param contentSha256 hash of the action's content (S6.1)
 */
public record Selection(Control control, Action action, String contentSha256) {

    public Selection {
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(contentSha256, "contentSha256");
    }

    /** The id all revisions of the verdict share (S6.2). */
    public String verdictId() {
        String text = control.id() + "\n" + action.source() + "\n" + action.id() + "\n" + contentSha256;
        return Codec.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    }

    /** The instant the control's sources must be complete through before the action is judged (S4.6, S5). */
    public Instant settlesAt() {
        return action.time().plus(control.requirement().completeAfter());
    }

    /** The instant at which the final revision of an exception is due at the latest (S4.5). */
    public Instant finalAt() {
        return action.time().plus(control.requirement().ratifyWithin());
    }
}
