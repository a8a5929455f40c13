package io.countersign.rules.catalog;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.yaml.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression over {@code action} that yields a boolean (S7). It sees the record as read, never the identity it
 * resolves to; members the record lacks are absent. Compiled programs cannot be serialised: compile where they run.
 */
public final class Expression {

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(10_000)
            .maxRegexProgramSize(1_000)
            .comprehensionMaxIterations(10_000)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(ActionTypes.PROVIDER)
            .addVar("action", StructTypeReference.create(ActionTypes.ACTION))
            .setResultType(SimpleType.BOOL)
            .build();

    /** Not the planner, which forgets that an operand of {@code !} or {@code ?:} ended in a missing member. */
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

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
        try {
            return new Expression(RUNTIME.createProgram(COMPILER.compile(cel).getAst()));
        } catch (CelValidationException e) {
            throw new InvalidExpressionException(e.getErrors().stream()
                    .map(issue -> new InvalidExpressionException.Issue(lineOf(issue), messageOf(issue)))
                    .toList());
        } catch (CelEvaluationException e) {
            throw new InvalidExpressionException(
                    List.of(new InvalidExpressionException.Issue(1, String.valueOf(e.getMessage()))));
        }
    }

    private static int lineOf(CelIssue issue) {
        return Math.max(1, issue.getSourceLocation().getLine());
    }

    private static String messageOf(CelIssue issue) {
        return issue.getMessage() + ActionTypes.suggestion(issue.getMessage());
    }

    /**
     * Whether the expression holds for an action. One that ends in a missing member is false as a whole (S7). Any other
     * failure, such as text that is no number where one is asked for, counts as true: whoever writes the text of a log
     * must not be able to slip past a control by breaking its expression.
     */
    public boolean test(Action action) {
        try {
            return Boolean.TRUE.equals(program.eval(Map.of("action", members(action))));
        } catch (CelEvaluationException e) {
            return e.getErrorCode() != CelErrorCode.ATTRIBUTE_NOT_FOUND
                    && e.getErrorCode() != CelErrorCode.INDEX_OUT_OF_BOUNDS;
        }
    }

    private static Map<String, Object> members(Action action) {
        Map<String, Object> members = new HashMap<>();
        members.put("type", action.type().wireName());
        members.put("id", action.id());
        members.put("time", action.time());
        members.put("source", action.source());
        members.put("operation", action.operation().wireName());
        members.put("outcome", action.outcome().wireName());
        put(members, "object", action.object());
        put(members, "change_ref", action.changeRef());
        put(members, "run_id", action.runId());
        put(members, "interactive", action.interactive());

        Map<String, Object> actor = new HashMap<>();
        actor.put("principal", action.actor().principal());
        actor.put("kind", action.actor().kind().wireName());
        put(actor, "credential", action.actor().credential());
        put(actor, "session", action.actor().session());
        put(
                actor,
                "chain",
                action.actor().chain().isEmpty() ? null : action.actor().chain());
        members.put("actor", actor);

        Asset asset = action.asset();
        if (asset != null) {
            members.put(
                    "asset",
                    Map.of(
                            "id", asset.id(),
                            "system", asset.system(),
                            "environment", asset.environment(),
                            "class", asset.assetClass()));
        }
        Origin origin = action.origin();
        if (origin != null && (origin.ip() != null || origin.agent() != null)) {
            Map<String, Object> from = new HashMap<>();
            put(from, "ip", origin.ip());
            put(from, "agent", origin.agent());
            members.put("origin", from);
        }
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    /** The members an expression may name, which are those of the contract but for where the record was read. */
    private static final class ActionTypes implements CelTypeProvider {

        static final String ACTION = "action";
        static final ActionTypes PROVIDER = new ActionTypes();

        private final ImmutableMap<String, CelType> types = ImmutableMap.of(
                ACTION,
                struct(
                        ACTION,
                        ImmutableMap.<String, CelType>builder()
                                .put("type", SimpleType.STRING)
                                .put("id", SimpleType.STRING)
                                .put("time", SimpleType.TIMESTAMP)
                                .put("source", SimpleType.STRING)
                                .put("actor", StructTypeReference.create("actor"))
                                .put("asset", StructTypeReference.create("asset"))
                                .put("operation", SimpleType.STRING)
                                .put("object", SimpleType.STRING)
                                .put("outcome", SimpleType.STRING)
                                .put("change_ref", SimpleType.STRING)
                                .put("run_id", SimpleType.STRING)
                                .put("interactive", SimpleType.BOOL)
                                .put("origin", StructTypeReference.create("origin"))
                                .buildOrThrow()),
                "actor",
                struct(
                        "actor",
                        ImmutableMap.of(
                                "principal", SimpleType.STRING,
                                "kind", SimpleType.STRING,
                                "credential", SimpleType.STRING,
                                "session", SimpleType.STRING,
                                "chain", ListType.create(SimpleType.STRING))),
                "asset",
                struct(
                        "asset",
                        ImmutableMap.of(
                                "id", SimpleType.STRING,
                                "system", SimpleType.STRING,
                                "environment", SimpleType.STRING,
                                "class", SimpleType.STRING)),
                "origin",
                struct("origin", ImmutableMap.of("ip", SimpleType.STRING, "agent", SimpleType.STRING)));

        private static StructType struct(String name, ImmutableMap<String, CelType> members) {
            return StructType.create(name, members.keySet(), member -> Optional.ofNullable(members.get(member)));
        }

        /** For an undefined field, the member that was probably meant. */
        static String suggestion(String message) {
            int field = message.indexOf("undefined field '");
            if (field < 0) {
                return "";
            }
            String given = message.substring(field + 17, Math.max(field + 17, message.indexOf('\'', field + 17)));
            ImmutableSet.Builder<String> members = ImmutableSet.builder();
            for (CelType type : PROVIDER.types()) {
                members.addAll(((StructType) type).fieldNames());
            }
            return Problems.suggestion(given, members.build());
        }

        @Override
        public ImmutableCollection<CelType> types() {
            return types.values();
        }

        @Override
        public Optional<CelType> findType(String name) {
            return Optional.ofNullable(types.get(name));
        }
    }
}
