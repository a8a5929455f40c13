package io.countersign.rules.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.UnknownContext;
import io.countersign.schemas.record.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression of a sequence (S7): over {@code event}, and over the events that earlier steps took, by the steps'
 * names. Compiled programs cannot be serialised: compile where they run.
 */
public final class EventExpression {

    private static final String IDENTITY = "identity";

    private final Cel.Compiled compiled;
    private final List<CelRuntime.Program> conjuncts;

    /** The earlier steps that it names. */
    private final List<String> steps;

    /** What is not known of an event alone, and of one whose identity is not known either. */
    private final List<CelAttributePattern> unknownAlone;

    private final List<CelAttributePattern> unknownWithIdentity;
    private final boolean onFailure;

    /** What is known of a condition. */
    public enum Truth {
        FALSE,
        /** It depends on what is not known yet. */
        UNKNOWN,
        TRUE;

        static Truth of(boolean holds) {
            return holds ? TRUE : FALSE;
        }
    }

    private EventExpression(Cel.Compiled compiled, List<String> steps, boolean onFailure) {
        this.compiled = compiled;
        conjuncts = compiled.conjuncts();
        Set<String> named = CelNavigableAst.fromAst(compiled.tree())
                .getRoot()
                .allNodes()
                .map(node -> node.expr().identOrDefault().name())
                .collect(Collectors.toSet());
        this.steps = steps.stream().filter(named::contains).toList();
        unknownAlone = this.steps.stream()
                .map(CelAttributePattern::fromQualifiedIdentifier)
                .toList();
        unknownWithIdentity = new ArrayList<>(unknownAlone);
        unknownWithIdentity.add(ofEvent(IDENTITY));
        this.onFailure = onFailure;
    }

    private static CelAttributePattern ofEvent(String member) {
        return CelAttributePattern.fromQualifiedIdentifier(RecordTypes.EVENT + '.' + member);
    }

    /**
     * Compiles a condition.
     *
     * @param steps the earlier steps that it may name
     * @param onFailure what a failure other than a missing member counts as, such as text that is no number where one is
     *     asked for: what finds something holds then, what excuses it does not, so that nobody can slip past a rule by
     *     what is written into a log
     * @throws InvalidExpressionException with every syntax error, unknown member and type error in it
     */
    public static EventExpression condition(String cel, List<String> steps, boolean onFailure)
            throws InvalidExpressionException {
        Map<String, String> variables = new HashMap<>();
        variables.put(RecordTypes.EVENT, RecordTypes.EVENT);
        steps.forEach(step -> variables.put(step, RecordTypes.EVENT));
        return new EventExpression(Cel.condition(cel, variables), steps, onFailure);
    }

    /**
     * Compiles a part of a key: any expression over {@code event}.
     *
     * @throws InvalidExpressionException with every syntax error, unknown member and type error in it
     */
    public static EventExpression key(String cel) throws InvalidExpressionException {
        return new EventExpression(
                Cel.compile(cel, Map.of(RecordTypes.EVENT, RecordTypes.EVENT), null), List.of(), false);
    }

    /**
     * This condition, if an event of some kind can meet it.
     *
     * @throws InvalidExpressionException if none can
     */
    public EventExpression requirePossible() throws InvalidExpressionException {
        for (EventKind kind : EventKind.values()) {
            if (canHold(kind)) {
                return this;
            }
        }
        Set<String> asked = new TreeSet<>();
        CelNavigableAst.fromAst(compiled.tree())
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(expr ->
                        expr.selectOrDefault().operand().identOrDefault().name().equals(RecordTypes.EVENT))
                .map(expr -> expr.select().field())
                .filter(member -> !member.equals("type"))
                .forEach(asked::add);
        String kinds = asked.stream()
                .map(member -> "; event." + member + " is of " + EventKind.having(member))
                .collect(Collectors.joining());
        throw new InvalidExpressionException(List.of(new InvalidExpressionException.Issue(
                1,
                "no event can be this, whatever its kind; expected conditions on members of one kind that do not"
                        + " exclude each other" + kinds)));
    }

    /** Whether an event of a kind can meet the condition. */
    public boolean canHold(EventKind kind) {
        return kind == EventKind.ACTION
                ? Arrays.stream(Operation.values())
                        .anyMatch(operation -> canHold(kind, Map.of("operation", operation.wireName())))
                : canHold(kind, Map.of());
    }

    /** Whether it asks for the identity that a principal resolves to. */
    public boolean namesIdentity() {
        return CelNavigableAst.fromAst(compiled.tree())
                .getRoot()
                .allNodes()
                .anyMatch(node -> node.getKind() == CelExpr.ExprKind.Kind.SELECT
                        && node.expr().select().field().equals(IDENTITY));
    }

    /**
     * What is known of the condition for an event, whatever the earlier steps took.
     *
     * @param identityKnown whether the event says which identity its principal resolves to
     */
    public Truth alone(Map<String, Object> event, boolean identityKnown) {
        return evaluate(event, identityKnown ? unknownAlone : unknownWithIdentity);
    }

    /**
     * Whether the condition can hold for events of a kind at all.
     *
     * @param known members that are known of the event
     */
    public boolean canHold(EventKind kind, Map<String, Object> known) {
        Map<String, Object> event = new HashMap<>(known);
        event.put("type", kind.wireName());
        List<CelAttributePattern> unknown = new ArrayList<>(unknownAlone);
        for (String member : kind.members()) {
            if (!known.containsKey(member)) {
                unknown.add(ofEvent(member));
            }
        }
        return evaluate(event, unknown) != Truth.FALSE;
    }

    /** An {@code &&} of which a part fails is false whatever is not known: as a whole, it fails or is false. */
    private Truth evaluate(Map<String, Object> event, List<CelAttributePattern> unknown) {
        UnknownContext context = UnknownContext.create(
                name -> name.equals(RecordTypes.EVENT) ? Optional.of(event) : Optional.empty(), unknown);
        Truth whole = Truth.TRUE;
        for (CelRuntime.Program part : conjuncts) {
            Truth truth = evaluate(part, context);
            if (truth == Truth.FALSE) {
                return Truth.FALSE;
            }
            whole = truth == Truth.UNKNOWN ? Truth.UNKNOWN : whole;
        }
        return whole;
    }

    private Truth evaluate(CelRuntime.Program part, UnknownContext context) {
        try {
            Object value = part.advanceEvaluation(context);
            return value instanceof CelUnknownSet ? Truth.UNKNOWN : Truth.of(Boolean.TRUE.equals(value));
        } catch (CelEvaluationException e) {
            return Truth.of(onFailure && !Expression.isOfMissingMember(e));
        }
    }

    /**
     * Whether the condition holds for an event. One that ends in a missing member is false as a whole (S7).
     *
     * @param taken the members of the last event that an earlier step took, by the step's name; of one that took none,
     *     no members
     */
    public boolean test(Map<String, Object> event, Function<String, Map<String, Object>> taken) {
        Map<String, Object> variables = new HashMap<>();
        steps.forEach(step -> variables.put(step, taken.apply(step)));
        variables.put(RecordTypes.EVENT, event);
        try {
            return Boolean.TRUE.equals(compiled.program().eval(variables));
        } catch (CelEvaluationException e) {
            return onFailure && !Expression.isOfMissingMember(e);
        }
    }

    /** The value of a part of a key as text; null if it cannot be told for this event. */
    private @Nullable String text(Map<String, Object> event) {
        try {
            Object value = compiled.program().eval(Map.of(RecordTypes.EVENT, event));
            return value instanceof List || value instanceof Map ? json(value).toString() : String.valueOf(value);
        } catch (CelEvaluationException e) {
            return null;
        }
    }

    /** What has parts is written as JSON: whoever writes a log could make other parts look the same. */
    private static JsonNode json(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof List<?> list) {
            ArrayNode array = nodes.arrayNode();
            list.forEach(each -> array.add(json(each)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = nodes.objectNode();
            TreeMap<String, JsonNode> members = new TreeMap<>();
            map.forEach((name, each) -> members.put(String.valueOf(name), json(each)));
            members.forEach(object::set);
            return object;
        }
        if (value instanceof Long number) {
            return nodes.numberNode(number);
        }
        return value instanceof Boolean truth ? nodes.booleanNode(truth) : nodes.textNode(String.valueOf(value));
    }

    /**
     * The key of an event: the text of its only part, or a JSON array of the texts of its parts, so that no two keys are
     * written alike. Null if a part cannot be told: the event is then no part of the sequence.
     */
    public static @Nullable String keyOf(List<EventExpression> parts, Map<String, Object> event) {
        List<String> texts = new ArrayList<>();
        for (EventExpression part : parts) {
            String text = part.text(event);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        if (texts.size() == 1) {
            return texts.get(0);
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array.toString();
    }
}
