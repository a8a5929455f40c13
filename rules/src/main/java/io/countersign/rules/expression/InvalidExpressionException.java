package io.countersign.rules.expression;

import java.util.List;

/** An expression that cannot be compiled, with every issue found in it. */
public final class InvalidExpressionException extends Exception {

    private final List<Issue> issues;

    /** With at least one issue. */
    InvalidExpressionException(List<Issue> issues) {
        super(String.join("; ", issues.stream().map(Issue::message).toList()));
        this.issues = List.copyOf(issues);
    }

    /** What is wrong. */
    public List<Issue> issues() {
        return issues;
    }

    /**
     * One thing that is wrong.
     *
     * @param line the line of the expression, counted from 1
     */
    public record Issue(int line, String message) {}
}
