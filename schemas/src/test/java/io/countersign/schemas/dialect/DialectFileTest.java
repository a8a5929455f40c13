package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Operation;
import io.countersign.schemas.record.Origin;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.yaml.InvalidFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A dialect that a user writes. */
class DialectFileTest {

    private static final String DIALECT = """
            dialect: acme.ledger
            title: What ACME's ledger logs
            record: action
            source: ledger
            vendor: https://acme.example/audit
            tells_machine_from_human: { machine: The prefix svc-., human: Nothing., neither: Any other name. }
            envelopes: [batch]
            every_event_has: [at]
            time_format: epoch_millis
            free_form: [args]
            any_case: [note]
            no_action:
              - { reason: DRILL, when: { note: ["drill*"] }, doc: Is only a drill. }
              - { reason: HEARTBEAT, when: { what: [ping] }, doc: Says that it is alive. }
            refuse:
              - { reason: UNKNOWN_TYPE, when: { ^version: ["2*"] }, doc: "version 2 is another log" }
            scope:
              table: { from: args.table }
            fields:
              time: { from: at }
              principal: { from: ['labels.acme\\.example/user', user.name] }
              kind:
                - { value: machine, when: { user.name: ["svc-*"] } }
                - { value: unknown }
              operation: { from: what, map: { post: write, show: read } }
              object: { from_all: [args.schema, args.table], join: "." }
              outcome: { value: success }
              chain: { from_all: [user.via, user.name] }
              session: { from: user.keys, only: ["s-*"] }
              ip: { from: [hops, address], take: last }
              interactive: { from: tty }
            """;

    private static final String EVENT = """
            {"at":1774864800000,"user":{"name":"svc-close","via":["a","b"],"keys":["k-1","s-2","s-3"]},\
            "what":"post","args":{"schema":"gl","table":"journal"}}""";

    @Test
    void shouldReadALogThatOnlyItsFileKnows() throws Exception {
        Action action = read(DIALECT, EVENT).onlyAction();

        assertThat(action.time()).isEqualTo("2026-03-30T10:00:00Z");
        assertThat(action.actor().principal()).isEqualTo("svc-close");
        assertThat(action.actor().chain()).containsExactly("a", "b", "svc-close");
        assertThat(action.actor().session()).isEqualTo("s-2");
        assertThat(action.operation()).isEqualTo(Operation.WRITE);
        assertThat(action.object()).isEqualTo("gl.journal");
        assertThat(action.asset()).extracting(Asset::id).isEqualTo("gl");
        assertThat(action.interactive()).isNull();
    }

    @Test
    void shouldReadMembersWhoseNamesHoldDots() throws Exception {
        String labelled = EVENT.replace("\"what\"", "\"labels\":{\"acme.example/user\":\"svc-label\"},\"what\"");

        assertThat(read(DIALECT, labelled).onlyAction().actor().principal()).isEqualTo("svc-label");
    }

    @Test
    void shouldJoinOnlyWhatIsAllThere() throws Exception {
        assertThat(read(DIALECT, EVENT.replace("\"schema\":\"gl\",", ""))
                        .onlyAction()
                        .object())
                .isNull();
    }

    @Test
    void shouldTakeTheLastOfAnArrayWhereItsFileSaysSo() throws Exception {
        String hops =
                EVENT.replace("\"what\"", "\"hops\":[\"192.0.2.1\",\"192.0.2.2\"],\"address\":\"192.0.2.3\",\"what\"");

        assertThat(read(DIALECT, hops).onlyAction().origin())
                .extracting(Origin::ip)
                .isEqualTo("192.0.2.2");
    }

    @Test
    void shouldOverlookObjectsInFreeFormMembersOnly() throws Exception {
        assertThat(read(DIALECT, EVENT.replace("\"gl\"", "{\"name\":\"gl\"}"))
                        .onlyAction()
                        .object())
                .isNull();
        assertThat(read(DIALECT, EVENT.replace("\"post\"", "{\"name\":\"post\"}"))
                        .calls
                        .get(0))
                .isEqualTo("unreadable WRONG_TYPE 'what' is an object, expected text or a number");
    }

    @Test
    void shouldQuarantineAWordItsMapLacks() throws Exception {
        assertThat(read(DIALECT, EVENT.replace("\"post\"", "\"void\"")).calls.get(0))
                .isEqualTo("unreadable WRONG_TYPE 'operation' is 'void', which the dialect maps to none of " + names());
        assertThat(read(DIALECT, EVENT.replace("\"what\"", "\"tty\":\"maybe\",\"what\""))
                        .calls
                        .get(0))
                .isEqualTo("unreadable WRONG_TYPE 'interactive' is 'maybe', expected true or false");
    }

    @Test
    void shouldCountOrRefuseAsItsFileSays() throws Exception {
        assertThat(read(DIALECT, EVENT.replace("post", "ping")).calls).containsExactly("noAction HEARTBEAT");
        assertThat(read(DIALECT, "{\"batch\":" + EVENT + ",\"version\":\"2.1\"}").calls)
                .containsExactly("unreadable UNKNOWN_TYPE version 2 is another log");
        assertThat(read(DIALECT, "{\"version\":\"1.0\",\"batch\":[" + EVENT + "," + EVENT + "]}").calls)
                .containsExactly("action", "action");
    }

    @Test
    void shouldTakeLettersOfAnyCaseForAlikeOnlyWhereItsFileSaysSo() throws Exception {
        assertThat(read(DIALECT, EVENT.replace("\"what\"", "\"note\":\"DrILL 7\",\"what\"")).calls)
                .containsExactly("noAction DRILL");
        assertThat(read(DIALECT, EVENT.replace("post", "PING")).calls.get(0)).startsWith("unreadable WRONG_TYPE");
    }

    @Test
    void shouldTakeTheGravestOfSeveralOperations() throws Exception {
        assertThat(read(DIALECT, EVENT.replace("\"post\"", "[\"show\",\"post\"]"))
                        .onlyAction()
                        .operation())
                .isEqualTo(Operation.WRITE);
    }

    @Test
    void shouldPassOverAHeaderBeforeTheJsonOnlyWhereItsFileSaysSo() throws Exception {
        String headed = "<13>1 2026-03-30T10:00:00Z ledger1 acme[7]: @cee:" + EVENT;
        String passing = DIALECT.replace("envelopes:", "header: ignored\nenvelopes:");

        assertThat(read(passing, headed).calls).containsExactly("action");
        assertThat(read(passing, "[" + EVENT + "]").calls).containsExactly("action");
        assertThat(read(passing, "no braces").calls.get(0)).startsWith("unreadable NOT_JSON");
        assertThat(read(DIALECT, headed).calls.get(0)).startsWith("unreadable NOT_JSON");
    }

    @Test
    void shouldReportEveryProblemOfAFileAtOnce() {
        String broken = """
                dialect: acme.ledger
                title: t
                record: action
                source: ledger
                tells_machine_from_human: x
                envelope: [batch]
                time_format: epoch_milis
                no_action:
                  - { reason: R, doc: d }
                refuse:
                  - { reason: BAD_TYME, when: { a: [b] }, doc: d }
                scope:
                  dialect: { from: a }
                fields:
                  time: { form: at }
                  principal: { from: user..name }
                  kind: { value: robot }
                  operation: { from: what, map: { post: wriite } }
                  object: { from: a, join: "." }
                  chain: { from: a, value: b }
                  agent: { from: a, when: { b: [] } }
                  colour: { from: a }
                  ip: { from_all: [a, b], take: last }
                """;

        assertThatThrownBy(() -> DialectFile.compile("acme.ledger.yaml", broken))
                .isInstanceOfSatisfying(
                        InvalidFileException.class,
                        e -> assertThat(e.problems())
                                .anySatisfy(problem -> assertThat(problem).contains("'vendor' is missing"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("acme.ledger.yaml:6: unknown key 'envelope'")
                                        .contains("Did you mean 'envelopes'?"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("acme.ledger.yaml:7: 'time_format' is 'epoch_milis'")
                                        .contains("Did you mean 'epoch_millis'?"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("acme.ledger.yaml:9: 'when' is missing"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("acme.ledger.yaml:11: 'reason' is 'BAD_TYME'")
                                        .contains("Did you mean 'BAD_TIME'?"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("acme.ledger.yaml:13: 'dialect' is what"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("acme.ledger.yaml:15: unknown key 'form'"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("acme.ledger.yaml:16: 'user..name' is no path"))
                                .anySatisfy(
                                        problem -> assertThat(problem)
                                                .startsWith(
                                                        "acme.ledger.yaml:17: 'value' is 'robot', expected one of [machine, human, unknown]"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("acme.ledger.yaml:18: 'post' is 'wriite'")
                                        .contains("Did you mean 'write'?"))
                                .anySatisfy(
                                        problem -> assertThat(problem).startsWith("acme.ledger.yaml:19: 'join' puts"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith(
                                                "acme.ledger.yaml:20: a case has [from, value], expected exactly one"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("acme.ledger.yaml:21: 'b' lists nothing"))
                                .anySatisfy(problem -> assertThat(problem).contains("'outcome' is missing"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("acme.ledger.yaml:22: unknown key 'colour'"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("acme.ledger.yaml:23: 'take: last' is")));
    }

    @Test
    void shouldReadAUsersOwnDialectsBesideAndInPlaceOfTheBuiltInOnes() throws Exception {
        String assets = """
                assets:
                  - { id: gl, system: gl, environment: p, class: ledger, match: { dialect: acme.ledger, table: journal } }
                """;
        Dialects dialects = new Dialects(
                assets,
                Duration.ofMinutes(5),
                Map.of(
                        "own/acme.ledger.yaml",
                        DIALECT,
                        "aws.cloudtrail.yaml",
                        DIALECT.replace("acme.ledger", "aws.cloudtrail")));

        assertThat(dialects.names())
                .contains("acme.ledger", "countersign.canonical")
                .containsAll(Dialects.builtInNames())
                .hasSize(Dialects.builtInNames().size() + 2);
        assertThat(TestingHandler.read(dialects.create("acme.ledger", null), EVENT)
                        .onlyAction()
                        .source())
                .isEqualTo("ledger");
        assertThat(TestingHandler.read(dialects.create("aws.cloudtrail", "trail"), EVENT).calls)
                .containsExactly("outOfScope NO_ASSET");
    }

    @Test
    void shouldReportTheProblemsOfAllOfAUsersFiles() {
        assertThatThrownBy(() -> new Dialects(
                        "",
                        Duration.ofMinutes(5),
                        Map.of(
                                "a/acme.ledger.yaml", DIALECT,
                                "b/acme.ledger.yaml", DIALECT,
                                "c/other.yaml", DIALECT,
                                "countersign.canonical.yaml", DIALECT.replace("acme.ledger", "countersign.canonical"),
                                "d/bad.yaml", "dialect: bad")))
                .isInstanceOfSatisfying(
                        InvalidFileException.class,
                        e -> assertThat(e.problems())
                                .contains(
                                        "b/acme.ledger.yaml: dialect 'acme.ledger' is already in a/acme.ledger.yaml;"
                                                + " give each its own name",
                                        "c/other.yaml:1: 'dialect' is 'acme.ledger', expected 'other' as its file",
                                        "countersign.canonical.yaml: dialect 'countersign.canonical' is already built"
                                                + " in for good; give each its own name")
                                .anySatisfy(problem -> assertThat(problem).startsWith("d/bad.yaml:1: 'title'")));
    }

    private static List<String> names() {
        return java.util.Objects.requireNonNull(
                RecordShape.of(RecordType.ACTION).choices().get("operation"));
    }

    private static TestingHandler read(String yaml, String json) throws InvalidFileException {
        DialectDefinition definition = DialectFile.compile("acme.ledger.yaml", yaml);
        AssetScope scope = AssetScope.parse("assets.yaml", """
                assets:
                  - { id: gl, system: gl, environment: p, class: ledger, match: { dialect: acme.ledger } }
                """, Map.of("acme.ledger", Set.of("table")));
        return TestingHandler.read(new JsonDialect(definition, new ActionMapping(definition, scope)), json);
    }
}
