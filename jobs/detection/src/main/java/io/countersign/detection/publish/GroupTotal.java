package io.countersign.detection.publish;

import java.time.Instant;
import java.util.Objects;

/**
 * What a group of alerts has come to.
 *
 * @param open how many of its alerts are neither ratified nor withdrawn
 * @param firstTime of the earliest action in it
 * @param lastTime of the latest action in it
 * @param alertedMillis when its last alert came, in processing time
 */
public record GroupTotal(long open, Instant firstTime, Instant lastTime, long alertedMillis) {

    public GroupTotal {
        if (open < 0) {
            throw new IllegalArgumentException(open + " open alerts, expected none or more");
        }
        Objects.requireNonNull(firstTime, "firstTime");
        Objects.requireNonNull(lastTime, "lastTime");
    }
}
