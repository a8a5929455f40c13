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

    private Cel() {}

    /** A compiled expression, and the tree it was compiled from. */
    record Compiled(CelAbstractSyntaxTree tree, CelRuntime.Program program) {

        /** The operands of the {@code &&} that the expression consists of, each by itself; itself if it is none. */
        List<CelRuntime.Program> conjuncts() {
            List<CelRuntime.Program> programs = new ArrayList<>();
            addConjuncts(tree.getExpr(), programs);
            return programs;
        }

        private void addConjuncts(CelExpr expression, List<CelRuntime.Program> programs) {
            if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                    && expression.call().function().equals(Operator.LOGICAL_AND.getFunction())) {
                expression.call().args().forEach(operand -> addConjuncts(operand, programs));
            } else {
                try {
                    programs.add(RUNTIME.createProgram(CelAbstractSyntaxTree.newCheckedAst(
                            expression, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap())));
                } catch (CelEvaluationException e) {
                    throw new IllegalStateException("a part of an expression cannot be run, but the whole can", e);
                }
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
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(RecordTypes.PROVIDER);
        variables.forEach((name, type) -> builder.addVar(name, StructTypeReference.create(type)));
        if (result != null) {
            builder.setResultType(result);
        }
        CelCompiler compiler = builder.build();
        try {
            CelAbstractSyntaxTree tree = compiler.compile(cel).getAst();
            List<InvalidExpressionException.Issue> issues = Scrutiny.of(tree);
            if (!issues.isEmpty()) {
                throw new InvalidExpressionException(issues);
            }
            return new Compiled(tree, RUNTIME.createProgram(tree));
        } catch (CelValidationException e) {
            throw new InvalidExpressionException(Explanation.of(e, compiler, cel, variables));
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
