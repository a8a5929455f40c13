package io.countersign.launcher.mutation;

import java.util.List;

/**
 * A part of an expression and where in its text it stands.
 *
 * @param symbol the operator of a relation or an arithmetic operation, the name of a call; else empty
 * @param start where its text begins
 * @param end behind its text
 * @param children its operands, arguments or elements
 * @param operators where the operators between its children stand
 */
record CelNode(Kind kind, String symbol, int start, int end, List<CelNode> children, List<Span> operators) {

    enum Kind {
        CHOICE,
        OR,
        AND,
        RELATION,
        ARITHMETIC,
        NOT,
        GROUP,
        CALL,
        LIST,
        TEXT,
        NUMBER,
        OTHER
    }

    /** A stretch of text. */
    record Span(int start, int end) {}

    CelNode {
        children = List.copyOf(children);
        operators = List.copyOf(operators);
    }

    static CelNode leaf(Kind kind, int start, int end) {
        return new CelNode(kind, "", start, end, List.of(), List.of());
    }

    /** Whether it consists of clauses. */
    boolean isChain() {
        return kind == Kind.AND || kind == Kind.OR;
    }

    String text(String cel) {
        return cel.substring(start, end);
    }
}
