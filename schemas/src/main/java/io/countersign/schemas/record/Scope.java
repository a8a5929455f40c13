package io.countersign.schemas.record;

import java.util.List;

/**
 * What a change covers. An absent or empty list of operations or objects covers all of them.
 *
 * @param systems financial systems, exact
 * @param environments environments, exact
 * @param identities identity ids, exact
 * @param operations operations, exact
 * @param objects globs over an action's object, in which only {@code *} is special (S4.1)
 */
public record Scope(
        List<String> systems,
        List<String> environments,
        List<String> identities,
        List<String> operations,
        List<String> objects) {

    public Scope {
        systems = Lists.copy(systems);
        environments = Lists.copy(environments);
        identities = Lists.copy(identities);
        operations = Lists.copy(operations);
        objects = Lists.copy(objects);
    }
}
