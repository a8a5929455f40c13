package io.countersign.rules.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.countersign.schemas.record.Action;
import java.util.Map;

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
