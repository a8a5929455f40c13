package io.countersign.rules.reference;

import static io.countersign.rules.reference.SequenceExpression.has;
import static io.countersign.rules.reference.SequenceExpression.is;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.rules.reference.ReferenceSequences.Advance;
import io.countersign.rules.reference.SequenceKey.Constant;
import io.countersign.rules.reference.SequenceKey.Member;
import io.countersign.rules.reference.SequenceSpec.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a sequence sees of a world, worked out by hand. */
class SequenceEventsTest {
    private static final long BASE = Fields.millis("2026-03-20T00:00:00Z");

    private static final ObjectNode MARK = JsonNodeFactory.instance
            .objectNode()
            .put("type", "mark")
            .put("source", "servicenow")
            .put("complete_through", at(60));

    @Test
    void shouldPutTheKindsInOrderAtEqualTime() {
        List<ObjectNode> records = List.of(action("a", 5), change(1, 0, "approved", 5, 5), freeze(5), MARK);
        ObjectNode verdict = verdict("v", 5, "EXCEPTION");

        assertThat(SequenceEvents.of(records, List.of(verdict), (principal, t) -> principal))
                .map(event -> event.node().path("type").asText())
                .containsExactly("change", "window.open", "freeze", "action", "verdict", "window.close");
    }

    @Test
    void shouldOpenAndCloseTheWindowOfTheVersionThatIsCurrentThen() {
        assertThat(moments(change(1, 0, "approved", 2, 4))).containsExactly("2.0 window.open 1", "4.0 window.close 1");
        assertThat(moments(change(1, 0, "approved", 2, 4), change(2, 3, "approved", 2, 6)))
                .as("the end was moved inside the window")
                .containsExactly("2.0 window.open 1", "6.0 window.close 2");
        assertThat(moments(change(1, 0, "approved", 2, 4), change(2, 2, "approved", 3, 4)))
                .as("a version recorded at the very start counts")
                .containsExactly("3.0 window.open 2", "4.0 window.close 2");
        assertThat(moments(change(1, 0, "approved", 2, 4), change(2, 3, "cancelled", 2, 4)))
                .containsExactly("2.0 window.open 1");
        assertThat(moments(change(1, 0, "draft", 2, 4), change(2, 3, "approved", 2, 4)))
                .as("approved too late for its start")
                .containsExactly("4.0 window.close 2");
        assertThat(moments(change(1, 3, "approved", 2, 4)))
                .as("first recorded inside its window")
                .containsExactly("4.0 window.close 1");
    }

    @Test
    void shouldGiveAWindowMomentItsChangeAndNothingElse() {
        ObjectNode change = change(1, 0, "approved", 2, 4);

        ObjectNode open = events(List.of(change)).stream()
                .map(SequenceEvent::node)
                .filter(event -> event.path("type").asText().equals("window.open"))
                .findFirst()
                .orElseThrow();

        assertThat(open.toString())
                .isEqualTo(
                        "{\"type\":\"window.open\",\"id\":\"CHG-1\",\"time\":\"2026-03-20T00:00:02.000Z\",\"change\":"
                                + change + "}");
    }

    @Test
    void shouldSeeEveryVersionOfTheRegisterOnce() {
        ObjectNode again = freeze(5).put("recorded_at", "2026-03-20T01:00:05.000+01:00");
        ObjectNode conflict = freeze(5).put("state", "cancelled");

        assertThat(events(List.of(freeze(5), again, conflict, freeze(6).put("version", 2))))
                .extracting(SequenceEvent::time)
                .containsExactly(BASE + 5000, BASE + 5000, BASE + 6000);
    }

    @Test
    void shouldResolveTheIdentityOfAnActionAsOfItsTime() {
        List<ObjectNode> records = List.of(
                action("before", 4),
                identity("ci-gl", "inventory", 5, "robot"),
                action("known", 5),
                identity("ci-pay", "cmdb", 6, "robot"),
                action("ambiguous", 6));

        assertThat(SequenceEvents.of(records, List.of(), SequenceEvents.resolver(records)).stream()
                        .filter(event -> event.node().path("type").asText().equals("action"))
                        .map(event ->
                                event.id() + " " + event.node().path("identity").asText()))
                .containsExactly("before robot", "known ci-gl", "ambiguous robot");
    }

    @Test
    void shouldSeeVerdictsOnlyWhereTheySettledAndWithoutTheirNulls() {
        ObjectNode settled = verdict("v1", 1, "AUTHORISED").putNull("reason");
        ObjectNode unsettled = verdict("v2", 2, "INDETERMINATE").put("reason", "SOURCE_INCOMPLETE");
        Step withoutReason = Step.once(
                "verdict", is("event.type", "verdict").and(has("event.reason").negated()));
        Step any = Step.once("verdict", is("event.type", "verdict"));

        for (Step step : List.of(withoutReason, any)) {
            ReferenceSequences reference = new ReferenceSequences(
                    List.of(), List.of(settled, unsettled), (principal, t) -> principal, Advance.TO_THE_END);
            assertThat(reference.matches(List.of(forEach(step))))
                    .extracting(match -> match.path("events").toString())
                    .containsExactly("[\"v1\"]");
        }
    }

    @Test
    void shouldSeeTheFirstRevisionOfAVerdictThatIsRatifiedLater() {
        ObjectNode late = change(1, 3, "approved", 0, 8).put("kind", "emergency");
        late.withArray("approvals")
                .addObject()
                .put("by", "ann")
                .put("at", at(3))
                .put("decision", "approved");
        Scenario scenario = scenario(List.of(action("a", 1), late, MARK));
        Step exception = Step.once("exception", is("event.outcome", "EXCEPTION"));
        Step ratified = Step.once("ratified", is("event.outcome", "RATIFIED"));

        assertThat(new ReferenceJudge(scenario).verdicts())
                .extracting(verdict -> verdict.path("outcome").asText())
                .containsExactly("RATIFIED");
        assertThat(ReferenceSequences.of(scenario).matches(List.of(forEach(exception))))
                .hasSize(1);
        assertThat(ReferenceSequences.of(scenario).matches(List.of(forEach(ratified))))
                .isEmpty();
    }

    @Test
    void shouldWaitForTheRegisterOnlyWhereASequenceNamesIt() {
        Step action = Step.once("action", is("event.type", "action"));
        Step identity = Step.once("action", is("event.identity", "robot"));
        Step verdict = Step.once("verdict", is("event.type", "verdict"));
        SequenceSpec byIdentity = new SequenceSpec(
                "s", List.of(new Member("event.identity")), Optional.empty(), List.of(action), Optional.empty());

        assertThat(forEach(action).waitsForRegister()).isFalse();
        assertThat(forEach(identity).waitsForRegister()).isTrue();
        assertThat(forEach(verdict).waitsForRegister()).isTrue();
        assertThat(byIdentity.waitsForRegister()).isTrue();

        List<ObjectNode> records = List.of(action("a5", 5), action("a6", 6));
        ReferenceSequences reference = new ReferenceSequences(
                records,
                List.of(),
                (principal, t) -> principal,
                new Advance(Instant.MAX, Instant.ofEpochMilli(BASE + 5000)));
        assertThat(reference.matches(List.of(forEach(action)))).hasSize(2);
        assertThat(reference.matches(List.of(byIdentity))).hasSize(1);
    }

    @Test
    void shouldSeeTheRegisterAsFarAsItsLeastCompleteSource() {
        List<ObjectNode> records =
                List.of(freeze(5), freeze(6).put("version", 2), identity("ci-gl", "inventory", 0, "x"));
        Step freeze = Step.once("freeze", is("event.type", "freeze"));
        SequenceSpec freezes = new SequenceSpec(
                "s",
                List.of(new Constant("all")),
                Optional.of(Duration.ofSeconds(1)),
                List.of(freeze, Step.not("opened", is("event.type", "window.open"))),
                Optional.empty());

        for (int through : List.of(5, 6, 7)) {
            List<ObjectNode> marked = new ArrayList<>(records);
            marked.add(MARK.deepCopy().put("complete_through", at(through)));
            assertThat(ReferenceSequences.of(scenario(marked)).matches(List.of(freezes)))
                    .hasSize(through - 5);
        }
    }

    @Test
    void shouldSeeASingleEventOfTheRegisterHoweverCompleteItIs() {
        List<ObjectNode> records = List.of(freeze(5), MARK.deepCopy().put("complete_through", at(4)));

        assertThat(ReferenceSequences.of(scenario(records))
                        .matches(List.of(forEach(Step.once("freeze", is("event.type", "freeze"))))))
                .hasSize(1);
    }

    private static SequenceSpec forEach(Step step) {
        return new SequenceSpec("s", List.of(new Constant("all")), Optional.empty(), List.of(step), Optional.empty());
    }

    private static Scenario scenario(List<ObjectNode> records) {
        return new Scenario(
                records,
                List.of(),
                Map.of("servicenow", "marks"),
                List.of(ScenarioGenerator.control(
                        "release",
                        "action.operation == 'write'",
                        "change",
                        Map.of(
                                "sources",
                                "['servicenow']",
                                "ratify_within",
                                Duration.ofHours(1).toString()))));
    }

    private static List<SequenceEvent> events(List<ObjectNode> records) {
        return SequenceEvents.of(records, List.of(), (principal, t) -> principal);
    }

    /** Seconds from the first instant, type and version. */
    private static List<String> moments(ObjectNode... versions) {
        return events(List.of(versions)).stream()
                .filter(event -> event.node().path("type").asText().startsWith("window."))
                .map(event -> (event.time() - BASE) / 1000.0 + " "
                        + event.node().path("type").asText() + " "
                        + event.node().path("change").path("version"))
                .toList();
    }

    private static String at(int second) {
        return Fields.instant(BASE + second * 1000L);
    }

    private static ObjectNode version(String type, String id, int version, String source, int second) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", id)
                .put("version", version)
                .put("source", source)
                .put("recorded_at", at(second));
    }

    private static ObjectNode change(int version, int second, String state, int start, int end) {
        ObjectNode change = version("change", "CHG-1", version, "servicenow", second)
                .put("kind", "normal")
                .put("state", state);
        change.putObject("window").put("start", at(start)).put("end", at(end));
        ObjectNode scope = change.putObject("scope");
        scope.putArray("systems").add("payroll");
        scope.putArray("environments").add("production");
        scope.putArray("identities").add("robot");
        change.putArray("approvals");
        return change;
    }

    private static ObjectNode freeze(int second) {
        ObjectNode freeze = version("freeze", "FRZ-1", 1, "servicenow", second).put("state", "active");
        freeze.putObject("window").put("start", at(0)).put("end", at(0));
        freeze.putObject("scope").putArray("systems").add("payroll");
        return freeze;
    }

    private static ObjectNode identity(String id, String source, int second, String alias) {
        ObjectNode identity = version("identity", id, 1, source, second)
                .put("kind", "machine")
                .put("state", "active");
        identity.putArray("aliases").add(alias);
        identity.putArray("entitlements");
        return identity;
    }

    private static ObjectNode action(String id, int second) {
        ObjectNode action = JsonNodeFactory.instance
                .objectNode()
                .put("type", "action")
                .put("id", id)
                .put("time", at(second))
                .put("source", "cloudtrail")
                .put("operation", "write")
                .put("outcome", "success");
        action.putObject("actor").put("principal", "robot").put("kind", "machine");
        action.putObject("asset")
                .put("id", "db")
                .put("system", "payroll")
                .put("environment", "production")
                .put("class", "payroll");
        return action;
    }

    private static ObjectNode verdict(String id, int second, String outcome) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "verdict")
                .put("id", id)
                .put("time", at(second))
                .put("source", "cloudtrail")
                .put("outcome", outcome);
    }
}
