package io.countersign.launcher.trial;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What an input does next.
 *
 * @param json a record to deliver, as canonical JSON; null for none
 * @param watermark what the time of actions moves to then, in epoch milliseconds; null where it stays. It
 *     passes nothing that any lane has still to deliver
 */
public record Step(@Nullable String json, @Nullable Long watermark) implements Serializable {

    /** Delivers a record. */
    public static Step deliver(String json) {
        return new Step(json, null);
    }
}
