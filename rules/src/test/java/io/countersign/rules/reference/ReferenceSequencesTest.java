package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExamples.GRANT;
import static io.countersign.rules.reference.SequenceExamples.PRINCIPAL;
import static io.countersign.rules.reference.SequenceExamples.REVOKE;
import static io.countersign.rules.reference.SequenceExamples.TEN;
import static io.countersign.rules.reference.SequenceExamples.WRITE;
import static io.countersign.rules.reference.SequenceExamples.action;
import static io.countersign.rules.reference.SequenceExamples.by;
import static io.countersign.rules.reference.SequenceExamples.in;
import static io.countersign.rules.reference.SequenceExamples.lines;
import static io.countersign.rules.reference.SequenceExamples.loggedIn;
import static io.countersign.rules.reference.SequenceExamples.matches;
import static io.countersign.rules.reference.SequenceExamples.operation;
import static io.countersign.rules.reference.SequenceExamples.reference;
import static io.countersign.rules.reference.SequenceExamples.sequence;
import static io.countersign.rules.reference.SequenceSpec.Step.once;
import static io.countersign.rules.reference.SequenceSpec.Step.times;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.ReferenceSequences.Advance;
import io.countersign.rules.reference.SequenceKey.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Starts, keys, time and order, on actions alone, with matches worked out by hand. */
class ReferenceSequencesTest {
    @Test
    void shouldMatchStepsInOrderWhateverComesBetweenAndWhateverTheOrderOfArrival() {
        List<ObjectNode> actions = List.of(
                action("g", 0, "grant"), action("x", 1, "login"), action("w", 2, "write"), action("r", 3, "revoke"));
        List<ObjectNode> shuffled = new ArrayList<>(actions);
        Collections.shuffle(shuffled, new Random(3));

        assertThat(matches(sequence(GRANT, WRITE, REVOKE), actions)).containsExactly("3.0 ci-gl: g w r");
        assertThat(matches(sequence(GRANT, WRITE, REVOKE), shuffled)).containsExactly("3.0 ci-gl: g w r");
    }

    @Test
    void shouldNotMatchStepsInAnotherOrderOrWithOneAbsent() {
        assertThat(matches(sequence(GRANT, WRITE), action("w", 0, "write"), action("g", 1, "grant")))
                .isEmpty();
        assertThat(matches(sequence(GRANT, WRITE), action("g", 1, "grant"))).isEmpty();
    }

    @Test
    void shouldNotMatchAcrossKeys() {
        assertThat(matches(sequence(GRANT, WRITE), action("g", 0, "grant"), by("ci-pay", action("w", 1, "write"))))
                .isEmpty();
    }

    @Test
    void shouldTakeTheLeftmostStart() {
        assertThat(matches(
                        sequence(GRANT, WRITE),
                        action("g1", 0, "grant"),
                        action("g2", 1, "grant"),
                        action("w", 2, "write")))
                .containsExactly("2.0 ci-gl: g1 w");
    }

    @Test
    void shouldGoOnAfterTheLastEventOfAMatch() {
        // The grant of 1 lies before the write of 2, so that the write of 3 finds no start of its own.
        assertThat(matches(
                        sequence(GRANT, WRITE),
                        action("g1", 0, "grant"),
                        action("g2", 1, "grant"),
                        action("w1", 2, "write"),
                        action("w2", 3, "write"),
                        action("g3", 4, "grant"),
                        action("w3", 5, "write")))
                .containsExactly("2.0 ci-gl: g1 w1", "5.0 ci-gl: g3 w3");
    }

    @Test
    void shouldNotUseTheLastEventOfAMatchAsAStart() {
        SequenceSpec twoWrites = sequence(once("first", operation("write")), once("second", operation("write")));

        assertThat(matches(twoWrites, action("w1", 0, "write"), action("w2", 1, "write"), action("w3", 2, "write")))
                .containsExactly("1.0 ci-gl: w1 w2");
    }

    @Test
    void shouldTryTheNextStartWhenOneCameToNothing() {
        assertThat(matches(
                        sequence(GRANT, WRITE),
                        action("g1", 0, "grant"),
                        action("g2", 5, "grant"),
                        action("w", 12, "write")))
                .containsExactly("12.0 ci-gl: g2 w");
    }

    @Test
    void shouldLeaveAnEventAtExactlyTheEndOfTheTimeOutside() {
        assertThat(matches(sequence(GRANT, WRITE), action("g", 0, "grant"), action("w", 10, "write")))
                .isEmpty();
        assertThat(matches(sequence(GRANT, WRITE), action("g", 0, "grant"), action("w", 9.999, "write")))
                .containsExactly("9.999 ci-gl: g w");
    }

    @Test
    void shouldBreakTiesBySourceThenIdByCodePoint() {
        // By UTF-16 unit U+1D400 would come before U+FF21.
        ObjectNode grant = action("\uFF21", 0, "grant");
        ObjectNode write = action("\uD835\uDC00", 0, "write");
        assertThat(matches(sequence(GRANT, WRITE), write, grant)).containsExactly("0.0 ci-gl: \uFF21 \uD835\uDC00");
        assertThat(matches(sequence(WRITE, GRANT), write, grant)).isEmpty();

        ObjectNode laterId = loggedIn("a\uFF21", action("z", 0, "grant"));
        ObjectNode laterSource = loggedIn("a\uD835\uDC00", action("a", 0, "write"));
        assertThat(matches(sequence(GRANT, WRITE), laterSource, laterId)).containsExactly("0.0 ci-gl: z a");
        assertThat(matches(sequence(WRITE, GRANT), laterSource, laterId)).isEmpty();
    }

    @Test
    void shouldBreakTheLastTieByContent() {
        ObjectNode grant = action("same", 0, "grant");
        ObjectNode write = action("same", 0, "write");
        boolean grantFirst = Content.hash(grant).compareTo(Content.hash(write)) < 0;

        assertThat(matches(grantFirst ? sequence(GRANT, WRITE) : sequence(WRITE, GRANT), write, grant))
                .containsExactly("0.0 ci-gl: same same");
        assertThat(matches(grantFirst ? sequence(WRITE, GRANT) : sequence(GRANT, WRITE), write, grant))
                .isEmpty();
    }

    @Test
    void shouldTakeADuplicateOnce() {
        ObjectNode write = action("w", 0, "write");
        ObjectNode again =
                write.deepCopy().put("time", "2026-03-20T01:00:00.000999+01:00").put("x_vendor", 1);

        assertThat(matches(sequence(times("twice", operation("write"), 2, 2)), write, again))
                .isEmpty();
    }

    @Test
    void shouldLeaveOutAnEventWithoutAKey() {
        SequenceSpec spec = new SequenceSpec(
                "pair",
                List.of(new Member("event.actor.principal"), new Member("event.asset.system")),
                Optional.of(TEN),
                List.of(GRANT, WRITE),
                Optional.empty());
        ObjectNode without = action("w", 1, "write");

        assertThat(matches(spec, in("payroll", action("g", 0, "grant")), without))
                .isEmpty();
        assertThat(matches(spec, in("payroll", action("g", 0, "grant")), in("payroll", without)))
                .containsExactly("1.0 [\"ci-gl\",\"payroll\"]: g w");
        assertThat(matches(spec, in("payroll", action("g", 0, "grant")), in("treasury", without)))
                .isEmpty();
    }

    @Test
    void shouldWriteTheLineOfTheContract() {
        SequenceSpec one = sequence(GRANT, WRITE);
        SequenceSpec two = new SequenceSpec(
                "pair",
                List.of(new Member("event.actor.principal"), new Member("event.asset.system")),
                Optional.of(TEN),
                List.of(GRANT, WRITE),
                Optional.empty());
        List<ObjectNode> actions =
                List.of(in("pay\"roll", action("a1", 0, "grant")), in("pay\"roll", action("b1", 1.5, "write")));

        assertThat(lines(Advance.TO_THE_END, one, actions))
                .map(ObjectNode::toString)
                .containsExactly("""
                {"type":"match","id":"08141c1c658874b37a5e8398b2e43fd0","sequence":"pair",\
                "time":"2026-03-20T00:00:01.500Z",\
                "key":"ci-gl","events":["a1","b1"]}""");
        assertThat(lines(Advance.TO_THE_END, two, actions))
                .map(ObjectNode::toString)
                .containsExactly("""
                {"type":"match","id":"ddb141b17a054a6338206334c9bd52d0","sequence":"pair",\
                "time":"2026-03-20T00:00:01.500Z",\
                "key":"[\\"ci-gl\\",\\"pay\\\\\\"roll\\"]","events":["a1","b1"]}""");
    }

    @Test
    void shouldOrderMatchesByTimeThenSequence() {
        List<ObjectNode> actions =
                List.of(action("w1", 0, "write"), action("w2", 1, "write"), by("ci-pay", action("w3", 1, "write")));
        SequenceSpec a = new SequenceSpec("a", PRINCIPAL, Optional.empty(), List.of(WRITE), Optional.empty());
        SequenceSpec b = new SequenceSpec("b", PRINCIPAL, Optional.empty(), List.of(WRITE), Optional.empty());

        List<ObjectNode> matches = reference(Advance.TO_THE_END, actions).matches(List.of(b, a));

        assertThat(matches)
                .map(match -> match.path("time").asText().substring(17, 19)
                        + match.path("sequence").asText())
                .containsExactly("00a", "00b", "01a", "01a", "01b", "01b");
        assertThat(matches.get(2).path("id").asText())
                .isLessThan(matches.get(3).path("id").asText());
    }
}
