package io.countersign.rules.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** CEL with the limits of rule files: an expression is bounded in length, in loops and in the size of a regex. */
final class Cel {

    /** The most characters of an expression. */
    static final int LONGEST = 10_000;

    /** The most parts of an expression within each other. */
    static final int DEEPEST = 100;

    /** The most steps of a regex. */
    static final int LARGEST_REGEX = 1_000;

    static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(DEEPEST)
            .maxRegexProgramSize(LARGEST_REGEX)
            .comprehensionMaxIterations(10_000)
            .enableHeterogeneousNumericComparisons(true)
            .enableUnknownTracking(true)
            .build();

    /** Not the planner, which forgets that an operand of {@code !} or {@code ?:} ended in a missing member. */
    static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

    /**
     * What was compiled before: every operator compiles the rules that it runs, so that the same texts come again and
     * again, and to check the types of one takes longer than to judge thousands of events by it. Programs do not change.
     */
    private static final Map<Asked, Compiled> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 2_000;

    private Cel() {}

    private record Asked(
            String cel,
            Map<String, String> variables,
            @Nullable CelType result) {}

    /**
     * A compiled expression.
     *
     * @param tree what it was compiled from
     * @param conjuncts the operands of the {@code &&} that it consists of, each by itself; itself if it is none
     */
    record Compiled(CelAbstractSyntaxTree tree, CelRuntime.Program program, List<CelRuntime.Program> conjuncts) {

        static Compiled of(CelAbstractSyntaxTree tree) throws CelEvaluationException {
            List<CelRuntime.Program> conjuncts = new ArrayList<>();
            addConjuncts(tree, tree.getExpr(), conjuncts);
            return new Compiled(tree, RUNTIME.createProgram(tree), List.copyOf(conjuncts));
        }

        private static void addConjuncts(
                CelAbstractSyntaxTree tree, CelExpr expression, List<CelRuntime.Program> programs)
                throws CelEvaluationException {
            if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                    && expression.call().function().equals(Operator.LOGICAL_AND.getFunction())) {
                for (CelExpr operand : expression.call().args()) {
                    addConjuncts(tree, operand, programs);
                }
            } else {
                programs.add(RUNTIME.createProgram(CelAbstractSyntaxTree.newCheckedAst(
                        expression, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap())));
            }
        }
    }

    /**
     * Compiles an expression.
     *
     * @param variables the name of a record type of {@link RecordTypes}, by variable
     * @param result the type it must have; null if it may have any
     * @throws InvalidExpressionException with every syntax error, unknown member and type error in it
     */
    static Compiled compile(String cel, Map<String, String> variables, @Nullable CelType result)
            throws InvalidExpressionException {
        Asked asked = new Asked(cel, Map.copyOf(variables), result);
        Compiled known = KNOWN.get(asked);
        if (known == null) {
            known = compile(asked);
            if (KNOWN.size() >= MOST_KNOWN) {
                KNOWN.clear();
            }
            KNOWN.put(asked, known);
        }
        return known;
    }

    private static Compiled compile(Asked asked) throws InvalidExpressionException {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(RecordTypes.PROVIDER);
        asked.variables().forEach((name, type) -> builder.addVar(name, StructTypeReference.create(type)));
        if (asked.result() != null) {
            builder.setResultType(asked.result());
        }
        CelCompiler compiler = builder.build();
        try {
            CelAbstractSyntaxTree tree = compiler.compile(asked.cel()).getAst();
            List<InvalidExpressionException.Issue> issues = Scrutiny.of(tree);
            if (!issues.isEmpty()) {
                throw new InvalidExpressionException(issues);
            }
            return Compiled.of(tree);
        } catch (CelValidationException e) {
            throw new InvalidExpressionException(Explanation.of(e, compiler, asked.cel(), asked.variables()));
        } catch (CelEvaluationException e) {
            throw new InvalidExpressionException(
                    List.of(new InvalidExpressionException.Issue(1, String.valueOf(e.getMessage()))));
        }
    }

    /** Compiles an expression that holds or does not. */
    static Compiled condition(String cel, Map<String, String> variables) throws InvalidExpressionException {
        return compile(cel, variables, SimpleType.BOOL);
    }
}
