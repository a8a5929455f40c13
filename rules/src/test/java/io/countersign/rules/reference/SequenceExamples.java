package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExpression.is;
import static io.countersign.rules.reference.SequenceSpec.Step.not;
import static io.countersign.rules.reference.SequenceSpec.Step.once;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.ReferenceSequences.Advance;
import io.countersign.rules.reference.SequenceKey.Member;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What examples on actions alone are written in. */
final class SequenceExamples {
    static final long BASE = Fields.millis("2026-03-20T00:00:00Z");
    static final Duration TEN = Duration.ofSeconds(10);
    static final List<SequenceKey> PRINCIPAL = List.of(new Member("event.actor.principal"));

    static final Step GRANT = once("grant", operation("grant"));
    static final Step WRITE = once("use", operation("write"));
    static final Step REVOKE = once("revoke", operation("revoke"));
    static final Step NO_READ = not("look", operation("read"));

    private SequenceExamples() {}

    static SequenceExpression operation(String... operations) {
        return is("event.operation", operations);
    }

    static SequenceSpec sequence(Step... steps) {
        return new SequenceSpec("pair", PRINCIPAL, Optional.of(TEN), List.of(steps), Optional.empty());
    }

    static SequenceSpec until(SequenceExpression until, SequenceSpec spec) {
        return new SequenceSpec(spec.id(), spec.by(), spec.within(), spec.steps(), Optional.of(until));
    }

    static ObjectNode action(String id, double seconds, String operation) {
        ObjectNode action = JsonNodeFactory.instance
                .objectNode()
                .put("type", "action")
                .put("id", id)
                .put("time", Fields.instant(BASE + Math.round(seconds * 1000)))
                .put("source", "cloudtrail")
                .put("operation", operation)
                .put("outcome", "success");
        action.putObject("actor").put("principal", "ci-gl").put("kind", "machine");
        return action;
    }

    static ObjectNode by(String principal, ObjectNode action) {
        ObjectNode copy = action.deepCopy();
        copy.withObject("/actor").put("principal", principal);
        return copy;
    }

    static ObjectNode on(String object, ObjectNode action) {
        return action.deepCopy().put("object", object);
    }

    static ObjectNode loggedIn(String source, ObjectNode action) {
        return action.deepCopy().put("source", source);
    }

    static ObjectNode in(String system, ObjectNode action) {
        ObjectNode copy = action.deepCopy();
        copy.putObject("asset")
                .put("id", "db")
                .put("system", system)
                .put("environment", "production")
                .put("class", "x");
        return copy;
    }

    static List<String> matches(SequenceSpec spec, ObjectNode... actions) {
        return matches(spec, List.of(actions));
    }

    static List<String> matches(SequenceSpec spec, List<ObjectNode> actions) {
        return texts(lines(Advance.TO_THE_END, spec, actions));
    }

    static List<String> matchesThrough(double seconds, SequenceSpec spec, List<ObjectNode> actions) {
        Instant through = Instant.ofEpochMilli(BASE + Math.round(seconds * 1000));
        return texts(lines(new Advance(through, Instant.MAX), spec, actions));
    }

    static List<ObjectNode> lines(Advance advance, SequenceSpec spec, List<ObjectNode> actions) {
        return reference(advance, actions).matches(List.of(spec));
    }

    static ReferenceSequences reference(Advance advance, List<ObjectNode> actions) {
        return new ReferenceSequences(actions, List.of(), (principal, t) -> principal, advance);
    }

    /** Seconds from the first instant, key and ids. */
    private static List<String> texts(List<ObjectNode> matches) {
        return matches.stream()
                .map(match -> (Fields.requiredMillis(match, "time") - BASE) / 1000.0 + " "
                        + Fields.required(match, "key") + ": " + String.join(" ", Fields.texts(match, "events")))
                .toList();
    }
}
