package io.countersign.rules.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Reason;
import io.countersign.schemas.record.RecordingState;
import io.countersign.schemas.record.VerdictOutcome;
import io.countersign.schemas.record.WireName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members that have one of a few values by their contract, so that comparing one with anything else is a mistake. */
final class Vocabulary {

    /** What a window moment has whole; its type is open, because a verdict names a change only. */
    private static final String CHANGE = "change";

    private static final List<String> OPERATIONS = names(Operation.values());
    private static final List<String> REASONS = names(Reason.values());

    /** By record type and member. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("action.type", List.of("action")),
            Map.entry("action.operation", OPERATIONS),
            Map.entry("action.outcome", names(ActionOutcome.values())),
            Map.entry("actor.kind", names(ActorKind.values())),
            Map.entry("event.type", names(EventKind.values())),
            Map.entry("event.operation", OPERATIONS),
            Map.entry("event.outcome", names(ActionOutcome.values(), VerdictOutcome.values())),
            // An identity of the register is never of an unknown kind.
            Map.entry("event.kind", names(ChangeKind.values(), new ActorKind[] {ActorKind.MACHINE, ActorKind.HUMAN})),
            Map.entry(
                    "event.state",
                    names(
                            ChangeState.values(),
                            FreezeState.values(),
                            IdentityState.values(),
                            CredentialState.values(),
                            RecordingState.values())),
            Map.entry("event.reason", REASONS),
            Map.entry("change.kind", names(ChangeKind.values())),
            Map.entry("change.state", names(ChangeState.values())),
            Map.entry("approval.decision", names(Decision.values())),
            Map.entry("candidate.reason", REASONS),
            Map.entry("scope.operations", OPERATIONS),
            Map.entry("entitlement.operations", OPERATIONS));

    private Vocabulary() {}

    /**
     * The values that a member may have; null if it may have any.
     *
     * @param of the type of what has the member
     * @param through the member by which that is had, such as {@code change} in {@code event.change.state}; null if none
     */
    static @Nullable List<String> of(CelType of, @Nullable String through, String member) {
        boolean isOfChange = of.equals(SimpleType.DYN) && CHANGE.equals(through);
        return VALUES.get((isOfChange ? CHANGE : of.name()) + '.' + member);
    }

    /** The names of the constants of enums, each once. */
    private static List<String> names(Enum<?>[]... enums) {
        Set<String> names = new LinkedHashSet<>();
        for (Enum<?>[] constants : enums) {
            for (Enum<?> constant : constants) {
                names.add(constant instanceof WireName named ? named.wireName() : constant.name());
            }
        }
        return List.copyOf(names);
    }
}
