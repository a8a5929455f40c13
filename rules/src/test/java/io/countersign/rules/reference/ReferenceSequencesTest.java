package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExpression.has;
import static io.countersign.rules.reference.SequenceExpression.is;
import static io.countersign.rules.reference.SequenceExpression.same;
import static io.countersign.rules.reference.SequenceSpec.Step.not;
import static io.countersign.rules.reference.SequenceSpec.Step.once;
import static io.countersign.rules.reference.SequenceSpec.Step.times;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.ReferenceSequences.Advance;
import io.countersign.rules.reference.SequenceKey.Member;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every sentence about matching, on actions alone, with matches worked out by hand. */
class ReferenceSequencesTest {
    private static final long BASE = Fields.millis("2026-03-20T00:00:00Z");
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final List<SequenceKey> PRINCIPAL = List.of(new Member("event.actor.principal"));

    private static final Step GRANT = once("grant", operation("grant"));
    private static final Step WRITE = once("use", operation("write"));
    private static final Step REVOKE = once("revoke", operation("revoke"));
    private static final Step NO_READ = not("look", operation("read"));

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
    void shouldBreakTiesBySourceThenIdByCodePoint() {
        // By UTF-16 unit U+1D400 would come before U+FF21.
        ObjectNode grant = action("\uFF21", 0, "grant");
        ObjectNode write = action("\uD835\uDC00", 0, "write");
        assertThat(matches(sequence(GRANT, WRITE), write, grant)).containsExactly("0.0 ci-gl: \uFF21 \uD835\uDC00");
        assertThat(matches(sequence(WRITE, GRANT), write, grant)).isEmpty();

        ObjectNode laterId = from("a\uFF21", action("z", 0, "grant"));
        ObjectNode laterSource = from("a\uD835\uDC00", action("a", 0, "write"));
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
                {"type":"match","id":"08141c1c658874b37a5e8398b2e43fd0","sequence":"pair","time":"2026-03-20T00:00:01.500Z",\
                "key":"ci-gl","events":["a1","b1"]}""");
        assertThat(lines(Advance.TO_THE_END, two, actions))
                .map(ObjectNode::toString)
                .containsExactly("""
                {"type":"match","id":"ddb141b17a054a6338206334c9bd52d0","sequence":"pair","time":"2026-03-20T00:00:01.500Z",\
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

    private static SequenceExpression operation(String... operations) {
        return is("event.operation", operations);
    }

    private static SequenceSpec sequence(Step... steps) {
        return new SequenceSpec("pair", PRINCIPAL, Optional.of(TEN), List.of(steps), Optional.empty());
    }

    private static SequenceSpec until(SequenceExpression until, SequenceSpec spec) {
        return new SequenceSpec(spec.id(), spec.by(), spec.within(), spec.steps(), Optional.of(until));
    }

    private static ObjectNode action(String id, double seconds, String operation) {
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

    private static ObjectNode by(String principal, ObjectNode action) {
        ObjectNode copy = action.deepCopy();
        copy.withObject("/actor").put("principal", principal);
        return copy;
    }

    private static ObjectNode on(String object, ObjectNode action) {
        return action.deepCopy().put("object", object);
    }

    private static ObjectNode from(String source, ObjectNode action) {
        return action.deepCopy().put("source", source);
    }

    private static ObjectNode in(String system, ObjectNode action) {
        ObjectNode copy = action.deepCopy();
        copy.putObject("asset")
                .put("id", "db")
                .put("system", system)
                .put("environment", "production")
                .put("class", "x");
        return copy;
    }

    private static List<String> matches(SequenceSpec spec, ObjectNode... actions) {
        return matches(spec, List.of(actions));
    }

    private static List<String> matches(SequenceSpec spec, List<ObjectNode> actions) {
        return texts(lines(Advance.TO_THE_END, spec, actions));
    }

    private static List<String> matchesThrough(double seconds, SequenceSpec spec, List<ObjectNode> actions) {
        Instant through = Instant.ofEpochMilli(BASE + Math.round(seconds * 1000));
        return texts(lines(new Advance(through, Instant.MAX), spec, actions));
    }

    private static List<ObjectNode> lines(Advance advance, SequenceSpec spec, List<ObjectNode> actions) {
        return reference(advance, actions).matches(List.of(spec));
    }

    private static ReferenceSequences reference(Advance advance, List<ObjectNode> actions) {
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
