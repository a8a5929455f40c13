package io.countersign.rules.sequence;

import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.catalog.Sequence;
import io.countersign.rules.catalog.Sequence.Step;
import io.countersign.rules.expression.EventExpression;
import io.countersign.rules.expression.EventExpression.Truth;
import io.countersign.rules.expression.EventKind;
import io.countersign.rules.expression.InvalidExpressionException;
import io.countersign.rules.expression.Members;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Match;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.yaml.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sequence with its expressions compiled. What an expression says of an event alone is found out once, before the event
 * is sent anywhere; only what depends on earlier events is asked again. Not serialisable: compile where it runs.
 */
public final class CompiledSequence {

    private final Sequence sequence;
    private final List<EventExpression> key = new ArrayList<>();
    private final List<EventExpression> conditions = new ArrayList<>();
    private final boolean keyNamesIdentity;
    private final Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    private final WaitsFor waitsFor;

    /** By kind, the expressions that can hold for such events at all. */
    private final Map<EventKind, Long> byKind = new EnumMap<>(EventKind.class);

    /** By operation, the expressions that can hold for such actions at all: most events need no more than this. */
    private final Map<Operation, Long> byOperation = new EnumMap<>(Operation.class);

    /** How far a sequence must wait (S7). */
    public enum WaitsFor {
        /** For the time of actions alone. */
        ACTIONS,
        /** For the register to be complete, too. */
        REGISTER,
        /** For verdicts to be settled, too. */
        VERDICTS
    }

    private CompiledSequence(Sequence sequence) throws InvalidExpressionException {
        this.sequence = sequence;
        for (String part : sequence.by()) {
            key.add(EventExpression.key(part));
        }
        List<String> earlier = new ArrayList<>();
        for (Step step : sequence.steps()) {
            conditions.add(EventExpression.condition(step.expression(), earlier, !step.forbidden()));
            if (!step.forbidden()) {
                earlier.add(step.name());
            }
        }
        if (sequence.until() != null) {
            conditions.add(EventExpression.condition(sequence.until(), earlier, false));
        }
        keyNamesIdentity = key.stream().anyMatch(EventExpression::namesIdentity);
        for (EventKind kind : EventKind.values()) {
            long possible = possible(kind, Map.of());
            byKind.put(kind, possible);
            if (possible != 0) {
                kinds.add(kind);
            }
        }
        waitsFor = waitsFor(keyNamesIdentity || conditions.stream().anyMatch(EventExpression::namesIdentity));
        for (Operation operation : Operation.values()) {
            byOperation.put(operation, possible(EventKind.ACTION, Map.of("operation", operation.wireName())));
        }
    }

    /**
     * The sequence of a rule file; empty if the file has none.
     *
     * @throws InvalidFileException with every problem of the file
     */
    public static Optional<CompiledSequence> of(RuleFile file) throws InvalidFileException {
        return Optional.ofNullable(Catalog.sequenceOf(file)).map(CompiledSequence::of);
    }

    /** A sequence as it was read, and so found to be valid. */
    public static CompiledSequence of(Sequence sequence) {
        try {
            return new CompiledSequence(sequence);
        } catch (InvalidExpressionException e) {
            throw new IllegalStateException("an expression that was valid is no longer, of " + sequence.id(), e);
        }
    }

    private long possible(EventKind kind, Map<String, Object> known) {
        long possible = 0;
        for (int i = 0; i < conditions.size(); i++) {
            possible |= conditions.get(i).canHold(kind, known) ? bit(i) : 0;
        }
        return possible;
    }

    private static long bit(int index) {
        return 1L << index;
    }

    /** The sequence. */
    public Sequence sequence() {
        return sequence;
    }

    private WaitsFor waitsFor(boolean namesIdentity) {
        if (kinds.contains(EventKind.VERDICT)) {
            return WaitsFor.VERDICTS;
        }
        boolean onlyActions = kinds.stream().allMatch(kind -> kind == EventKind.ACTION);
        return onlyActions && !namesIdentity ? WaitsFor.ACTIONS : WaitsFor.REGISTER;
    }

    /** The kinds of events that any of its expressions can hold for. */
    public Set<EventKind> kinds() {
        return Collections.unmodifiableSet(kinds);
    }

    /** How far it must wait: by what its expressions can hold for, and whether they ask for identities. */
    public WaitsFor waitsFor() {
        return waitsFor;
    }

    /**
     * Whether an action can be part of a match (S6.3), as far as can be told before its identity is known.
     *
     * @param members its members, see {@link Members}
     */
    public boolean selects(Action action, Map<String, Object> members) {
        return sequence.card().isEffectiveAt(action.time())
                && possibleFor(action.operation()) != 0
                && label(members, possibleFor(action.operation()), false).any()
                && (keyNamesIdentity || EventExpression.keyOf(key, members) != null);
    }

    private long possibleFor(Operation operation) {
        return byOperation.getOrDefault(operation, 0L);
    }

    /** What is known of the expressions for an event. */
    private record Label(long holds, long open) {
        boolean any() {
            return (holds | open) != 0;
        }
    }

    private Label label(Map<String, Object> members, long possible, boolean identityKnown) {
        long holds = 0;
        long open = 0;
        for (int i = 0; i < conditions.size(); i++) {
            if ((possible & bit(i)) != 0) {
                Truth truth = conditions.get(i).alone(members, identityKnown);
                holds |= truth == Truth.TRUE ? bit(i) : 0;
                open |= truth == Truth.UNKNOWN ? bit(i) : 0;
            }
        }
        return new Label(holds, open);
    }

    /**
     * What an event is to the sequence; null if nothing.
     *
     * @param members its members, see {@link Members}
     */
    public @Nullable Candidate candidate(SequenceEvent event, Map<String, Object> members) {
        if (!sequence.card().isEffectiveAt(Instant.ofEpochMilli(event.timeMillis()))) {
            return null;
        }
        Label label = label(members, byKind.getOrDefault(EventKind.of(event.kind()), 0L), true);
        String keyText = label.any() ? EventExpression.keyOf(key, members) : null;
        return keyText == null ? null : new Candidate(sequence.id(), keyText, label.holds(), label.open(), event);
    }

    /** The index of the expression {@code until}. */
    public int untilIndex() {
        return sequence.steps().size();
    }

    /**
     * Whether an expression holds for an event after what the steps before took.
     *
     * @param index of a step, or {@link #untilIndex()}
     * @param lastTaken the last event that a step took, by its name; null if it took none
     */
    public boolean holds(int index, Candidate candidate, Function<String, @Nullable SequenceEvent> lastTaken) {
        if ((candidate.holds() & bit(index)) != 0) {
            return true;
        }
        if ((candidate.open() & bit(index)) == 0) {
            return false;
        }
        return conditions.get(index).test(Members.of(candidate.event().json()), step -> {
            SequenceEvent event = lastTaken.apply(step);
            return event == null ? Map.of() : Members.of(event.json());
        });
    }

    /** The match that events make, given in order; at the last of them, or by when something had not happened. */
    public Match match(String keyText, List<SequenceEvent> events) {
        List<String> ids = events.stream().map(SequenceEvent::id).toList();
        long time = events.get(events.size() - 1).timeMillis();
        Duration within = sequence.within();
        List<Step> steps = sequence.steps();
        if (within != null && steps.get(steps.size() - 1).forbidden()) {
            time = events.get(0).timeMillis() + within.toMillis();
        }
        String identified = sequence.id() + '\n' + keyText + '\n' + String.join("\n", ids);
        return new Match(
                Codec.sha256(identified.getBytes(StandardCharsets.UTF_8)).substring(0, 32),
                sequence.id(),
                Instant.ofEpochMilli(time),
                keyText,
                ids);
    }
}
