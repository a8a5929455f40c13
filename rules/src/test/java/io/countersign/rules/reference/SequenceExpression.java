package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part of CEL that drawn sequences are written in, and what it means over JSON objects (S7). */
sealed interface SequenceExpression {
    /** Its value over the event and the steps, by name; empty when it ends in a missing-member error. */
    Optional<Boolean> evaluate(ObjectNode scope);

    /** As it stands in a rule file. */
    String cel();

    /** The members it reads, of whatever, and the kinds of event it asks for. */
    Stream<String> names();

    /** A missing-member error at the end makes the whole of it false. */
    default boolean holds(ObjectNode scope) {
        return evaluate(scope).orElse(false);
    }

    default SequenceExpression and(SequenceExpression other) {
        return new And(this, other);
    }

    default SequenceExpression or(SequenceExpression other) {
        return new Or(this, other);
    }

    default SequenceExpression negated() {
        return new Not(this);
    }

    static SequenceExpression is(String path, String... values) {
        return new OneOf(path, List.of(values));
    }

    static SequenceExpression same(String path, String other) {
        return new Same(path, other);
    }

    static SequenceExpression has(String path) {
        return new Has(path);
    }

    /** {@code path == 'a'}, or {@code path in ['a', 'b']}. */
    record OneOf(String path, List<String> values) implements SequenceExpression {
        @Override
        public Optional<Boolean> evaluate(ObjectNode scope) {
            return Fields.text(scope, path).map(values::contains);
        }

        @Override
        public String cel() {
            List<String> literals =
                    values.stream().map(value -> "'" + value + "'").toList();
            return literals.size() == 1
                    ? path + " == " + literals.get(0)
                    : path + literals.stream().collect(Collectors.joining(", ", " in [", "]"));
        }

        @Override
        public Stream<String> names() {
            return Stream.concat(member(path), path.equals("event.type") ? values.stream() : Stream.empty());
        }
    }

    /** {@code path == other}, where either may belong to an earlier step. */
    record Same(String path, String other) implements SequenceExpression {
        @Override
        public Optional<Boolean> evaluate(ObjectNode scope) {
            return Fields.text(scope, path)
                    .flatMap(value -> Fields.text(scope, other).map(value::equals));
        }

        @Override
        public String cel() {
            return path + " == " + other;
        }

        @Override
        public Stream<String> names() {
            return Stream.concat(member(path), member(other));
        }
    }

    /** {@code has(path)}: only the last member may be missing, one on the way to it is an error. */
    record Has(String path) implements SequenceExpression {
        @Override
        public Optional<Boolean> evaluate(ObjectNode scope) {
            int last = path.lastIndexOf('.');
            JsonNode holder = Fields.at(scope, path.substring(0, last));
            return holder.isObject()
                    ? Optional.of(!Fields.at(holder, path.substring(last + 1)).isMissingNode())
                    : Optional.empty();
        }

        @Override
        public String cel() {
            return "has(" + path + ")";
        }

        @Override
        public Stream<String> names() {
            return member(path);
        }
    }

    /** One side that is false settles it, even beside an error. */
    record And(SequenceExpression left, SequenceExpression right) implements SequenceExpression {
        @Override
        public Optional<Boolean> evaluate(ObjectNode scope) {
            return settled(false, left.evaluate(scope), right.evaluate(scope));
        }

        @Override
        public String cel() {
            return bracketed(left) + " && " + bracketed(right);
        }

        @Override
        public Stream<String> names() {
            return Stream.concat(left.names(), right.names());
        }
    }

    /** One side that is true settles it, even beside an error. */
    record Or(SequenceExpression left, SequenceExpression right) implements SequenceExpression {
        @Override
        public Optional<Boolean> evaluate(ObjectNode scope) {
            return settled(true, left.evaluate(scope), right.evaluate(scope));
        }

        @Override
        public String cel() {
            return bracketed(left) + " || " + bracketed(right);
        }

        @Override
        public Stream<String> names() {
            return Stream.concat(left.names(), right.names());
        }
    }

    /** An error stays one. */
    record Not(SequenceExpression expression) implements SequenceExpression {
        @Override
        public Optional<Boolean> evaluate(ObjectNode scope) {
            return expression.evaluate(scope).map(value -> !value);
        }

        @Override
        public String cel() {
            return expression instanceof Has ? "!" + expression.cel() : "!(" + expression.cel() + ")";
        }

        @Override
        public Stream<String> names() {
            return expression.names();
        }
    }

    private static Optional<Boolean> settled(boolean by, Optional<Boolean> left, Optional<Boolean> right) {
        if (left.equals(Optional.of(by)) || right.equals(Optional.of(by))) {
            return Optional.of(by);
        }
        return left.isPresent() && right.isPresent() ? Optional.of(!by) : Optional.empty();
    }

    private static String bracketed(SequenceExpression expression) {
        return expression instanceof And || expression instanceof Or ? "(" + expression.cel() + ")" : expression.cel();
    }

    private static Stream<String> member(String path) {
        return Stream.of(path.substring(path.indexOf('.') + 1));
    }
}
