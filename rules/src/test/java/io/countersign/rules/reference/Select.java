package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of CEL the reference understands (S7): a conjunction of {@code action.path in ['a','b']},
 * {@code action.path == 'x'} and {@code action.path != 'x'}. A missing or null member makes the whole of it false.
 */
record Select(List<Term> terms) implements Predicate<ObjectNode> {
    private static final Pattern COMPARISON = Pattern.compile("action\\.([a-z_.]+) *(==|!=| in ) *(.+)");
    private static final Pattern LITERAL = Pattern.compile("'([^']*)'");

    /** One comparison: the member is among the values, or (negated) is not. */
    record Term(String path, List<String> values, boolean negated) {
        boolean holds(ObjectNode action) {
            Optional<String> member = Fields.text(action, path);
            return member.isPresent() && values.contains(member.get()) != negated;
        }
    }

    static Select parse(String expression) {
        return new Select(Arrays.stream(expression.split("&&", -1))
                .map(String::strip)
                .map(Select::term)
                .toList());
    }

    @Override
    public boolean test(ObjectNode action) {
        return terms.stream().allMatch(term -> term.holds(action));
    }

    private static Term term(String comparison) {
        Matcher parts = COMPARISON.matcher(comparison);
        if (!parts.matches()) {
            throw new IllegalArgumentException("outside the restricted shape: " + comparison);
        }
        List<String> values = LITERAL.matcher(parts.group(3))
                .results()
                .map(literal -> literal.group(1))
                .toList();
        return new Term(parts.group(1), values, parts.group(2).equals("!="));
    }
}
