package io.countersign.detection.correlate;

import io.countersign.rules.catalog.Sequence;
import io.countersign.rules.catalog.Sequence.Step;
import io.countersign.rules.sequence.Candidate;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.rules.sequence.SequenceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.StateTransitionAction;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.jspecify.annotations.Nullable;

/**
 * A sequence as an automaton of flink-cep.
 *
 * <p>It is built state by state, not through the pattern language, because that one branches where a step may repeat: a
 * loop that ignores an event is also left at that event, so that one beginning has several ends and which of them is
 * told depends on the order in a heap. Here an event moves a beginning in one way or in none (S7):
 * {@code until} ends it, else the current step takes the event if it may have more, else the next step takes it, else a
 * {@code not} between the two ends it, else it is passed over.
 *
 * <p>A state stands for what has been taken: {@code grant:1} for one event of step {@code grant}. flink-cep puts an event
 * down under the name of the state that takes it, without what follows the colon.
 */
final class SequenceAutomaton implements NFACompiler.NFAFactory<Candidate> {

    private static final long serialVersionUID = 1L;

    private final SequenceFile file;

    SequenceAutomaton(SequenceFile file) {
        this.file = file;
    }

    @Override
    public NFA<Candidate> createNFA() {
        return new Builder(file.compile()).build();
    }

    /** What an event must be, given what has been taken. */
    private interface Test {
        boolean holds(Candidate candidate, IterativeCondition.Context<Candidate> taken) throws Exception;
    }

    private static final class Condition extends IterativeCondition<Candidate> {

        private static final long serialVersionUID = 1L;

        private final transient Test test;

        Condition(Test test) {
            this.test = test;
        }

        @Override
        public boolean filter(Candidate candidate, Context<Candidate> context) throws Exception {
            return test.holds(candidate, context);
        }
    }

    /** How an event moves a beginning. */
    private enum Move {
        /** It can come to nothing any more. */
        END,
        /** The current step takes the event. */
        MORE,
        /** The next step takes the event. */
        NEXT,
        /** The event is passed over. */
        PASS
    }

    /** What decides how an event moves a beginning, given what has been taken. */
    private interface Decision {
        Move of(Candidate candidate, IterativeCondition.Context<Candidate> taken) throws Exception;
    }

    /** The moves out of a state. flink-cep asks of each in turn, with the same context: it is decided once. */
    private static final class Moves {

        private final Decision decision;
        private IterativeCondition.@Nullable Context<Candidate> asked;
        private Move decided = Move.PASS;

        Moves(Decision decision) {
            this.decision = decision;
        }

        Condition are(Move move) {
            return new Condition((candidate, taken) -> {
                if (taken != asked) {
                    decided = decision.of(candidate, taken);
                    asked = taken;
                }
                return decided == move;
            });
        }
    }

    /** Builds the automaton from its end to its beginning. */
    private static final class Builder {

        private static final Test ALWAYS = (candidate, taken) -> true;

        private final CompiledSequence compiled;
        private final Sequence sequence;

        /** The indexes of the steps that take events. */
        private final List<Integer> taking = new ArrayList<>();

        private final List<State<Candidate>> states = new ArrayList<>();

        Builder(CompiledSequence compiled) {
            this.compiled = compiled;
            sequence = compiled.sequence();
            for (int i = 0; i < sequence.steps().size(); i++) {
                if (!sequence.steps().get(i).forbidden()) {
                    taking.add(i);
                }
            }
        }

        NFA<Candidate> build() {
            State<Candidate> after = end();
            for (int place = taking.size() - 1; place > 0; place--) {
                after = taker(place, 1, waiting(place, after));
            }
            State<Candidate> first = waiting(0, after);
            State<Candidate> start = state(nameOf(0) + ":0", State.StateType.Start);
            start.addTake(first, new Condition((candidate, taken) -> step(0, candidate, taken)));
            Duration within = sequence.within();
            return new NFA<>(states, Map.of(), within == null ? 0 : within.toMillis(), false);
        }

        /** Where everything has been taken: the end, or the wait for what must not happen. */
        private State<Candidate> end() {
            List<Integer> forbidden = forbiddenAfter(taking.size() - 1);
            if (forbidden.isEmpty()) {
                return state("$endState$", State.StateType.Final);
            }
            State<Candidate> pending = state("$absence$", State.StateType.Pending);
            pending.addIgnore(
                    new Condition((candidate, taken) -> !until(candidate, taken) && !any(forbidden, candidate, taken)));
            return pending;
        }

        /**
         * The state in which a step has taken one event, and behind it those in which it has taken more.
         *
         * @param next where the next step takes its first event; behind the last step, what comes then
         */
        private State<Candidate> waiting(int place, State<Candidate> next) {
            boolean isLast = place == taking.size() - 1;
            Step step = sequence.steps().get(taking.get(place));
            int most = isLast ? step.least() : step.most();
            State<Candidate> more = isLast ? next : waiting(place, most, null, next);
            for (int count = most - 1; count >= 1; count--) {
                more = waiting(place, count, taker(place, count + 1, more), next);
            }
            return more;
        }

        /**
         * The state in which a step has taken some events.
         *
         * @param more where it takes another; null if it has had its most
         * @param next where the next step takes its first
         */
        private State<Candidate> waiting(int place, int count, @Nullable State<Candidate> more, State<Candidate> next) {
            boolean isLast = place == taking.size() - 1;
            boolean isEnough =
                    !isLast && count >= sequence.steps().get(taking.get(place)).least();
            List<Integer> forbidden = isEnough ? forbiddenAfter(place) : List.of();
            Moves moves = new Moves((candidate, taken) -> {
                if (until(candidate, taken)) {
                    return Move.END;
                } else if (more != null && step(place, candidate, taken)) {
                    return Move.MORE;
                } else if (isEnough && step(place + 1, candidate, taken)) {
                    return Move.NEXT;
                }
                return any(forbidden, candidate, taken) ? Move.END : Move.PASS;
            });
            State<Candidate> waiting = state(nameOf(place) + ":after-" + count, State.StateType.Normal);
            if (more != null) {
                waiting.addProceed(more, moves.are(Move.MORE));
            }
            if (isEnough) {
                waiting.addProceed(next, moves.are(Move.NEXT));
            }
            waiting.addIgnore(moves.are(Move.PASS));
            return waiting;
        }

        /** The state that takes an event, whatever it is, on the way to another. */
        private State<Candidate> taker(int place, int count, State<Candidate> target) {
            State<Candidate> taker = state(nameOf(place) + ":" + count, State.StateType.Normal);
            taker.addStateTransition(StateTransitionAction.TAKE, target, new Condition(ALWAYS));
            return taker;
        }

        private State<Candidate> state(String name, State.StateType type) {
            State<Candidate> state = new State<>(name, type);
            states.add(state);
            return state;
        }

        private String nameOf(int place) {
            return sequence.steps().get(taking.get(place)).name();
        }

        /** The forbidden steps between a step that takes events and the next such. */
        private List<Integer> forbiddenAfter(int place) {
            int end = place + 1 < taking.size()
                    ? taking.get(place + 1)
                    : sequence.steps().size();
            List<Integer> forbidden = new ArrayList<>();
            for (int i = taking.get(place) + 1; i < end; i++) {
                forbidden.add(i);
            }
            return forbidden;
        }

        private boolean step(int place, Candidate candidate, IterativeCondition.Context<Candidate> taken) {
            return holds(taking.get(place), candidate, taken);
        }

        private boolean any(List<Integer> indexes, Candidate candidate, IterativeCondition.Context<Candidate> taken) {
            return indexes.stream().anyMatch(index -> holds(index, candidate, taken));
        }

        private boolean until(Candidate candidate, IterativeCondition.Context<Candidate> taken) {
            return sequence.until() != null && holds(compiled.untilIndex(), candidate, taken);
        }

        private boolean holds(int index, Candidate candidate, IterativeCondition.Context<Candidate> taken) {
            return compiled.holds(index, candidate, step -> last(step, taken));
        }

        private static @Nullable SequenceEvent last(String step, IterativeCondition.Context<Candidate> taken) {
            SequenceEvent last = null;
            try {
                for (Candidate candidate : taken.getEventsForPattern(step)) {
                    last = candidate.event();
                }
            } catch (Exception e) {
                throw new IllegalStateException("the events taken so far cannot be read", e);
            }
            return last;
        }
    }
}
