package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.UnreadableException;
import java.time.Duration;
import java.time.Instant;

/**
 * Which times a record can have (S1.4).
 *
 * @param max how far ahead of Kafka's record timestamp
 */
record Skew(Duration max) {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    /** The time, if a record delivered in this message can have it. */
    Instant check(String field, Instant time, Message message) throws UnreadableException {
        if (time.isBefore(EARLIEST)) {
            throw new UnreadableException(
                    QuarantineReason.TIME_OUT_OF_RANGE,
                    "'" + field + "' is " + time + ", expected 2000-01-01 or later; are seconds taken for millis?");
        }
        Long timestampMillis = message.timestampMillis();
        if (timestampMillis != null
                && time.isAfter(Instant.ofEpochMilli(timestampMillis).plus(max))) {
            throw new UnreadableException(
                    QuarantineReason.TIME_OUT_OF_RANGE,
                    "'" + field + "' is " + time + ", more than " + max + " ahead of the message's timestamp "
                            + Instant.ofEpochMilli(timestampMillis));
        }
        return time;
    }
}
