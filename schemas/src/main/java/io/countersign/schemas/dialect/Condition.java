package io.countersign.schemas.dialect;

/**
 * What one of an event's values at a path must look like.
 *
 * @param path number of the path
 * @param globs any of which a value must match; the empty one stands for a value that is absent
 */
record Condition(int path, Globs globs) {

    boolean holds(Slots slots) {
        if (slots.first(path) == null) {
            return globs.listsEmpty();
        }
        for (String value : slots.all(path)) {
            if (!value.isEmpty() && globs.anyMatches(value)) {
                return true;
            }
        }
        return false;
    }
}
