package io.countersign.launcher.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Mutants of the steps of a sequence. */
final class StepMutants {

    private static final String STEPS = "steps";
    private static final String NOT = "not";
    private static final String TIMES = "times";

    private final RuleMutants made;
    private final JsonNode steps;

    StepMutants(RuleMutants made, JsonNode steps) {
        this.made = made;
        this.steps = steps;
    }

    void make() {
        for (int i = 0; i < steps.size(); i++) {
            List<Object> path = new ArrayList<>(List.of(STEPS, i));
            if (isForbidden(i)) {
                path.add(NOT);
            }
            path.add(name(i));
            made.condition(name(i), path, taken(i));
            gone(i, path);
            if (i + 1 < steps.size() && !(isForbidden(i) && isForbidden(i + 1))) {
                swap(i, path);
            }
            if (!isForbidden(i)) {
                forbid(i, path);
                times(i, path);
            }
        }
    }

    /** The names of the steps that take events. */
    List<String> taken() {
        return taken(steps.size());
    }

    private List<String> taken(int before) {
        return IntStream.range(0, before)
                .filter(i -> !isForbidden(i))
                .mapToObj(this::name)
                .toList();
    }

    private boolean isForbidden(int i) {
        return steps.path(i).path(NOT).isObject();
    }

    private String name(int i) {
        Iterator<String> names = (isForbidden(i) ? steps.path(i).path(NOT) : steps.path(i)).fieldNames();
        String name = names.next();
        return name.equals(TIMES) && names.hasNext() ? names.next() : name;
    }

    private static ArrayNode stepsOf(ObjectNode mutant) {
        return (ArrayNode) mutant.path(STEPS);
    }

    private void gone(int i, List<Object> path) {
        made.add(
                isForbidden(i) ? MutantKind.NOT : MutantKind.STEP,
                path,
                "steps: " + (isForbidden(i) ? "not " : "") + name(i) + " -> gone",
                isForbidden(i)
                        ? "a silent one in which " + name(i) + " happens and all else does"
                        : "a silent one in which all happens but " + name(i),
                mutant -> stepsOf(mutant).remove(i));
    }

    /** Two neighbours that are both forbidden have no order. */
    private void swap(int i, List<Object> path) {
        made.add(
                MutantKind.SWAP,
                path,
                "steps: " + name(i) + ", " + name(i + 1) + " -> " + name(i + 1) + ", " + name(i),
                "a silent one in which " + name(i + 1) + " comes before " + name(i),
                mutant -> {
                    ArrayNode swapped = stepsOf(mutant);
                    JsonNode first = swapped.get(i);
                    swapped.set(i, swapped.get(i + 1));
                    swapped.set(i + 1, first);
                });
    }

    private void forbid(int i, List<Object> path) {
        made.add(
                MutantKind.FORBID,
                path,
                "steps: " + name(i) + " -> not " + name(i),
                "one that fires because " + name(i) + " happens",
                mutant -> {
                    ObjectNode step = stepsOf(mutant).objectNode();
                    step.set(NOT, steps.path(i).deepCopy());
                    stepsOf(mutant).set(i, step);
                });
    }

    private void times(int i, List<Object> path) {
        JsonNode given = steps.path(i).path(TIMES);
        for (int part = 0; part < given.size(); part++) {
            // The last step that takes events ends as soon as it has its least.
            boolean isMost = part == 1 && isLastTaken(i);
            for (int step : isMost ? new int[0] : new int[] {-1, 1}) {
                ArrayNode changed = given.deepCopy();
                int before = given.path(part).asInt();
                changed.set(part, Integer.toString(before + step));
                made.add(
                        MutantKind.TIMES,
                        path,
                        name(i) + ": times " + shown(given) + " -> " + shown(changed),
                        "one with exactly " + (before + Math.min(step, 0)) + " of " + name(i),
                        mutant -> ((ObjectNode) stepsOf(mutant).path(i)).set(TIMES, changed));
            }
        }
    }

    private boolean isLastTaken(int i) {
        for (int later = i + 1; later < steps.size(); later++) {
            if (!isForbidden(later)) {
                return false;
            }
        }
        return true;
    }

    private static String shown(JsonNode times) {
        return times.size() == 1
                ? times.path(0).asText()
                : "[" + times.path(0).asText() + ", " + times.path(1).asText() + "]";
    }
}
