package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RawReference;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How CloudTrail's events come: in files, through EventBridge, from a poll, or bare. */
class EnvelopeTest {

    private static final String EVENT = """
            {"eventVersion":"1.08","userIdentity":{"type":"AWSService","invokedBy":"rds.amazonaws.com"},\
            "eventTime":"2026-03-30T10:00:00Z","eventSource":"rds.amazonaws.com","eventName":"CreateDBSnapshot",\
            "eventID":"e1"}""";

    private final Dialect dialect = TestingHandler.dialect("aws.cloudtrail", TestingHandler.EVERYTHING);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                " [ %s ] ",
                "{\"Records\":[%s]}",
                "{\"Records\":%s}",
                "{\"detail-type\":\"AWS API Call via CloudTrail\",\"source\":\"aws.rds\",\"resources\":[],\"detail\":%s}",
                "[{\"detail\":%s,\"detail-type\":\"AWS API Call via CloudTrail\"}]"
            })
    void shouldReadTheSameEventHoweverItComes(String envelope) {
        assertThat(TestingHandler.read(dialect, envelope.replace("%s", EVENT)).onlyAction())
                .isEqualTo(TestingHandler.read(dialect, EVENT).onlyAction());
    }

    @Test
    void shouldReadEachEnvelopeOfAnArray() {
        String envelope = "{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":" + EVENT + "}";

        assertThat(TestingHandler.read(dialect, "[" + envelope + "," + EVENT + "," + envelope + "]").calls)
                .containsExactly("action", "action", "action");
    }

    @Test
    void shouldMarkAPollAfterItsEvents() {
        TestingHandler read = TestingHandler.read(
                dialect,
                "{\"source\":\"cloudtrail\",\"complete_through\":\"2026-03-30T10:05:00Z\",\"records\":[" + EVENT
                        + "]}");

        assertThat(read.calls).containsExactly("action", "mark");
        assertThat(read.marks).containsExactly(new Mark("cloudtrail", Instant.parse("2026-03-30T10:05:00Z")));
    }

    @Test
    void shouldHandOverNothingOfAFileWithoutEvents() {
        assertThat(TestingHandler.read(dialect, "{\"Records\":[]}").calls).isEmpty();
    }

    @Test
    void shouldCountEventsOfOtherKindsThatEventBridgeCarries() {
        String other =
                "{\"detail-type\":\"EC2 Instance State-change Notification\",\"detail\":{\"state\":\"running\"}}";

        assertThat(TestingHandler.read(dialect, other).calls).containsExactly("noAction NOT_CLOUDTRAIL");
    }

    @Test
    void shouldQuarantineAnObjectThatIsNeitherEventNorEnvelope() {
        assertThat(TestingHandler.read(dialect, "{\"detail\":{\"state\":\"running\"}}").calls)
                .singleElement()
                .asString()
                .startsWith("unreadable MISSING_FIELD 'eventSource' is absent");
        assertThat(TestingHandler.read(dialect, "{\"hello\":1}").unreadable).hasSize(1);
        assertThat(TestingHandler.read(dialect, "{\"Records\":null}").unreadable)
                .hasSize(1);
    }

    @Test
    void shouldKeepWhatLinksACallToItsTracesInOtherLogs() {
        Action action = TestingHandler.read(dialect, EVENT.replace("\"eventID\"", "\"requestID\":\"r1\",\"eventID\""))
                .onlyAction();

        assertThat(action.raw()).extracting(RawReference::requestId).isEqualTo("r1");
        assertThat(Codec.contentSha256(action))
                .as("an action is the same, whatever else tells of its call")
                .isEqualTo(
                        Codec.contentSha256(TestingHandler.read(dialect, EVENT).onlyAction()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"id\":\"1\",\"message\":%s}]}",
                "{\"Events\":[{\"EventId\":\"e1\",\"CloudTrailEvent\":%s}]}",
                "[{\"Type\":\"Notification\",\"Message\":%s}]",
            })
    void shouldReadWhatShippersWrapAsText(String message) {
        String text = "\"" + EVENT.replace("\"", "\\\"") + "\"";

        assertThat(TestingHandler.read(dialect, message.formatted(text)).calls).containsExactly("action");
        assertThat(TestingHandler.read(dialect, message.formatted("\"{\\\"a\\\"\"")).calls)
                .singleElement()
                .asString()
                .startsWith("unreadable NOT_JSON");
        assertThat(TestingHandler.read(dialect, message.formatted("\"CWL CONTROL MESSAGE\"")).calls)
                .as("no message of the log, and none of another that it knows")
                .singleElement()
                .asString()
                .startsWith("unreadable MISSING_FIELD");
    }

    @Test
    void shouldBelieveAnEventBeforeATextInItAndLoseNoneBesideAWrappedOne() {
        String wrapped = "{\"Message\":\"" + EVENT.replace("\"", "\\\"") + "\"}";
        String hiding = EVENT.replace("\"eventID\"", "\"Message\":\"{\\\"digestStartTime\\\":1}\",\"eventID\"");

        assertThat(TestingHandler.read(dialect, "[" + EVENT + "," + wrapped + "," + EVENT + "]").calls)
                .containsExactly("action", "action", "action");
        assertThat(TestingHandler.read(dialect, hiding).calls).containsExactly("action");
        assertThat(TestingHandler.read(dialect, "{\"Records\":[" + EVENT + "],\"Message\":\"{}\"}").calls)
                .hasSize(2)
                .startsWith("action");
    }

    @Test
    void shouldTakeADigestForAMarkThatReachesToTheStartOfItsHourEvenIfItListsNothing() {
        String digest = "{\"digestStartTime\":\"2026-03-30T10:00:00Z\",\"digestEndTime\":\"2026-03-30T11:00:00Z\","
                + "\"digestS3Object\":\"AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/2026/03/30/x.json.gz\","
                + "\"logFiles\":[]}";

        assertThat(TestingHandler.read(dialect, digest).marks)
                .extracting(Mark::completeThrough)
                .containsExactly(Instant.parse("2026-03-30T10:00:00Z"));
        assertThat(TestingHandler.read(dialect, digest.replace("x.json", "x_backfill.json")).calls)
                .containsExactly("noAction DIGEST");
        assertThat(TestingHandler.read(dialect, "{\"detail-type\":\"t\",\"detail\":" + digest + "}").calls)
                .as("an event that anyone may put on the bus")
                .containsExactly("noAction NOT_CLOUDTRAIL");
    }

    @Test
    void shouldCountWhatIsNoActionByItsReason() {
        assertThat(TestingHandler.read(dialect, EVENT.replace("{\"eventV", "{\"eventCategory\":\"Insight\",\"eventV"))
                        .calls)
                .containsExactly("noAction INSIGHT_EVENT");
        String seenAtEndpoint = EVENT.replace("{\"eventV", "{\"eventCategory\":\"NetworkActivity\",\"eventV");
        assertThat(TestingHandler.read(dialect, seenAtEndpoint).calls)
                .containsExactly("noAction NETWORK_ACTIVITY_EVENT");
        // What the endpoint refused never reached the service, which therefore logged nothing.
        assertThat(TestingHandler.read(
                                dialect,
                                seenAtEndpoint.replace("\"eventID\"", "\"errorCode\":\"VpceAccessDenied\",\"eventID\""))
                        .calls)
                .containsExactly("action");
    }

    @Test
    void shouldNameTheSourceItIsToldToName() throws Exception {
        Dialect other = new Dialects(TestingHandler.EVERYTHING, java.time.Duration.ofMinutes(5))
                .create("aws.cloudtrail", "cloudtrail-emea");

        assertThat(TestingHandler.read(other, EVENT).onlyAction().source()).isEqualTo("cloudtrail-emea");
    }
}
