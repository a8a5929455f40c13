package io.countersign.launcher.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.catalog.Catalog;
import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.expression.EventExpression;
import io.countersign.rules.expression.EventKind;
import io.countersign.rules.expression.InvalidExpressionException;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.schemas.yaml.InvalidFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * All mutants of a rule: each differs from it in one place, and each is a rule that could be put in force. What obviously
 * means the same as the rule is none.
 */
public final class RuleMutants {

    private static final Pattern TYPE = Pattern.compile("event\\.type == ['\"][a-z.]+['\"]");

    private final RuleTree tree;
    private final List<Mutant> mutants = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Set<JsonNode> known = new HashSet<>();

    private RuleMutants(RuleTree tree) {
        this.tree = tree;
        known.add(tree.rule());
    }

    /** Of a rule that is known to be valid. */
    public static List<Mutant> of(RuleFile file) {
        RuleMutants made = new RuleMutants(new RuleTree(file));
        ObjectNode rule = made.tree.rule();
        if (rule.has("select")) {
            made.expression("select", List.of("select"));
            made.requirement(rule.path("require"));
        } else {
            made.key(rule.path("by"));
            made.duration("within", List.of("within"), true);
            StepMutants steps = new StepMutants(made, rule.path("steps"));
            steps.make();
            if (rule.has("until")) {
                made.condition("until", List.of("until"), steps.taken());
                made.add(
                        MutantKind.UNTIL,
                        List.of("until"),
                        "until -> gone",
                        "a silent one in which it ends what would be a match",
                        mutant -> mutant.remove("until"));
            }
        }
        return made.mutants;
    }

    /** The rule itself, as its mutants are written. */
    public static RuleFile original(RuleFile file, String id) {
        return Mutant.file(new RuleTree(file).rule(), id);
    }

    void add(MutantKind kind, List<Object> path, String name, String killer, Consumer<ObjectNode> change) {
        add(kind, tree.line(path), name, killer, change);
    }

    private void add(MutantKind kind, int line, String name, String killer, Consumer<ObjectNode> change) {
        ObjectNode changed = tree.rule().deepCopy();
        change.accept(changed);
        if (loads(changed) && known.add(changed)) {
            int count = names.merge(name, 1, Integer::sum);
            mutants.add(new Mutant(kind, count == 1 ? name : name + " (" + count + ")", line, killer, changed));
        }
    }

    private static boolean loads(ObjectNode rule) {
        RuleFile file = Mutant.file(rule, rule.path("id").asText());
        try {
            Catalog.of(List.of(file));
            CompiledSequence.of(file);
            return true;
        } catch (InvalidFileException e) {
            return false;
        }
    }

    /** Mutants of an expression that is evaluated by itself. */
    private void expression(String place, List<Object> path) {
        expression(place, path, each -> false);
    }

    /** Mutants of a condition on events that sees what earlier steps took. */
    void condition(String place, List<Object> path, List<String> earlier) {
        String condition = at(tree.rule(), path).asText();
        expression(place, path, each -> isOfTypeAnyway(condition, each, earlier));
    }

    private void expression(String place, List<Object> path, Predicate<ExpressionMutation> isNone) {
        String expression = at(tree.rule(), path).asText();
        ExpressionMutation.of(expression).stream()
                .filter(isNone.negate())
                .forEach(each -> add(
                        each.kind(),
                        tree.line(path, each.at()),
                        place + ": " + each.from() + " -> " + each.to(),
                        each.killer(),
                        mutant -> put(mutant, path, each.text())));
    }

    /**
     * Whether what is gone is a clause on the type of the event without which the condition still holds for events of that
     * type alone, such as one on a member that no other type has. It is there for the reader.
     */
    private static boolean isOfTypeAnyway(String condition, ExpressionMutation mutation, List<String> earlier) {
        if (!mutation.isOfAll() || !TYPE.matcher(mutation.from()).matches()) {
            return false;
        }
        Set<EventKind> before = kinds(condition, earlier);
        return before.size() == 1 && kinds(mutation.text(), earlier).equals(before);
    }

    /** The types of events that a condition can hold for. */
    private static Set<EventKind> kinds(String condition, List<String> earlier) {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        try {
            EventExpression compiled = EventExpression.condition(condition, earlier, true);
            for (EventKind kind : EventKind.values()) {
                if (compiled.canHold(kind, Map.of())) {
                    kinds.add(kind);
                }
            }
        } catch (InvalidExpressionException e) {
            // Nor does it load.
        }
        return kinds;
    }

    private static JsonNode at(JsonNode node, List<Object> path) {
        JsonNode found = node;
        for (Object part : path) {
            found = part instanceof Integer index ? found.path(index) : found.path(part.toString());
        }
        return found;
    }

    /** Puts a text where the path leads. */
    static void put(ObjectNode rule, List<Object> path, String text) {
        Object last = path.get(path.size() - 1);
        JsonNode holder = at(rule, path.subList(0, path.size() - 1));
        if (last instanceof Integer index) {
            ((ArrayNode) holder).set(index, text);
        } else {
            ((ObjectNode) holder).put(last.toString(), text);
        }
    }

    private void key(JsonNode by) {
        for (int i = 0; i < by.size(); i++) {
            int part = i;
            expression("by", List.of("by", i));
            add(
                    MutantKind.KEY,
                    List.of("by", i),
                    "by: " + by.path(i).asText() + " -> gone",
                    "a silent one whose events differ in " + by.path(i).asText() + " only",
                    mutant -> ((ArrayNode) mutant.path("by")).remove(part));
        }
    }

    private void requirement(JsonNode require) {
        String name = require.fieldNames().next();
        JsonNode sources = require.path(name).path("sources");
        for (int i = 0; i < sources.size(); i++) {
            int source = i;
            add(
                    MutantKind.SOURCE,
                    List.of("require", name, "sources", i),
                    "sources: " + sources.path(i).asText() + " -> gone",
                    "one that comes out otherwise without the records of "
                            + sources.path(i).asText(),
                    mutant -> ((ArrayNode) at(mutant, List.of("require", name, "sources"))).remove(source));
        }
        List<Object> approvers = List.of("require", name, "min_approvers");
        int given = at(tree.rule(), approvers).asInt(0);
        for (int other : given == 0 ? new int[0] : new int[] {given - 1, given + 1}) {
            add(
                    MutantKind.APPROVERS,
                    approvers,
                    "min_approvers: " + given + " -> " + other,
                    other < given
                            ? "one that fires because there are " + other + " approvals"
                            : "a silent one with exactly " + given + " approvals",
                    mutant -> put(mutant, approvers, Integer.toString(other)));
        }
        for (String bound : List.of("ratify_within", "horizon", "review_max_age", "max_age", "within")) {
            duration(bound, List.of("require", name, bound), false);
        }
    }

    /** A millisecond shorter and longer; the instant at the end of a sequence is outside, of all else inside. */
    private void duration(String name, List<Object> path, boolean isOpen) {
        String given = at(tree.rule(), path).asText();
        try {
            Duration bound = Duration.parse(given);
            for (Duration other : List.of(bound.minusMillis(1), bound.plusMillis(1))) {
                boolean isLater = other.compareTo(bound) > 0;
                Duration seen = isOpen == isLater ? bound : other;
                add(
                        MutantKind.DURATION,
                        path,
                        name + ": " + given + " -> " + other,
                        "one exactly " + seen + " afterwards",
                        mutant -> put(mutant, path, other.toString()));
            }
        } catch (DateTimeException e) {
            // The rule leaves it to its default.
        }
    }
}
