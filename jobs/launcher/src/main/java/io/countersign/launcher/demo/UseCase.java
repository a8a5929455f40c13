package io.countersign.launcher.demo;

import java.util.List;

/**
 * What the week shows, and the rules of the catalog that find it.
 *
 * @param title what goes wrong
 * @param rules the ids of the rules
 */
public record UseCase(String title, List<String> rules) {

    /** All of them, in the order in which they are told. */
    public static final List<UseCase> ALL = List.of(
            new UseCase(
                    "Service accounts act outside their approved, reviewed scope",
                    List.of("entitlement-scope", "grant-use-revoke")),
            new UseCase("Pipelines alter production data outside their release", List.of("release-window")),
            new UseCase(
                    "API keys are too old, revoked or in no vault",
                    List.of("rotation-overdue", "key-used-after-revocation", "key-not-vaulted")),
            new UseCase(
                    "Privileged actions on the warehouse go unrecorded or unmonitored",
                    List.of("session-not-recorded", "monitoring-disabled-then-write")),
            new UseCase(
                    "Bots act after their retirement, or belong to nobody",
                    List.of("used-after-retirement", "retired-credentials-not-revoked", "orphaned-identity")));

    public UseCase {
        rules = List.copyOf(rules);
    }

    /**
     * The ids of all the rules. The catalog has more, which would find the same incidents again: what is planted is said
     * of these only.
     */
    public static List<String> allRules() {
        return ALL.stream().flatMap(each -> each.rules().stream()).toList();
    }
}
