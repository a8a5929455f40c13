package io.countersign.rules.catalog;

import java.util.Objects;

/**
 * A control as its rule file states it (S7, {@code kind: control}).
 *
 * @param card what it says of itself
 * @param select CEL over {@code action}: which actions it judges
 * @param requirement what those actions need
 */
public record Control(RuleCard card, String select, Requirement requirement) {

    public Control {
        Objects.requireNonNull(card, "card");
        Objects.requireNonNull(select, "select");
        Objects.requireNonNull(requirement, "requirement");
    }

    /** Its id. */
    public String id() {
        return card.id();
    }

    /** Whether it is judged and recorded only. */
    public boolean shadow() {
        return card.shadow();
    }
}
