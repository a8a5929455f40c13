package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What becomes of one start: it goes on through the later events of its key until it is decided. */
final class SequenceAttempt {
    /** How it ended. */
    enum Outcome {
        MATCHED,
        /** Killed, or its time is over. */
        FAILED,
        /** What is still to come may complete it or kill it. */
        UNDECIDED
    }

    /** The match, if it is one: when it is one, and which of the events it took. */
    record Result(Outcome outcome, long time, List<Integer> taken) {}

    private final SequenceSpec spec;
    private final List<SequenceEvent> events;
    private final Instant through;
    private final List<Step> steps;

    /** The places of the taken events, and for each the place of the step that took it. */
    private final List<Integer> taken = new ArrayList<>();

    private final List<Integer> takenBy = new ArrayList<>();

    private int step = 0;
    private int count = 0;

    private SequenceAttempt(SequenceSpec spec, List<SequenceEvent> events, Instant through) {
        this.spec = spec;
        this.events = events;
        this.through = through;
        this.steps = spec.taken();
    }

    static boolean starts(SequenceSpec spec, SequenceEvent event) {
        ObjectNode scope = JsonNodeFactory.instance.objectNode().set("event", event.node());
        return spec.steps().get(0).expression().holds(scope);
    }

    /**
     * Starts at one of the events.
     *
     * @param events those of one key, none after {@code through}, in their total order
     * @param through up to where all events are known
     */
    static Result from(int start, SequenceSpec spec, List<SequenceEvent> events, Instant through) {
        return new SequenceAttempt(spec, events, through).run(start);
    }

    private Result run(int start) {
        take(start);
        if (complete() && !spec.endsInAbsence()) {
            return new Result(Outcome.MATCHED, events.get(start).time(), taken);
        }
        long end = events.get(start).time() + spec.within().orElseThrow().toMillis();
        for (int place = start + 1; place < events.size() && events.get(place).time() < end; place++) {
            SequenceEvent event = events.get(place);
            boolean enough = count >= steps.get(step).min();
            // The last step ends as soon as it has enough, even if it could take more.
            boolean full = isLast() ? enough : count == steps.get(step).max();
            if (spec.until().isPresent() && spec.until().get().holds(scope(event, step + 1))) {
                return new Result(Outcome.FAILED, end, List.of());
            } else if (!full && steps.get(step).expression().holds(scope(event, step))) {
                take(place);
            } else if (enough && !isLast() && steps.get(step + 1).expression().holds(scope(event, step + 1))) {
                step++;
                count = 0;
                take(place);
            } else if (enough && isForbidden(event)) {
                return new Result(Outcome.FAILED, end, List.of());
            }
            if (complete() && !spec.endsInAbsence()) {
                return new Result(Outcome.MATCHED, event.time(), taken);
            }
        }
        if (Instant.ofEpochMilli(end).isAfter(through)) {
            return new Result(Outcome.UNDECIDED, end, List.of());
        }
        return complete() ? new Result(Outcome.MATCHED, end, taken) : new Result(Outcome.FAILED, end, List.of());
    }

    private void take(int place) {
        taken.add(place);
        takenBy.add(step);
        count++;
    }

    private boolean isLast() {
        return step == steps.size() - 1;
    }

    private boolean complete() {
        return isLast() && count >= steps.get(step).min();
    }

    private boolean isForbidden(SequenceEvent event) {
        return spec.forbiddenAfter(steps.get(step)).stream()
                .anyMatch(forbidden -> forbidden.expression().holds(scope(event, step + 1)));
    }

    /** The event, and of each step before the given place the last event it took. */
    private ObjectNode scope(SequenceEvent event, int before) {
        ObjectNode scope = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < taken.size(); i++) {
            if (takenBy.get(i) < before) {
                scope.set(
                        steps.get(takenBy.get(i)).name(),
                        events.get(taken.get(i)).node());
            }
        }
        return scope.set("event", event.node());
    }
}
