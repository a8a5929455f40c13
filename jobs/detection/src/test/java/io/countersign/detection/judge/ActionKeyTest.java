package io.countersign.detection.judge;

import static io.countersign.detection.judge.Given.NOON;
import static io.countersign.detection.judge.Given.action;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class ActionKeyTest {

    /** State is kept under these keys: with others, what waits in a savepoint would never be found again. */
    @Test
    void shouldGiveAnActionTheKeyItHasForEver() {
        assertThat(new ActionKey().getKey(action("evt-1", NOON))).isEqualTo(PINNED);
        assertThat(new ActionKey().getKey(action("evt-1", NOON.plusSeconds(9))))
                .as("a reused id is seen where it was used first")
                .isEqualTo(PINNED);
    }

    private static final int PINNED = 385;

    @Test
    void shouldSpreadTheActionsOfOneIdentityOverAllSubtasks() {
        int[] actionsBySubtask = new int[4];
        for (int i = 0; i < 40_000; i++) {
            actionsBySubtask[
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            new ActionKey().getKey(action("evt-" + i, NOON)), 128, 4)]++;
        }
        assertThat(Arrays.stream(actionsBySubtask).min().orElse(0)).isGreaterThan(8_000);
    }
}
