package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExamples.GRANT;
import static io.countersign.rules.reference.SequenceExamples.NO_READ;
import static io.countersign.rules.reference.SequenceExamples.REVOKE;
import static io.countersign.rules.reference.SequenceExamples.WRITE;
import static io.countersign.rules.reference.SequenceExamples.action;
import static io.countersign.rules.reference.SequenceExamples.matches;
import static io.countersign.rules.reference.SequenceExamples.matchesThrough;
import static io.countersign.rules.reference.SequenceExamples.on;
import static io.countersign.rules.reference.SequenceExamples.operation;
import static io.countersign.rules.reference.SequenceExamples.sequence;
import static io.countersign.rules.reference.SequenceExamples.until;
import static io.countersign.rules.reference.SequenceExpression.is;
import static io.countersign.rules.reference.SequenceExpression.same;
import static io.countersign.rules.reference.SequenceSpec.Step.not;
import static io.countersign.rules.reference.SequenceSpec.Step.once;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ends a start or must not happen, and what is decided when; with matches worked out by hand. */
class SequenceAbsenceTest {
    @Test
    void shouldForbidBetweenNeighboursOnly() {
        SequenceSpec spec = sequence(GRANT, NO_READ, WRITE, REVOKE);

        assertThat(matches(
                        spec,
                        action("g", 0, "grant"),
                        action("l", 1, "read"),
                        action("w", 2, "write"),
                        action("r", 3, "revoke")))
                .isEmpty();
        assertThat(matches(
                        spec,
                        action("g", 0, "grant"),
                        action("w", 2, "write"),
                        action("l", 2.5, "read"),
                        action("r", 3, "revoke")))
                .containsExactly("3.0 ci-gl: g w r");
    }

    @Test
    void shouldStartAfterWhatWasForbidden() {
        assertThat(matches(
                        sequence(GRANT, NO_READ, WRITE),
                        action("g1", 0, "grant"),
                        action("l", 1, "read"),
                        action("g2", 2, "grant"),
                        action("w", 3, "write")))
                .containsExactly("3.0 ci-gl: g2 w");
    }

    @Test
    void shouldTakeAnEventThatIsBothForbiddenAndTheNextStep() {
        SequenceSpec spec = sequence(GRANT, not("any", operation("read", "write")), WRITE);

        assertThat(matches(spec, action("g", 0, "grant"), action("w", 1, "write")))
                .containsExactly("1.0 ci-gl: g w");
    }

    @Test
    void shouldForbidEachOfSeveral() {
        SequenceSpec spec = sequence(GRANT, NO_READ, not("login", operation("login")), WRITE);

        assertThat(matches(spec, action("g", 0, "grant"), action("x", 1, "login"), action("w", 2, "write")))
                .isEmpty();
        assertThat(matches(spec, action("g", 0, "grant"), action("x", 1, "export"), action("w", 2, "write")))
                .containsExactly("2.0 ci-gl: g w");
    }

    @Test
    void shouldDecideAnAbsenceAtTheEndOfTheTimeFromTheFirstEvent() {
        SequenceSpec spec = sequence(GRANT, WRITE, NO_READ);

        assertThat(matches(spec, action("g", 0, "grant"), action("w", 4, "write"), action("l", 10, "read")))
                .containsExactly("10.0 ci-gl: g w");
        assertThat(matches(spec, action("g", 0, "grant"), action("w", 4, "write"), action("l", 9.999, "read")))
                .isEmpty();
        assertThat(matches(spec, action("g", 0, "grant"), action("l", 3, "read"), action("w", 4, "write")))
                .as("a read before the write is not between it and the end")
                .containsExactly("10.0 ci-gl: g w");
    }

    @Test
    void shouldSkipOnlyPastTheLastTakenEventOfAnAbsence() {
        assertThat(matches(
                        sequence(GRANT, WRITE, NO_READ),
                        action("g1", 0, "grant"),
                        action("w1", 1, "write"),
                        action("g2", 2, "grant"),
                        action("w2", 3, "write")))
                .containsExactly("10.0 ci-gl: g1 w1", "12.0 ci-gl: g2 w2");
    }

    @Test
    void shouldDecideAnAbsenceOnlyWhereAllIsKnown() {
        SequenceSpec spec = sequence(GRANT, NO_READ);
        List<ObjectNode> actions = List.of(action("g", 0, "grant"));

        assertThat(matchesThrough(10, spec, actions)).containsExactly("10.0 ci-gl: g");
        assertThat(matchesThrough(9.999, spec, actions)).isEmpty();
    }

    @Test
    void shouldWithholdAMatchWhileAnEarlierStartMayStillReachPastIt() {
        SequenceSpec spec = sequence(GRANT, once("use", operation("write").and(same("event.object", "grant.object"))));
        List<ObjectNode> actions = new ArrayList<>(List.of(
                on("a", action("ga", 0, "grant")),
                on("b", action("gb", 1, "grant")),
                on("b", action("wb", 2, "write"))));

        assertThat(matchesThrough(9.999, spec, actions)).isEmpty();
        assertThat(matchesThrough(10, spec, actions)).containsExactly("2.0 ci-gl: gb wb");

        actions.add(on("a", action("wa", 9, "write")));
        assertThat(matchesThrough(9, spec, actions))
                .as("the start it was withheld for has come to match, and skips it")
                .containsExactly("9.0 ci-gl: ga wa");
    }

    @Test
    void shouldNotSeeWhatIsAfterTheKnown() {
        List<ObjectNode> actions = List.of(action("g", 0, "grant"), action("w", 2, "write"));

        assertThat(matchesThrough(1.999, sequence(GRANT, WRITE), actions)).isEmpty();
        assertThat(matchesThrough(2, sequence(GRANT, WRITE), actions)).containsExactly("2.0 ci-gl: g w");
    }

    @Test
    void shouldEndAStartByUntilEvenWithAnEventThatWouldBeTaken() {
        SequenceSpec spec = until(is("event.object", "stop"), sequence(GRANT, WRITE));

        assertThat(matches(spec, action("g", 0, "grant"), on("stop", action("w", 1, "write"))))
                .isEmpty();
        assertThat(matches(spec, on("stop", action("g", 0, "grant")), action("w", 1, "write")))
                .as("it is not asked of the start itself")
                .containsExactly("1.0 ci-gl: g w");
    }

    @Test
    void shouldEndAnAbsenceByUntil() {
        SequenceSpec spec = until(is("event.object", "stop"), sequence(GRANT, NO_READ));

        assertThat(matches(spec, action("g", 0, "grant"), on("stop", action("x", 9, "login"))))
                .isEmpty();
        assertThat(matches(spec, action("g", 0, "grant"), on("stop", action("x", 10, "login"))))
                .containsExactly("10.0 ci-gl: g");
    }

    @Test
    void shouldLetUntilSeeWhatHasBeenTakenSoFar() {
        SequenceSpec spec =
                until(operation("login").and(same("event.object", "use.object")), sequence(GRANT, WRITE, REVOKE));
        ObjectNode login = on("a", action("x", 2, "login"));

        assertThat(matches(
                        spec,
                        action("g", 0, "grant"),
                        on("a", action("w", 1, "write")),
                        login,
                        action("r", 4, "revoke")))
                .isEmpty();
        assertThat(matches(
                        spec,
                        action("g", 0, "grant"),
                        login,
                        on("a", action("w", 3, "write")),
                        action("r", 4, "revoke")))
                .containsExactly("4.0 ci-gl: g w r");
    }
}
