package io.countersign.detection.evidence;

import io.countersign.evidence.line.EvidenceRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Keys evidence by its lane. The keys are chosen so that the lanes are spread evenly over the key groups, and with them
 * over the subtasks; they are frozen, for the place where a lane ends is kept under them.
 */
final class LaneKey implements KeySelector<EvidenceRecord, Integer> {

    private static final long serialVersionUID = 1L;
    private static final int KEY_GROUPS = 128;

    private final int lanes;
    private final ArrayList<Integer> keys = new ArrayList<>();

    /** For a log with so many lanes, at most as many as there are key groups. */
    LaneKey(int lanes) {
        this.lanes = lanes;
        for (int lane = 0; lane < lanes; lane++) {
            int keyGroup = lane * KEY_GROUPS / lanes;
            int key = 0;
            while (KeyGroupRangeAssignment.assignToKeyGroup(key, KEY_GROUPS) != keyGroup) {
                key++;
            }
            keys.add(key);
        }
    }

    /** The keys by lane. */
    List<Integer> keys() {
        return List.copyOf(keys);
    }

    @Override
    public Integer getKey(EvidenceRecord evidence) {
        return keys.get(evidence.lane(lanes));
    }
}
