package io.countersign.detection.judge;

import io.countersign.schemas.record.Action;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * Spreads actions evenly over a fixed number of keys, so that no hot identity or system can stall a subtask. Events
 * with an equal source and id share a key, which is what recognising duplicates needs.
 */
public final class ActionKey implements KeySelector<Action, Integer> {

    private static final long serialVersionUID = 1L;

    /** Frozen: state is kept under these keys. Many for each of the 128 key groups, few enough to hold in memory. */
    private static final int KEYS = 1_024;

    @Override
    public Integer getKey(Action action) {
        return Math.floorMod(31 * action.source().hashCode() + action.id().hashCode(), KEYS);
    }
}
