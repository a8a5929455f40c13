package io.countersign.launcher.trial;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one input of a topology delivers, and when. Its lanes are independent of each other, as partitions are; a phase
 * begins for all inputs together, when all of the phase before has reached the last operator.
 *
 * @param input the name of the input
 * @param time what it says of the time of actions
 * @param lanes for each lane the steps of each phase; every lane has every phase
 */
public record Script(String input, Time time, List<List<List<Step>>> lanes) implements Serializable {

    /** What an input says of the time of actions. */
    public enum Time {
        /** Nothing, as the files of a bounded run do. */
        NONE,
        /** What its steps say. */
        OF_STEPS,
        /** Nothing, and that it never will, as topics of register records do. */
        IDLE
    }

    public Script {
        List<List<List<Step>>> copy = new ArrayList<>();
        lanes.forEach(phases ->
                copy.add(new ArrayList<>(phases.stream().map(ArrayList::new).toList())));
        lanes = copy;
    }

    /** How many phases it has. */
    int phases() {
        return lanes.stream().mapToInt(List::size).max().orElse(0);
    }

    /** The same, after phases in which nothing is delivered. */
    Script after(int emptyPhases) {
        List<List<List<Step>>> later = new ArrayList<>();
        for (List<List<Step>> phases : lanes) {
            List<List<Step>> own = new ArrayList<>(Collections.nCopies(emptyPhases, List.of()));
            own.addAll(phases);
            later.add(own);
        }
        return new Script(input, time, later);
    }
}
