package io.countersign.launcher.scenario;

import java.util.List;
import java.util.Objects;

/**
 * A scenario: what is sent, in this order, and what is true of it.
 *
 * @param messages in the order of sending
 */
public record Scenario(List<ScenarioMessage> messages, Truth truth) {

    public Scenario {
        messages = List.copyOf(messages);
        Objects.requireNonNull(truth, "truth");
    }
}
