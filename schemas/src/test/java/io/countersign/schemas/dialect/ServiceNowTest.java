package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNowTest {

    /** As a business rule's webhook sends it, and the Table API with sysparm_display_value=false. */
    private static final String PLAIN = """
            {"number":"CHG0030192","sys_id":"9d1","sys_mod_count":"3","sys_updated_on":"2026-03-30 18:05:09",\
            "type":"normal","state":"-2","approval":"approved","start_date":"2026-03-31 20:00:00",\
            "end_date":"2026-03-31 22:00:00","u_financial_systems":"general-ledger, payroll","u_environment":"production",\
            "u_machine_identities":"ci-gl-deployer","u_operations":"deploy,define","u_objects":["gl.*","",null],\
            "requested_by":{"link":"https://x.service-now.com/api/now/table/sys_user/u1","value":"u1"},\
            "assigned_to":"u2","approvals":[\
            {"approver":{"link":"l","value":"u3"},"state":"approved","sys_updated_on":"2026-03-30 17:00:00"},\
            {"approver":"u4","state":"requested","sys_updated_on":"2026-03-30 17:01:00"},\
            {"approver":"u5","state":"rejected","sys_updated_on":"2026-03-30 17:02:00"}]}""";

    /** The same with sysparm_display_value=all. */
    private static final String ALL = """
            {"number":{"display_value":"CHG0030192","value":"CHG0030192"},"sys_id":{"display_value":"9d1","value":"9d1"},\
            "sys_mod_count":{"display_value":"3","value":3.0},\
            "sys_updated_on":{"display_value":"2026-03-30 11:05:09","value":"2026-03-30 18:05:09",\
            "display_value_internal":"2026-03-30 11:05:09"},"type":{"display_value":"Normal","value":"normal"},\
            "state":{"display_value":"Scheduled","value":-2.0},"approval":{"display_value":"Approved","value":"approved"},\
            "start_date":{"display_value":"2026-03-31 13:00:00","value":"2026-03-31 20:00:00"},\
            "end_date":{"display_value":"2026-03-31 15:00:00","value":"2026-03-31 22:00:00"},\
            "u_financial_systems":{"display_value":"General Ledger, Payroll","value":"general-ledger, payroll"},\
            "u_environment":{"display_value":"Production","value":"production"},\
            "u_machine_identities":{"display_value":"ci","value":"ci-gl-deployer"},\
            "u_operations":{"display_value":"Deploy","value":"deploy,define"},\
            "u_objects":{"display_value":"gl.*","value":"gl.*"},\
            "requested_by":{"display_value":"Una Ono","link":"l","value":"u1"},\
            "assigned_to":{"display_value":"Due Dos","value":"u2"},"approvals":[\
            {"approver":{"display_value":"Tre","value":"u3"},"state":{"display_value":"Approved","value":"approved"},\
            "sys_updated_on":{"display_value":"2026-03-30 10:00:00","value":"2026-03-30 17:00:00"}},\
            {"approver":{"display_value":"Fem","value":"u5"},"state":{"display_value":"Rejected","value":"rejected"},\
            "sys_updated_on":{"display_value":"2026-03-30 10:02:00","value":"2026-03-30 17:02:00"}}]}""";

    private static final Change EXPECTED = new Change(
            "CHG0030192",
            3,
            Instant.parse("2026-03-30T18:05:09Z"),
            "servicenow",
            ChangeKind.NORMAL,
            ChangeState.APPROVED,
            new Interval(Instant.parse("2026-03-31T20:00:00Z"), Instant.parse("2026-03-31T22:00:00Z")),
            new Scope(
                    List.of("general-ledger", "payroll"),
                    List.of("production"),
                    List.of("ci-gl-deployer"),
                    List.of("deploy", "define"),
                    List.of("gl.*")),
            "u1",
            List.of("u2"),
            List.of(
                    new Approval("u3", Instant.parse("2026-03-30T17:00:00Z"), Decision.APPROVED),
                    new Approval("u5", Instant.parse("2026-03-30T17:02:00Z"), Decision.REJECTED)));

    private final Dialect dialect = TestingHandler.dialect("servicenow.change_request", "");

    @ParameterizedTest
    @ValueSource(strings = {"%s", "[%s]", "{\"result\":%s}", "{\"result\":[%s]}", "{\"records\":[%s]}"})
    void shouldReadTheSameChangeInEveryEnvelopeAndShape(String envelope) {
        assertThat(read(envelope.replace("%s", PLAIN)).onlyChange()).isEqualTo(EXPECTED);
        assertThat(read(envelope.replace("%s", ALL)).onlyChange()).isEqualTo(EXPECTED);
    }

    @Test
    void shouldReadTheCapturedAnswerOfTheTableApi() {
        TestingHandler read = new TestingHandler();
        SharedData.messages(SharedData.directory("servicenow_change").resolve("create_change_request.json"))
                .forEach(message -> dialect.read(message, read));

        Change change = read.onlyChange();
        assertThat(change.id()).isEqualTo("CHG0030003");
        assertThat(change.version()).isZero();
        // The stored value, not the display value of 09:54:57 in the zone of the user who asked.
        assertThat(change.recordedAt()).isEqualTo("2020-11-11T17:54:57Z");
        assertThat(change.kind()).isEqualTo(ChangeKind.NORMAL);
        assertThat(change.state()).isEqualTo(ChangeState.DRAFT);
        assertThat(change.window()).isNull();
        assertThat(change.requester()).isEqualTo("ae30a9ef1b182010593876a61a4bcb7b");
        assertThat(change.implementers()).isEmpty();
        assertThat(change.scope()).isEqualTo(new Scope(List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(change.approvals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"number\":\"CHG1\",\"sys_mod_count\":\"1\",\"sys_updated_on\":\"2026-03-30 11:05:09\","
                        + "\"type\":\"Normal\",\"state\":\"Scheduled\"}",
                "{\"number\":\"CHG1\",\"sys_mod_count\":\"1\",\"sys_updated_on\":\"2026-03-30 11:05:09\","
                        + "\"type\":\"Normal\",\"approval\":\"Not Yet Requested\"}"
            })
    void shouldRefuseDisplayValuesWhoseTimesHaveNoZone(String displayed) {
        TestingHandler.Unreadable refused =
                read("{\"result\":" + displayed + "}").unreadable.get(0);

        assertThat(refused.reason()).isEqualTo(QuarantineReason.BAD_TIME);
        assertThat(refused.detail()).contains("sysparm_display_value=all");
        assertThat(new String(refused.raw(), StandardCharsets.UTF_8)).isEqualTo(displayed);
    }

    @Test
    void shouldMarkHowFarAPollIsCompleteAfterItsRecords() {
        // The mark's members come first, the mark still comes last.
        TestingHandler read = read("{\"complete_through\":\"2026-03-30T18:10:00Z\",\"source\":\"servicenow\","
                + "\"records\":[" + PLAIN + "," + PLAIN.replace("CHG0030192", "CHG0030193") + "]}");

        assertThat(read.calls).containsExactly("register", "register", "mark");
        assertThat(read.marks).containsExactly(new Mark("servicenow", Instant.parse("2026-03-30T18:10:00Z")));
    }

    @Test
    void shouldMarkAnEmptyPollToo() {
        TestingHandler read =
                read("{\"source\":\"servicenow\",\"complete_through\":\"2026-03-30T18:10:00Z\",\"records\":[]}");

        assertThat(read.calls).containsExactly("mark");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"source\":\"jira\",\"complete_through\":\"2026-03-30T18:10:00Z\",\"records\":[]}', WRONG_TYPE",
        "'{\"complete_through\":\"2026-03-30 18:10:00\",\"records\":[]}', BAD_TIME",
        "'{\"complete_through\":\"1970-01-21T00:00:00Z\",\"records\":[]}', TIME_OUT_OF_RANGE",
        "'{\"complete_through\":{\"a\":1},\"records\":[]}', WRONG_TYPE",
        "'{\"complete_through\":\"2026-03-30T18:10:00Z\"}', MISSING_FIELD"
    })
    void shouldQuarantineAMarkItCannotTrust(String envelope, QuarantineReason reason) {
        TestingHandler read = read(envelope);

        assertThat(read.marks).isEmpty();
        assertThat(read.unreadable).extracting(each -> each.reason()).containsExactly(reason);
    }

    @Test
    void shouldQuarantineAMarkOrARecordAheadOfItsMessage() {
        byte[] poll = ("{\"complete_through\":\"2026-03-30T18:10:00Z\",\"records\":[" + PLAIN + "]}")
                .getBytes(StandardCharsets.UTF_8);
        long saved = Instant.parse("2026-03-30T18:05:09Z").toEpochMilli();

        assertThat(TestingHandler.read(dialect, poll, saved + 300_000).calls).containsExactly("register", "mark");
        assertThat(TestingHandler.read(dialect, poll, saved - 300_000).calls.get(0))
                .isEqualTo("register");
        assertThat(TestingHandler.read(dialect, poll, saved - 300_000).calls.get(1))
                .startsWith("unreadable TIME_OUT_OF_RANGE");
        assertThat(TestingHandler.read(dialect, poll, saved - 300_001).calls.get(0))
                .startsWith("unreadable TIME_OUT_OF_RANGE");
    }

    @Test
    void shouldGoOnAfterARecordThatOnlyLacksSomething() {
        TestingHandler read = read("{\"complete_through\":\"2026-03-30T18:10:00Z\",\"records\":["
                + PLAIN.replace("\"type\":\"normal\",", "") + "," + PLAIN + "]}");

        assertThat(read.calls.get(0)).startsWith("unreadable MISSING_FIELD");
        assertThat(read.calls.subList(1, 3)).containsExactly("register", "mark");
    }

    @Test
    void shouldNotMarkAPollThatBreaksOff() {
        TestingHandler read = read("{\"complete_through\":\"2026-03-30T18:10:00Z\",\"records\":[" + PLAIN + ",{\"numb");

        assertThat(read.calls).hasSize(2);
        assertThat(read.calls.get(0)).isEqualTo("register");
        assertThat(read.calls.get(1)).startsWith("unreadable NOT_JSON");
        assertThat(new String(read.unreadable.get(0).raw(), StandardCharsets.UTF_8))
                .isEqualTo(",{\"numb");
    }

    @ParameterizedTest
    @CsvSource({
        "-5, draft",
        "-4, submitted",
        "-3, submitted",
        "-2, approved",
        "-1, approved",
        "0, closed",
        "3, closed",
        "4, cancelled",
        "7, cancelled",
        "-5.0, draft"
    })
    void shouldMapEachState(String given, String expected) {
        Change change =
                read(PLAIN.replace("\"state\":\"-2\"", "\"state\":" + given)).onlyChange();

        assertThat(change.state().wireName()).isEqualTo(expected);
    }

    @Test
    void shouldTakeARejectionOverTheStateItFallsBackTo() {
        String rejected = PLAIN.replace("\"approval\":\"approved\"", "\"approval\":\"rejected\"")
                .replace("\"state\":\"-2\"", "\"state\":\"-5\"");

        assertThat(read(rejected).onlyChange().state()).isEqualTo(ChangeState.REJECTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"state\":\"-2\" | \"state\":\"2\" | WRONG_TYPE",
                "\"type\":\"normal\" | \"type\":\"routine\" | WRONG_TYPE",
                "\"sys_mod_count\":\"3\" | \"sys_mod_count\":\"3.5\" | WRONG_TYPE",
                "\"sys_mod_count\":\"3\" | \"sys_mod_count\":\"three\" | WRONG_TYPE",
                "\"sys_mod_count\":\"3\" | \"sys_mod_count\":1e300 | NUMBER_RANGE",
                "\"sys_mod_count\":\"3\" | \"sys_mod_count\":\"\" | MISSING_FIELD",
                "\"number\":\"CHG0030192\",\"sys_id\":\"9d1\" | \"number\":\"\",\"sys_id\":null | MISSING_FIELD",
                "\"sys_updated_on\":\"2026-03-30 18:05:09\" | \"sys_updated_on\":\"30/03/2026\" | BAD_TIME",
                "\"sys_updated_on\":\"2026-03-30 18:05:09\" | \"sys_updated_on\":\"1999-12-31 23:59:59\" | TIME_OUT_OF_RANGE",
                "\"end_date\":\"2026-03-31 22:00:00\" | \"end_date\":\"2026-03-31 19:00:00\" | BAD_INTERVAL",
                "\"end_date\":\"2026-03-31 22:00:00\" | \"end_date\":\"31/03/2026 22:00\" | BAD_TIME",
                "\"approver\":\"u5\" | \"approver\":\"\" | MISSING_FIELD",
                "\"state\":\"rejected\" | \"state\":\"Rejected\" | WRONG_TYPE",
                "\"state\":\"rejected\" | \"state\":\"\" | MISSING_FIELD",
                "\"approvals\":[ | \"approvals\":\"u3 approved\",\"x\":[ | WRONG_TYPE",
                "\"approvals\":[ | \"approvals\":{\"result\":[]},\"x\":[ | MISSING_FIELD"
            })
    void shouldQuarantineWhatItCannotReadAsAChange(String good, String bad, QuarantineReason reason) {
        assertThat(PLAIN).contains(good);
        TestingHandler read = read(PLAIN.replace(good, bad));

        assertThat(read.calls).hasSize(1);
        assertThat(read.unreadable.get(0).reason()).isEqualTo(reason);
        assertThat(read.unreadable.get(0).source()).isEqualTo("servicenow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start_date", "end_date"})
    void shouldReadAChangeOfWhichOnlyHalfTheWindowIsPlanned(String unplanned) {
        String half = PLAIN.replaceFirst("\"" + unplanned + "\":\"[^\"]*\"", "\"" + unplanned + "\":\"\"");

        assertThat(read(half).onlyChange().window()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "-2, true, submitted",
        "-1, true, submitted",
        "-1, false, approved",
        "-3, true, submitted",
        "-5, true, draft",
        "3, true, closed"
    })
    void shouldNotTakeAChangeOnHoldForOneThatMayBeImplemented(String state, String onHold, String expected) {
        String plain = PLAIN.replace("\"state\":\"-2\"", "\"state\":\"" + state + "\",\"on_hold\":\"" + onHold + "\"");
        String all = ALL.replace(
                "\"state\":{\"display_value\":\"Scheduled\",\"value\":-2.0}",
                "\"state\":{\"display_value\":\"X\",\"value\":" + state + ".0},"
                        + "\"on_hold\":{\"display_value\":\"x\",\"value\":" + onHold + "}");

        assertThat(read(plain).onlyChange().state().wireName()).isEqualTo(expected);
        assertThat(read(all).onlyChange().state().wireName()).isEqualTo(expected);
        assertThat(read(plain).onlyChange().approvals()).isEqualTo(EXPECTED.approvals());
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "not requested", "not_required", "cancelled", "duplicate"})
    void shouldLeaveOutApprovalsThatDecideNothing(String undecided) {
        assertThat(read(PLAIN.replace("\"state\":\"rejected\"", "\"state\":\"" + undecided + "\""))
                        .onlyChange()
                        .approvals())
                .isEqualTo(EXPECTED.approvals().subList(0, 1));
    }

    @Test
    void shouldReadTimesThatNameTheirZone() {
        String zoned = PLAIN.replace("2026-03-31 20:00:00", "2026-03-31T22:00:00+02:00")
                .replace("2026-03-30 18:05:09", "2026-03-30T18:05:09.000Z");

        assertThat(read(zoned).onlyChange()).isEqualTo(EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sys_class_name\":\"change_task\",\"number\":\"CTASK0010001\",\"state\":\"1\","
                        + "\"change_request\":{\"link\":\"l\",\"value\":\"9d1\"},\"sys_updated_on\":\"2026-03-30 18:05:09\"}",
                "{\"sys_class_name\":{\"display_value\":\"Incident\",\"value\":\"incident\"},"
                        + "\"number\":{\"display_value\":\"INC1\",\"value\":\"INC1\"}}"
            })
    void shouldCountRecordsOfOtherTables(String other) {
        assertThat(read("{\"result\":[" + other + "]}").calls).containsExactly("noAction NOT_A_CHANGE");
    }

    @Test
    void shouldNotLetTheNameOfAnItemNameTwoSystems() {
        String change = ALL.replace(
                "\"u_financial_systems\":{\"display_value\":\"General Ledger, Payroll\",\"value\":\"general-ledger, payroll\"}",
                "\"cmdb_ci\":{\"display_value\":\"mine, general-ledger\",\"value\":\"27d3\"}");

        assertThat(read(change).onlyChange().scope().systems()).containsExactly("mine, general-ledger");
    }

    @Test
    void shouldNameSystemsByTheServiceWhereTheInstanceHasNoFieldForThem() {
        String change = ALL.replace(
                "\"u_financial_systems\":{\"display_value\":\"General Ledger, Payroll\",\"value\":\"general-ledger, payroll\"}",
                "\"u_financial_systems\":{\"display_value\":\"\",\"value\":\"\"},"
                        + "\"business_service\":{\"display_value\":\"general-ledger\",\"value\":\"27d32778c0a8000b00db970eeaa60f16\"}");

        assertThat(read(change).onlyChange().scope().systems()).containsExactly("general-ledger");
    }

    @Test
    void shouldPreferUserNamesWhereTheCollectorAskedForThem() {
        String change =
                PLAIN.replace("\"assigned_to\":\"u2\"", "\"assigned_to\":\"u2\",\"assigned_to.user_name\":\"due.dos\"");

        assertThat(read(change).onlyChange().implementers()).containsExactly("due.dos");
    }

    @Test
    void shouldQuarantineAnApprovalSentWithoutItsChange() {
        TestingHandler read = read("{\"sysapproval\":\"9d1\",\"approver\":\"u3\",\"state\":\"approved\","
                + "\"sys_id\":\"a1\",\"sys_mod_count\":\"1\",\"sys_updated_on\":\"2026-03-30 17:00:00\"}");

        assertThat(Objects.requireNonNull(read.unreadable.get(0)).reason()).isEqualTo(QuarantineReason.MISSING_FIELD);
        assertThat(read.calls).hasSize(1);
    }

    private TestingHandler read(String json) {
        return TestingHandler.read(dialect, json);
    }
}
