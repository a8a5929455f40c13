package io.countersign.rules.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final Action WRITE = action(new Asset("gl", "general-ledger", "production", "ledger"), null, null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action.actor.kind != 'human' && action.asset.class in ['ledger','payroll'] && action.operation in"
                        + " ['write','define','deploy']",
                "action.time < timestamp('2026-03-02T00:00:00Z')",
                "action.time.getHours() == 9",
                "action.actor.principal.startsWith('ci-') && action.actor.principal.matches('^ci-[a-z]+$')",
                "!has(action.object)",
                "action.object == 'x' || action.operation == 'write'",
                "action.operation == 'write' || action.object == 'x'",
                "!(action.object == 'x' && action.operation == 'read')",
                "action.source == 'cloudtrail' && !has(action.actor.session) && action.type == 'action'"
            })
    void shouldHoldForTheAction(String cel) throws InvalidExpressionException {
        assertThat(Expression.compile(cel).test(WRITE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action.object != 'x'",
                "!(action.object == 'x')",
                "action.object != 'x' && action.operation == 'write'",
                "!(action.object == 'x' && action.operation == 'write')",
                "!(action.object == 'x' || action.operation == 'read')",
                "(action.object == 'x' && action.operation == 'write') != true",
                "(action.object == 'x' && action.operation == 'write') ? false : true",
                "action.origin.ip == action.origin.ip",
                "action.actor.chain[0] != 'x'",
                "action.interactive || action.interactive",
                "action.operation == 'read'"
            })
    void shouldBeFalseAsAWholeWhenItEndsInAMissingMember(String cel) throws InvalidExpressionException {
        assertThat(Expression.compile(cel).test(WRITE)).isFalse();
    }

    @Test
    void shouldSeeMembersThatAreThere() throws InvalidExpressionException {
        Action action = action(null, "gl.journal", true);
        assertThat(Expression.compile("action.object != 'x' && action.interactive")
                        .test(action))
                .isTrue();
        assertThat(Expression.compile("action.asset.class == 'ledger'").test(action))
                .isFalse();
    }

    @Test
    void shouldTakeAnEmptyMemberForNoneAsItsContentDoes_S6_1() throws InvalidExpressionException {
        Action action = new Action(
                "a-1",
                WRITE.time(),
                "cloudtrail",
                WRITE.actor(),
                null,
                Operation.WRITE,
                null,
                ActionOutcome.SUCCESS,
                null,
                null,
                null,
                new Origin(null, null),
                null);

        assertThat(Expression.compile("has(action.origin)").test(action)).isFalse();
    }

    @Test
    void shouldSelectAnActionWhoseTextBreaksTheExpression() throws InvalidExpressionException {
        assertThat(Expression.compile("int(action.object) > 5").test(action(null, "seven", null)))
                .isTrue();
    }

    @Test
    void shouldGoRoundInLoopsABoundedNumberOfTimesAndSelectWhatWouldTakeMore() throws InvalidExpressionException {
        Action action = action(null, null, null);
        Map<String, Object> members = new HashMap<>(Members.of(action));
        members.put("actor", Map.of("chain", Collections.nCopies(100_000, "x")));
        Expression nested = Expression.compile("action.actor.chain.exists(a, action.actor.chain.exists(b, a != b))");

        boolean selected = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> nested.test(members));

        assertThat(selected).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action.object.matches('^[]a{9}[]{900}[^]b]$')",
                "action.object.matches(r'\\Q(a{1000}\\E{3}')",
                "action.object.matches('(arn:aws:[a-z0-9]{1,20}:[a-z0-9-]*:[0-9]{12}:.*)+')",
                "action.object.matches('a{3,}|(b{10}){10}|[[:alpha:]]{100}')",
                "action.operation in ['write', 'define'] || action.operation.startsWith('credential.')",
                "action.operation == action.object || action.object == 'anything'",
                "action.actor.chain.map(c, size(c) + 1).exists(n, n > 3)",
                "action.time.getHours('Europe/Berlin') + 1 == 3"
            })
    void shouldAcceptWhatIsWithinTheLimits(String cel) throws InvalidExpressionException {
        assertThat(Expression.compile(cel).requirePossible()).isNotNull();
    }

    @Test
    void shouldRefuseUnknownMembersWithASuggestion() {
        assertThatThrownBy(() -> Expression.compile("action.asset.clas == 'ledger'"))
                .isInstanceOf(InvalidExpressionException.class)
                .hasMessageContaining("undefined field 'clas'")
                .hasMessageContaining("Did you mean 'class'?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "action.operation",
                "action.operation == 1",
                "event.type == 'x'",
                "1 +",
                "action.raw.topic == 'x'"
            })
    void shouldRefuseWhatIsNoBooleanOverTheAction(String cel) {
        assertThatThrownBy(() -> Expression.compile(cel)).isInstanceOf(InvalidExpressionException.class);
    }

    private static Action action(@Nullable Asset asset, @Nullable String object, @Nullable Boolean interactive) {
        return new Action(
                "a-1",
                Instant.parse("2026-03-01T09:00:00Z"),
                "cloudtrail",
                new Actor("ci-gl", ActorKind.MACHINE, null, null, List.of()),
                asset,
                Operation.WRITE,
                object,
                ActionOutcome.SUCCESS,
                null,
                null,
                interactive,
                null,
                null);
    }
}
