package io.countersign.detection.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Properties that go to Kafka's clients as they are. Never shows a secret.
 *
 * @param values by name
 * @param secrets names of those whose values came from a file or from the environment
 */
public record ClientProperties(Map<String, String> values, Set<String> secrets) {

    private static final Set<String> SECRET_WORDS =
            Set.of("password", "secret", "jaas", "token", "credential", "private", "keystore.key");

    public ClientProperties {
        values = Map.copyOf(values);
        secrets = Set.copyOf(secrets);
    }

    /** Whether the name alone tells that its value is to be kept secret. */
    static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET_WORDS.stream().anyMatch(lower::contains);
    }

    /** The properties with {@code ***} in place of each secret. */
    @Override
    public String toString() {
        SortedMap<String, String> shown = new TreeMap<>();
        values.forEach((name, value) -> shown.put(name, secrets.contains(name) || isSecretName(name) ? "***" : value));
        return shown.toString();
    }
}
