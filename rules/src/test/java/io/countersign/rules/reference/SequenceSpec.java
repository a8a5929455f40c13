package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A rule file of {@code kind: sequence} (S7).
 *
 * @param within missing only where a single event makes a match
 */
record SequenceSpec(
        String id,
        List<SequenceKey> by,
        Optional<Duration> within,
        List<Step> steps,
        Optional<SequenceExpression> until) {

    /** What no action is: a sequence that names one of these waits for the register. */
    private static final Set<String> REGISTER_NAMES =
            Set.of("verdict", "change", "freeze", "identity", "credential", "recording", "window.open", "window.close");

    /**
     * A step to take between {@code min} and {@code max} times.
     *
     * @param forbidden a {@code not}, which is never taken
     */
    record Step(String name, SequenceExpression expression, int min, int max, boolean forbidden) {
        static Step once(String name, SequenceExpression expression) {
            return times(name, expression, 1, 1);
        }

        static Step times(String name, SequenceExpression expression, int min, int max) {
            return new Step(name, expression, min, max, false);
        }

        static Step not(String name, SequenceExpression expression) {
            return new Step(name, expression, 1, 1, true);
        }
    }

    SequenceSpec {
        by = List.copyOf(by);
        steps = List.copyOf(steps);
        if (by.isEmpty() || steps.isEmpty() || steps.get(0).forbidden()) {
            throw new IllegalArgumentException("a sequence has a key and begins with a step to take");
        }
    }

    /** The steps to take, in order. */
    List<Step> taken() {
        return steps.stream().filter(step -> !step.forbidden()).toList();
    }

    /** The {@code not} steps between a step to take and the next one, or the end. */
    List<Step> forbiddenAfter(Step step) {
        return steps.subList(steps.indexOf(step) + 1, steps.size()).stream()
                .takeWhile(Step::forbidden)
                .toList();
    }

    boolean endsInAbsence() {
        return steps.get(steps.size() - 1).forbidden();
    }

    /** Whether it advances only with the completeness of the register (S7). */
    boolean waitsForRegister() {
        Stream<String> expressions = Stream.concat(steps.stream().map(Step::expression), until.stream())
                .flatMap(SequenceExpression::names);
        return Stream.concat(expressions, by.stream().flatMap(SequenceKey::names))
                .anyMatch(REGISTER_NAMES::contains);
    }

    /** The key of an event as text; an event without one is no part of the sequence. */
    Optional<String> key(ObjectNode event) {
        ObjectNode scope = JsonNodeFactory.instance.objectNode().set("event", event);
        List<String> texts = new ArrayList<>();
        for (SequenceKey each : by) {
            Optional<String> text = each.evaluate(scope);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            texts.add(text.get());
        }
        return Optional.of(texts.size() == 1 ? texts.get(0) : jsonArray(texts));
    }

    private static String jsonArray(List<String> texts) {
        return texts.stream().map(SequenceSpec::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    /** The rule file. */
    String toYaml() {
        StringBuilder yaml = new StringBuilder("""
                kind: sequence
                id: %s
                title: %s
                severity: high
                owner: security
                by: %s
                """.formatted(
                        id, id, jsonArray(by.stream().map(SequenceKey::cel).toList())));
        within.ifPresent(duration -> yaml.append("within: %s\n".formatted(duration)));
        yaml.append("steps:\n");
        for (Step step : steps) {
            String expression = quoted(step.expression().cel());
            if (step.forbidden()) {
                yaml.append("  - not: { %s: %s }\n".formatted(step.name(), expression));
            } else {
                yaml.append("  - %s: %s\n".formatted(step.name(), expression));
                if (step.max() > step.min()) {
                    yaml.append("    times: [%d, %d]\n".formatted(step.min(), step.max()));
                } else if (step.min() > 1) {
                    yaml.append("    times: %d\n".formatted(step.min()));
                }
            }
        }
        until.ifPresent(expression -> yaml.append("until: %s\n".formatted(quoted(expression.cel()))));
        return yaml.toString();
    }

    /** A JSON string, which is also one of YAML. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
