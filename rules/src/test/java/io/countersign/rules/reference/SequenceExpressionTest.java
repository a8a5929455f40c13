package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExpression.has;
import static io.countersign.rules.reference.SequenceExpression.is;
import static io.countersign.rules.reference.SequenceExpression.same;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.SequenceKey.Either;
import io.countersign.rules.reference.SequenceKey.Member;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What expressions mean where members are missing, and how they are written. */
class SequenceExpressionTest {
    private static final SequenceExpression TRUE = is("event.operation", "read", "write");
    private static final SequenceExpression FALSE = is("event.operation", "read");
    private static final SequenceExpression ERROR = is("event.object", "x");

    private final ObjectNode scope = JsonNodeFactory.instance.objectNode();

    SequenceExpressionTest() {
        scope.putObject("event").put("operation", "write").putNull("object");
        scope.putObject("grant").put("operation", "write").put("object", "");
    }

    @Test
    void shouldAbsorbAnErrorWhereTheOtherSideSettlesIt() {
        assertThat(List.of(TRUE.or(ERROR), ERROR.or(TRUE)))
                .allSatisfy(each -> assertThat(each.evaluate(scope)).contains(true));
        assertThat(List.of(FALSE.and(ERROR), ERROR.and(FALSE)))
                .allSatisfy(each -> assertThat(each.evaluate(scope)).contains(false));
        assertThat(List.of(TRUE.and(ERROR), ERROR.and(TRUE), FALSE.or(ERROR), ERROR.or(FALSE), ERROR.negated()))
                .allSatisfy(each -> {
                    assertThat(each.evaluate(scope)).isEmpty();
                    assertThat(each.holds(scope)).isFalse();
                });
        assertThat(FALSE.and(ERROR).negated().holds(scope)).isTrue();
        assertThat(ERROR.and(TRUE).negated().holds(scope)).isFalse();
    }

    @Test
    void shouldCompareWithAnEarlierStepOnlyWhatBothHave() {
        assertThat(same("event.operation", "grant.operation").evaluate(scope)).contains(true);
        assertThat(same("event.operation", "grant.object").evaluate(scope)).contains(false);
        assertThat(same("event.object", "grant.object").evaluate(scope)).isEmpty();
        assertThat(same("event.operation", "use.operation").evaluate(scope))
                .as("a step that has taken nothing")
                .isEmpty();
    }

    @Test
    void shouldAskForTheLastMemberOfAPathOnly() {
        assertThat(has("event.operation").evaluate(scope)).contains(true);
        assertThat(has("grant.object").evaluate(scope)).as("empty text").contains(true);
        assertThat(has("event.object").evaluate(scope)).as("null").contains(false);
        assertThat(has("event.asset.class").evaluate(scope)).isEmpty();
    }

    @Test
    void shouldWriteARuleFile() {
        SequenceSpec spec = new SequenceSpec(
                "grant-use",
                List.of(new Member("event.identity"), new Either("event.change_ref", "event.id")),
                Optional.of(Duration.ofSeconds(90)),
                List.of(
                        Step.times("grant", TRUE.or(FALSE).and(ERROR.negated()), 2, 2),
                        Step.not("look", has("event.object").negated()),
                        Step.times("use", same("event.object", "grant.object"), 1, 3)),
                Optional.of(FALSE));

        assertThat(spec.toYaml()).isEqualTo("""
                kind: sequence
                id: grant-use
                title: grant-use
                severity: high
                owner: security
                by: ["event.identity","has(event.change_ref) ? event.change_ref : event.id"]
                within: PT1M30S
                steps:
                  - grant: "(event.operation in ['read', 'write'] || event.operation == 'read') && \
                !(event.object == 'x')"
                    times: 2
                  - not: { look: "!has(event.object)" }
                  - use: "event.object == grant.object"
                    times: [1, 3]
                until: "event.operation == 'read'"
                """);
    }
}
