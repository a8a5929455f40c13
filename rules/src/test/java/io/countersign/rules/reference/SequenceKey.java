package io.countersign.rules.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Stream;

/** One expression of {@code by}. */
sealed interface SequenceKey {
    /** Its text over a scope that holds the event; empty when it ends in a missing-member error. */
    Optional<String> evaluate(ObjectNode scope);

    /** As it stands in a rule file. */
    String cel();

    /** The members it reads. */
    Stream<String> names();

    /** A member of the event. */
    record Member(String path) implements SequenceKey {
        @Override
        public Optional<String> evaluate(ObjectNode scope) {
            return Fields.text(scope, path);
        }

        @Override
        public String cel() {
            return path;
        }

        @Override
        public Stream<String> names() {
            return Stream.of(path.substring(path.indexOf('.') + 1));
        }
    }

    /** {@code has(first) ? first : otherwise}, {@code first} being a member of the event itself. */
    record Either(String first, String otherwise) implements SequenceKey {
        @Override
        public Optional<String> evaluate(ObjectNode scope) {
            return Fields.text(scope, first).or(() -> Fields.text(scope, otherwise));
        }

        @Override
        public String cel() {
            return "has(" + first + ") ? " + first + " : " + otherwise;
        }

        @Override
        public Stream<String> names() {
            return Stream.of(first, otherwise).flatMap(path -> new Member(path).names());
        }
    }

    /** The same for every event. */
    record Constant(String text) implements SequenceKey {
        @Override
        public Optional<String> evaluate(ObjectNode scope) {
            return Optional.of(text);
        }

        @Override
        public String cel() {
            return "'" + text + "'";
        }

        @Override
        public Stream<String> names() {
            return Stream.empty();
        }
    }
}
