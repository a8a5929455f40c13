package io.countersign.schemas.dialect;

import java.util.List;

/**
 * Of which events something holds.
 *
 * @param when what must hold; nothing always does
 * @param unless of which none may hold
 */
record Guard(List<Condition> when, List<Condition> unless) {

    Guard {
        when = List.copyOf(when);
        unless = List.copyOf(unless);
    }

    boolean holds(Slots slots) {
        for (Condition condition : when) {
            if (!condition.holds(slots)) {
                return false;
            }
        }
        for (Condition condition : unless) {
            if (condition.holds(slots)) {
                return false;
            }
        }
        return true;
    }
}
