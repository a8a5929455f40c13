package io.countersign.rules.catalog;

import java.util.Objects;

/**
 * A control as its rule file states it (S7, {@code kind: control}).
 *
 * @param id the name of its file
 * @param title one sentence
 * @param owner who answers for it
 * @param shadow judged and recorded, but never published as an exception
 * @param select CEL over {@code action}: which actions it judges
 * @param requirement what those actions need
 */
public record Control(
        String id,
        String title,
        Severity severity,
        String owner,
        boolean shadow,
        String select,
        Requirement requirement) {

    public Control {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(select, "select");
        Objects.requireNonNull(requirement, "requirement");
    }
}
