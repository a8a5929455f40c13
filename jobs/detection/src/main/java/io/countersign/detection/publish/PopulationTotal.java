package io.countersign.detection.publish;

import java.util.Map;
import java.util.Objects;

/**
 * The sums of one source or control so far (S6.3).
 *
 * @param subject {@code source} or {@code control}
 * @param name the source or the control
 * @param terms each term's sum; terms counted by reason as {@code term/REASON}
 */
public record PopulationTotal(String subject, String name, Map<String, Long> terms) {

    public PopulationTotal {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(terms, "terms");
    }
}
