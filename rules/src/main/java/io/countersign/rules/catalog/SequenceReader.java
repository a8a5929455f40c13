package io.countersign.rules.catalog;

import io.countersign.rules.catalog.Sequence.Step;
import io.countersign.rules.expression.EventExpression;
import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.yaml.YamlMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a rule file of {@code kind: sequence} says beside its card. */
final class SequenceReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final String NOT = "not";
    private static final String TIMES = "times";

    /** What a variable of CEL cannot be called, and what already is one. */
    private static final Set<String> TAKEN_NAMES = Set.of("event", "in", "true", "false", "null");

    private final RuleReader reader;
    private final RuleFile file;
    private final YamlMapping yaml;

    SequenceReader(RuleReader reader, RuleFile file, YamlMapping yaml) {
        this.reader = reader;
        this.file = file;
        this.yaml = yaml;
    }

    /** The sequence; null where there are problems, which are noted. */
    @Nullable
    Sequence read(RuleCard card) {
        int before = reader.problems();
        List<String> by = yaml.texts("by");
        if (by.isEmpty()) {
            yaml.problem("by", "'by' is missing or empty; name what events have in common, such as [event.identity]");
        }
        for (String part : by) {
            reader.compile(yaml, "by", () -> EventExpression.key(part));
        }
        Duration within = yaml.has("within") ? yaml.duration("within", Duration.ZERO) : null;
        List<Step> steps = steps();
        String until = yaml.optionalText("until");
        if (until != null) {
            List<String> names = taken(steps);
            reader.compile(
                    yaml,
                    "until",
                    () -> EventExpression.condition(until, names, false).requirePossible());
        }
        if (reader.problems() > before) {
            return null;
        }
        if (within == null && !Sequence.isSingleEvent(steps)) {
            yaml.problem(
                    "within",
                    "'within' is missing; say how long the sequence may take from its first event on, such as PT4H,"
                            + " because nothing waits for ever");
            return null;
        }
        if (within != null && within.toMillis() == 0) {
            yaml.problem(
                    "within",
                    "'within' is " + within + ", in which nothing can happen, because times count in milliseconds;"
                            + " expected a duration such as PT4H");
            return null;
        }
        return new Sequence(card, Codec.sha256(file.bytes()), by, within, steps, until);
    }

    private List<Step> steps() {
        List<YamlMapping> given = yaml.mappings("steps");
        if (given.isEmpty()) {
            yaml.problem("steps", "'steps' is missing or empty; list what happens, in order");
        }
        if (given.size() > Sequence.MOST_STEPS) {
            yaml.problem("steps", "'steps' has " + given.size() + ", expected at most " + Sequence.MOST_STEPS);
        }
        List<Step> steps = new ArrayList<>();
        for (YamlMapping each : given) {
            boolean forbidden = each.has(NOT);
            if (forbidden && steps.isEmpty()) {
                each.problem(NOT, "'not' is the first step, expected an event that the sequence begins with");
            }
            if (forbidden && !each.isMapping(NOT)) {
                each.problem(
                        NOT,
                        "'not' has no name, expected one and its condition, such as not: { undo: event.operation == 'revoke' }");
                continue;
            }
            YamlMapping named = forbidden ? each.mapping(NOT) : each;
            Step step = named == null ? null : step(named, forbidden, steps);
            if (forbidden) {
                each.rejectUnknown();
            }
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private @Nullable Step step(YamlMapping given, boolean forbidden, List<Step> earlier) {
        List<String> names =
                given.keys().stream().filter(key -> !key.equals(TIMES)).toList();
        if (names.size() != 1) {
            String first = given.keys().stream().findFirst().orElse("");
            given.problem(
                    first,
                    "a step has the names " + names + ", expected exactly one, such as"
                            + " 'use: event.operation == 'write'', and 'times' beside it where it repeats");
            return null;
        }
        String name = names.get(0);
        if (earlier.stream().anyMatch(step -> step.name().equals(name))) {
            given.problem(name, "a step before this one is named '" + name + "', too; give each a name of its own");
            return null;
        }
        if (TAKEN_NAMES.contains(name) || !NAME.matcher(name).matches()) {
            given.problem(
                    name,
                    "a step is named '" + name + "', expected a name of letters, digits and"
                            + " underscores, such as 'use'");
            return null;
        }
        String expression = given.text(name);
        if (expression.isEmpty()) {
            return null;
        }
        reader.compile(
                given,
                name,
                () -> EventExpression.condition(expression, taken(earlier), !forbidden)
                        .requirePossible());
        int[] times = forbidden ? new int[] {1, 1} : times(given);
        given.rejectUnknown();
        return times == null ? null : new Step(name, expression, forbidden, times[0], times[1]);
    }

    private static int @Nullable [] times(YamlMapping given) {
        if (!given.has(TIMES)) {
            return new int[] {1, 1};
        }
        List<String> times = given.scalars(TIMES);
        try {
            int least = Integer.parseInt(times.isEmpty() ? "" : times.get(0));
            int most = Integer.parseInt(times.get(times.size() - 1));
            if (times.size() <= 2 && least >= 1 && most >= least && most <= Step.MOST_TIMES) {
                return new int[] {least, most};
            }
        } catch (NumberFormatException e) {
            // Reported below, with what is expected instead.
        }
        given.problem(
                TIMES,
                "'times' is " + times + ", expected a number from 1 to " + Step.MOST_TIMES
                        + " such as 3, or the least and the most such as [3, 5]");
        return null;
    }

    /** The names of the steps that take events, which others may refer to. */
    private static List<String> taken(List<Step> steps) {
        return steps.stream().filter(step -> !step.forbidden()).map(Step::name).toList();
    }
}
