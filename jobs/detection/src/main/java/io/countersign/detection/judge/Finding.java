package io.countersign.detection.judge;

import io.countersign.rules.catalog.RuleCard;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Verdict;
import io.countersign.schemas.record.VerdictOutcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A verdict with what a reader needs to understand it.
 *
 * @param verdict the verdict, one revision of it
 * @param action the action it judges
 * @param control what the control's rule file says of itself
 * @param previous the outcome of the revision before; null for the first
 */
public record Finding(
        Verdict verdict,
        Action action,
        RuleCard control,
        @Nullable VerdictOutcome previous) {

    public Finding {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(control, "control");
    }
}
