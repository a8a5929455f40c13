package io.countersign.rules.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.UnknownContext;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A CEL expression over {@code action} that yields a boolean (S7). It sees the record as read, never the identity it
 * resolves to; members the record lacks are absent. Compiled programs cannot be serialised: compile where they run.
 */
public final class Expression {

    private final CelRuntime.Program program;

    private Expression(CelRuntime.Program program) {
        this.program = program;
    }

    /**
     * Compiles an expression.
     *
     * @throws InvalidExpressionException with every syntax error, unknown member and type error in it
     */
    public static Expression compile(String cel) throws InvalidExpressionException {
        return new Expression(Cel.condition(cel, Map.of(RecordTypes.ACTION, RecordTypes.ACTION))
                .program());
    }

    /**
     * This expression, if some action can meet it.
     *
     * @throws InvalidExpressionException if none can, whatever its operation and outcome
     */
    public Expression requirePossible() throws InvalidExpressionException {
        for (Operation operation : Operation.values()) {
            for (ActionOutcome outcome : ActionOutcome.values()) {
                if (canHold(
                        Map.of("type", "action", "operation", operation.wireName(), "outcome", outcome.wireName()))) {
                    return this;
                }
            }
        }
        throw new InvalidExpressionException(List.of(new InvalidExpressionException.Issue(
                1,
                "no action can be this, whatever its operation and outcome; expected conditions that do not exclude each"
                        + " other: of several values of one member use 'in' or ||")));
    }

    private boolean canHold(Map<String, Object> known) {
        UnknownContext context = UnknownContext.create(
                name -> Optional.of(known),
                RecordTypes.membersOf(RecordTypes.ACTION).stream()
                        .filter(member -> !known.containsKey(member))
                        .map(member -> RecordTypes.ACTION + '.' + member)
                        .map(CelAttributePattern::fromQualifiedIdentifier)
                        .toList());
        try {
            return !Boolean.FALSE.equals(program.advanceEvaluation(context));
        } catch (CelEvaluationException e) {
            return !isOfMissingMember(e);
        }
    }

    /** Whether the expression holds for an action, see {@link #test(Map)}. */
    public boolean test(Action action) {
        return test(Members.of(action));
    }

    /**
     * Whether the expression holds for an action, given by its members. One that ends in a missing member is false as a
     * whole (S7). Any other failure, such as text that is no number where one is asked for, counts as true: whoever
     * writes the text of a log must not be able to slip past a control by breaking its expression.
     */
    public boolean test(Map<String, Object> members) {
        try {
            return Boolean.TRUE.equals(program.eval(Map.of(RecordTypes.ACTION, members)));
        } catch (CelEvaluationException e) {
            return !isOfMissingMember(e);
        }
    }

    static boolean isOfMissingMember(CelEvaluationException failure) {
        return failure.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND
                || failure.getErrorCode() == CelErrorCode.INDEX_OUT_OF_BOUNDS;
    }
}
