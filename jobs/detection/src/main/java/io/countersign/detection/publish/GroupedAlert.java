package io.countersign.detection.publish;

import io.countersign.detection.judge.Alert;
import java.util.Objects;

/**
 * An alert with what its group has come to, itself included.
 *
 * @param total the group's
 */
public record GroupedAlert(Alert alert, GroupTotal total) {

    public GroupedAlert {
        Objects.requireNonNull(alert, "alert");
        Objects.requireNonNull(total, "total");
    }
}
