package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.ActionOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What CloudTrail's records of calls mean: operation, outcome, object, and what is no call. */
class CloudTrailCallsTest {

    private final Dialect dialect = TestingHandler.dialect("aws.cloudtrail", TestingHandler.EVERYTHING);

    @TestFactory
    Stream<DynamicTest> shouldKnowWhatEachCallDoes() throws IOException {
        try (InputStream in = CloudTrailCallsTest.class.getResourceAsStream("cloudtrail-operations.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .map(line -> DynamicTest.dynamicTest(
                            String.join(" ", line),
                            () -> assertThat(call(line[0], line[1], line[2])
                                            .operation()
                                            .wireName())
                                    .isEqualTo(line[3])));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ec2 | RunInstances | 'errorCode':'Client.UnauthorizedOperation','errorMessage':'no' | FAILURE",
                "ec2 | RunInstances | 'errorCode':'Client.DryRunOperation' | FAILURE",
                "ec2 | RunInstances | 'errorCode':null,'errorMessage':null | SUCCESS",
                "sts | AssumeRole | 'errorMessage':'Not authorized' | FAILURE",
                "signin | ConsoleLogin | 'errorMessage':'Failed authentication','responseElements':{'ConsoleLogin':'Failure'} | FAILURE",
                "signin | ConsoleLogin | 'responseElements':{'ConsoleLogin':'Failure'} | FAILURE",
                "signin | ConsoleLogin | 'responseElements':{'ConsoleLogin':'Success'} | SUCCESS",
                "signin | SwitchRole | 'responseElements':{'SwitchRole':'Failure'} | FAILURE",
                "signin | CheckMfa | 'responseElements':{'CheckMfa':'Failure'} | FAILURE",
                "signin | UserAuthentication | 'serviceEventDetails':{'UserAuthentication':'Failure'} | FAILURE",
                "secretsmanager | RotationFailed | 'eventType':'AwsServiceEvent' | FAILURE",
                "ecs | RunTask | 'responseElements':{'tasks':[{}],'failures':[{'arn':'a','reason':'RESOURCE:CPU'}]} | PARTIAL",
                "ecs | RunTask | 'responseElements':{'tasks':[{}],'failures':[]} | SUCCESS",
                "events | PutTargets | 'responseElements':{'failedEntryCount':0,'failedEntries':[]} | SUCCESS",
                "events | PutTargets | 'responseElements':{'failedEntryCount':2,'failedEntries':[{}]} | PARTIAL"
            })
    void shouldKnowHowACallEnded(String service, String name, String members, ActionOutcome outcome) {
        assertThat(call(service, name, members).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3 | GetObject | 'r':{'bucketName':'b','key':'k'},'resources':[{'type':'AWS::S3::Object','ARN':'arn:aws:s3:::b/k'},{'ARN':'arn:aws:s3:::b'}] | arn:aws:s3:::b/k",
                "s3 | PutObject | 'r':{'bucketName':'b','key':'a/k'} | b/a/k",
                "s3 | ListObjects | 'r':{'bucketName':'b'},'resources':[{'ARNPrefix':'arn:aws:s3:::b/p'},{'ARN':'arn:aws:s3:::b'}] | arn:aws:s3:::b",
                "iam | CreateAccessKey | 'responseElements':{'accessKey':{'accessKeyId':'AKIAX','userName':'bob'}} | bob",
                "iam | DeleteAccessKey | 'r':{'accessKeyId':'AKIAX'} | AKIAX",
                "iam | AttachRolePolicy | 'r':{'roleName':'ci','policyArn':'arn:aws:iam::aws:policy/X'} | ci",
                "ecs | CreateService | 'r':{'serviceName':'gl-api','cluster':'prod'} | gl-api",
                "glue | CreateTable | 'r':{'databaseName':'gl','tableInput':{'name':'journal'}} | journal",
                "rds | RestoreDBInstanceToPointInTime | 'r':{'sourceDBInstanceIdentifier':'gl','targetDBInstanceIdentifier':'copy'} | copy",
                "ec2 | TerminateInstances | 'r':{'instancesSet':{'items':[{'instanceId':'i-1'},{'instanceId':'i-2'}]}} | i-1",
                "sts | GetCallerIdentity | 'r':null | -",
                "ec2 | DescribeInstances | 'r':'text' | -"
            })
    void shouldNameWhatWasTouched(String service, String name, String members, String object) {
        String found = call(service, name, members).object();

        assertThat(found == null ? "-" : found).isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'eventVersion':'1.0','accountId':'1','eventId':'a','eventCategory':'Aggregated',"
                        + "'eventType':'AwsAggregatedEvent','eventSource':'s3.amazonaws.com','timeWindow':{},'summary':{}}",
                "{'Records':[{'eventVersion':'2.1','eventSource':'aws:s3','eventTime':'2026-03-30T10:00:00.000Z',"
                        + "'eventName':'ObjectCreated:Put','userIdentity':{'principalId':'AWS:X'},'s3':{}}]}",
                "{'detail-type':'Object Created','source':'aws.s3','detail':{'bucket':{'name':'b'}}}",
                "{'eventVersion':'1.07','eventCategory':'Insight','eventType':'AwsCloudTrailInsight',"
                        + "'eventTime':'2026-03-30T10:00:00Z','insightDetails':{}}"
            })
    void shouldCountWhatIsNoCall(String json) {
        assertThat(TestingHandler.read(dialect, json.replace('\'', '"')).calls)
                .singleElement()
                .asString()
                .startsWith("noAction ");
    }

    @Test
    void shouldTakeTheTimeFromWhereLogstashPutsIt() {
        String moved = "{\"@timestamp\":\"2020-09-14T00:44:23.000Z\",\"@version\":\"1\","
                + "\"userIdentity\":{\"type\":\"Root\",\"arn\":\"arn:aws:iam::1:root\"},"
                + "\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\",\"eventID\":\"e\"}";

        assertThat(TestingHandler.read(dialect, moved).onlyAction().time()).isEqualTo("2020-09-14T00:44:23Z");
        assertThat(TestingHandler.read(dialect, moved.replace("\"@version\":\"1\",", "")).calls)
                .singleElement()
                .asString()
                .startsWith("unreadable MISSING_FIELD nothing gives the record its 'time'");
    }

    private Action call(String service, String name, String members) {
        String more = members.replace("'r':", "'requestParameters':").replace('\'', '"');
        return TestingHandler.read(
                        dialect,
                        "{\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::1:user/ci\"},"
                                + "\"eventTime\":\"2026-03-30T10:00:00Z\",\"eventSource\":\"" + service
                                + ".amazonaws.com\",\"eventName\":\"" + name + "\""
                                + (more.equals("-") ? "" : "," + more)
                                + "}")
                .onlyAction();
    }
}
