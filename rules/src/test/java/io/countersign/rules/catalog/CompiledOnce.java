package io.countersign.rules.catalog;

import io.countersign.rules.expression.Expression;
import io.countersign.rules.expression.InvalidExpressionException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Expressions of rule files, each compiled once a run of the tests: generated worlds share a few. */
public final class CompiledOnce {

    private static final Map<String, Expression> COMPILED = new ConcurrentHashMap<>();

    private CompiledOnce() {}

    /** The compiled form of an expression. */
    public static Expression expression(String text) throws InvalidExpressionException {
        Expression compiled = COMPILED.get(text);
        if (compiled == null) {
            compiled = Expression.compile(text);
            COMPILED.put(text, compiled);
        }
        return compiled;
    }
}
