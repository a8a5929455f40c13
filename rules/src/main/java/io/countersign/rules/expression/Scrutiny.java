package io.countersign.rules.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.countersign.rules.expression.InvalidExpressionException.Issue;
import io.countersign.schemas.yaml.Problems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an expression whose types are right: it may take too long, compare with what cannot be, or hold a
 * text that a function cannot read.
 */
final class Scrutiny {

    /** The most elements of a list that is written out. */
    static final int LONGEST_LIST = 256;

    /** The most loops within each other; how often they go round in all is bounded, too. */
    static final int DEEPEST_LOOPS = 2;

    private final CelAbstractSyntaxTree tree;
    private final Set<Issue> issues = new LinkedHashSet<>();

    private Scrutiny(CelAbstractSyntaxTree tree) {
        this.tree = tree;
    }

    /** The issues of a checked expression. */
    static List<Issue> of(CelAbstractSyntaxTree tree) {
        Scrutiny scrutiny = new Scrutiny(tree);
        int deepest = scrutiny.visit(tree.getExpr(), List.of());
        if (deepest > DEEPEST_LOOPS) {
            scrutiny.issues.add(new Issue(
                    1,
                    "exists, all, map or filter stand " + deepest + " deep within each other, expected at most "
                            + DEEPEST_LOOPS + "; each goes round for every element of the one around it"));
        }
        return List.copyOf(scrutiny.issues);
    }

    /**
     * Looks at an expression and all in it.
     *
     * @param results the variables that gather the results of the loops around it
     * @return how deep its loops are
     */
    private int visit(CelExpr expr, List<String> results) {
        return switch (expr.getKind()) {
            case SELECT -> visit(expr.select().operand(), results);
            case CALL -> call(expr, results);
            case LIST -> list(expr, results);
            case MAP -> {
                List<CelExpr> parts = new ArrayList<>();
                expr.map().entries().forEach(entry -> parts.addAll(List.of(entry.key(), entry.value())));
                yield deepest(parts, results);
            }
            case COMPREHENSION -> {
                CelExpr.CelComprehension loop = expr.comprehension();
                List<String> inner = new ArrayList<>(results);
                inner.add(loop.accuVar());
                int within = deepest(List.of(loop.loopCondition(), loop.loopStep(), loop.result()), inner);
                yield 1 + Math.max(within, deepest(List.of(loop.iterRange(), loop.accuInit()), results));
            }
            default -> 0;
        };
    }

    private int list(CelExpr expr, List<String> results) {
        List<CelExpr> elements = expr.list().elements();
        if (elements.size() > LONGEST_LIST) {
            add(
                    expr,
                    "a list has " + elements.size() + " elements, expected at most " + LONGEST_LIST
                            + "; name what they have in common, such as a class of assets");
            return 0;
        }
        return deepest(elements, results);
    }

    private int deepest(List<CelExpr> all, List<String> results) {
        int deepest = 0;
        for (CelExpr each : all) {
            deepest = Math.max(deepest, visit(each, results));
        }
        return deepest;
    }

    private int call(CelExpr expr, List<String> results) {
        CelExpr.CelCall call = expr.call();
        List<CelExpr> operands = new ArrayList<>();
        call.target().ifPresent(operands::add);
        operands.addAll(call.args());
        switch (call.function()) {
            case "_==_", "_!=_" -> {
                compare(operands.get(0), operands.get(1));
                compare(operands.get(1), operands.get(0));
            }
            case "@in" -> {
                compare(operands.get(1), operands.get(0));
                operands.get(1).listOrDefault().elements().forEach(each -> compare(operands.get(0), each));
            }
            case "_+_" -> requireNoGrowth(expr, operands.get(0), results);
            default -> literals(call);
        }
        return deepest(operands, results);
    }

    /** A text or list that is put together from itself in every round outgrows any memory. */
    private void requireNoGrowth(CelExpr sum, CelExpr first, List<String> results) {
        boolean isOfMacro =
                first.getKind() == Kind.IDENT && results.contains(first.ident().name());
        CelType type = tree.getType(sum.id()).orElse(SimpleType.DYN);
        boolean isNumber = type.equals(SimpleType.INT)
                || type.equals(SimpleType.UINT)
                || type.equals(SimpleType.DOUBLE)
                || type.equals(SimpleType.TIMESTAMP)
                || type.equals(SimpleType.DURATION);
        if (!results.isEmpty() && !isOfMacro && !isNumber) {
            add(
                    sum,
                    "'+' puts texts or lists together within exists, all, map or filter; do it outside, or compare parts");
        }
    }

    /** Of a member that can have a few values only, and a constant, whether it can be that. */
    private void compare(CelExpr member, CelExpr constant) {
        String given = text(constant);
        if (given == null || member.getKind() != Kind.SELECT) {
            return;
        }
        CelExpr operand = member.select().operand();
        String through = operand.getKind() == Kind.SELECT ? operand.select().field() : null;
        String name = member.select().field();
        List<String> values = Vocabulary.of(tree.getType(operand.id()).orElse(SimpleType.DYN), through, name);
        if (values != null && !values.contains(given)) {
            add(
                    constant,
                    "'" + name + "' is never '" + given + "', expected one of " + values + "."
                            + Problems.suggestion(given, values));
        }
    }

    private void literals(CelExpr.CelCall call) {
        List<CelExpr> args = call.args();
        if (args.isEmpty()) {
            return;
        }
        CelExpr last = args.get(args.size() - 1);
        String given = text(last);
        String problem = null;
        if (given != null) {
            problem = Literals.problem(call.function(), given);
        } else if (Literals.takesRegex(call.function())) {
            problem = "the regex of matches() is not written here, expected a text in quotes; who writes a log must not"
                    + " write the regex, so compare with ==, startsWith(), endsWith() or contains()";
        }
        if (problem != null) {
            add(last, problem);
        }
    }

    private static @Nullable String text(CelExpr expr) {
        return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? expr.constant().stringValue()
                : null;
    }

    private void add(CelExpr at, String message) {
        Map<Long, Integer> positions = tree.getSource().getPositionsMap();
        int line = tree.getSource()
                .getOffsetLocation(positions.getOrDefault(at.id(), 0))
                .map(location -> location.getLine())
                .orElse(1);
        issues.add(new Issue(Math.max(1, line), message));
    }
}
