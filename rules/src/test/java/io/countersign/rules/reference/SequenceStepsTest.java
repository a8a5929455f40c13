package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExamples.GRANT;
import static io.countersign.rules.reference.SequenceExamples.PRINCIPAL;
import static io.countersign.rules.reference.SequenceExamples.REVOKE;
import static io.countersign.rules.reference.SequenceExamples.WRITE;
import static io.countersign.rules.reference.SequenceExamples.action;
import static io.countersign.rules.reference.SequenceExamples.matches;
import static io.countersign.rules.reference.SequenceExamples.on;
import static io.countersign.rules.reference.SequenceExamples.operation;
import static io.countersign.rules.reference.SequenceExamples.sequence;
import static io.countersign.rules.reference.SequenceExpression.has;
import static io.countersign.rules.reference.SequenceExpression.is;
import static io.countersign.rules.reference.SequenceExpression.same;
import static io.countersign.rules.reference.SequenceSpec.Step.not;
import static io.countersign.rules.reference.SequenceSpec.Step.once;
import static io.countersign.rules.reference.SequenceSpec.Step.times;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a step takes and sees, with matches worked out by hand. */
class SequenceStepsTest {
    @Test
    void shouldRepeatAStepGreedilyUpToItsMost() {
        SequenceSpec spec =
                sequence(times("again", operation("write"), 1, 2), once("other", operation("write", "read")));

        assertThat(matches(spec, action("w1", 0, "write"), action("w2", 1, "write"), action("w3", 2, "write")))
                .as("the second is taken for the first step although it would do for the next")
                .containsExactly("2.0 ci-gl: w1 w2 w3");
        assertThat(matches(spec, action("w1", 0, "write"), action("l", 1, "read")))
                .containsExactly("1.0 ci-gl: w1 l");
    }

    @Test
    void shouldNotGoOnBeforeAStepHasItsLeast() {
        SequenceSpec spec = sequence(times("again", operation("write"), 2, 3), not("look", operation("read")), REVOKE);

        assertThat(matches(spec, action("w1", 0, "write"), action("r", 1, "revoke")))
                .isEmpty();
        assertThat(matches(
                        spec,
                        action("w1", 0, "write"),
                        action("l1", 1, "read"),
                        action("w2", 2, "write"),
                        action("r", 3, "revoke")))
                .as("nothing is between the step and the next before it has its least")
                .containsExactly("3.0 ci-gl: w1 w2 r");
        assertThat(matches(
                        spec,
                        action("w1", 0, "write"),
                        action("w2", 2, "write"),
                        action("l1", 2.5, "read"),
                        action("r", 3, "revoke")))
                .isEmpty();
    }

    @Test
    void shouldEndALastStepAtItsLeast() {
        assertThat(matches(
                        sequence(times("again", operation("write"), 2, 3)),
                        action("w1", 0, "write"),
                        action("w2", 1, "write"),
                        action("w3", 2, "write"),
                        action("w4", 3, "write")))
                .containsExactly("1.0 ci-gl: w1 w2", "3.0 ci-gl: w3 w4");
    }

    @Test
    void shouldEndALastStepAtItsLeastBeforeAnAbsenceToo() {
        SequenceSpec spec = sequence(times("again", operation("write"), 2, 3), not("third", is("event.object", "x")));

        assertThat(matches(spec, action("w1", 0, "write"), action("w2", 1, "write"), on("x", action("w3", 2, "write"))))
                .as("the first start does not take the third, which kills it")
                .containsExactly("11.0 ci-gl: w2 w3");
        assertThat(matches(spec, on("x", action("w1", 0, "write")), on("x", action("w2", 1, "write"))))
                .containsExactly("10.0 ci-gl: w1 w2");
    }

    @Test
    void shouldMeanTheLastEventARepeatedStepTook() {
        SequenceSpec spec = sequence(
                times("again", operation("write"), 2, 2),
                once("revoke", operation("revoke").and(same("event.object", "again.object"))));
        ObjectNode first = on("a", action("w1", 0, "write"));
        ObjectNode second = on("b", action("w2", 1, "write"));

        assertThat(matches(spec, first, second, on("a", action("ra", 2, "revoke"))))
                .isEmpty();
        assertThat(matches(spec, first, second, on("b", action("rb", 2, "revoke"))))
                .containsExactly("2.0 ci-gl: w1 w2 rb");
    }

    @Test
    void shouldNotLetAStepSeeItself() {
        SequenceSpec spec = sequence(
                GRANT,
                times(
                        "again",
                        operation("write")
                                .and(same("event.object", "again.object").negated()),
                        1,
                        2));

        assertThat(matches(spec, action("g", 0, "grant"), on("a", action("w1", 1, "write"))))
                .isEmpty();
    }

    @Test
    void shouldMatchEachEventOfASingleStepWithoutATime() {
        SequenceSpec spec = new SequenceSpec("pair", PRINCIPAL, Optional.empty(), List.of(WRITE), Optional.empty());

        assertThat(matches(spec, action("w1", 0, "write"), action("g", 0, "grant"), action("w2", 90, "write")))
                .containsExactly("0.0 ci-gl: w1", "90.0 ci-gl: w2");
    }

    @Test
    void shouldTakeAMissingMemberForFalseAsAWhole() {
        Step otherObject = once("other", is("event.object", "a").negated());
        Step noObject = once("none", has("event.object").negated());
        ObjectNode without = action("w", 0, "write");

        assertThat(matches(sequence(otherObject), without)).isEmpty();
        assertThat(matches(sequence(otherObject), on("b", without))).containsExactly("0.0 ci-gl: w");
        assertThat(matches(sequence(noObject), without)).containsExactly("0.0 ci-gl: w");
        assertThat(matches(sequence(noObject), without.deepCopy().putNull("object")))
                .containsExactly("0.0 ci-gl: w");
    }
}
