package io.countersign.launcher.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes CloudTrail events as AWS does. */
final class CloudTrailLog {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "111122223333";

    private final Random random;

    CloudTrailLog(Random random) {
        this.random = random;
    }

    /** An id of the form CloudTrail gives. */
    String newId() {
        return "%08x-%04x-4%03x-a%03x-%012x"
                .formatted(
                        random.nextInt(),
                        random.nextInt(0x10000),
                        random.nextInt(0x1000),
                        random.nextInt(0x1000),
                        random.nextLong(0x1000000000000L));
    }

    /** What a call did, by the name of its event. */
    enum Call {
        PUT_OBJECT("s3.amazonaws.com", "PutObject", false),
        DELETE_OBJECT("s3.amazonaws.com", "DeleteObject", false),
        GET_OBJECT("s3.amazonaws.com", "GetObject", true),
        MODIFY_CLUSTER("rds.amazonaws.com", "ModifyDBCluster", false),
        UPDATE_FUNCTION("lambda.amazonaws.com", "UpdateFunctionCode20150331v2", false);

        private final String service;
        private final String event;
        private final boolean readOnly;

        Call(String service, String event, boolean readOnly) {
            this.service = service;
            this.event = event;
            this.readOnly = readOnly;
        }
    }

    /** A call on a system of an environment, by a caller. */
    ObjectNode event(String id, Instant time, ObjectNode caller, Call call, String systemAndEnvironment, String key) {
        ObjectNode event = JSON.createObjectNode();
        event.put("eventVersion", "1.09");
        event.set("userIdentity", caller);
        event.put("eventTime", time.truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("eventSource", call.service);
        event.put("eventName", call.event);
        event.put("awsRegion", "eu-central-1");
        event.put(
                "sourceIPAddress",
                "10.%d.%d.%d".formatted(random.nextInt(4), random.nextInt(256), random.nextInt(256)));
        event.put("userAgent", "aws-cli/2.17.1 md/awscrt#0.20.11 ua/2.0 os/linux#6.1 lang/python#3.11.9");
        ObjectNode request = event.putObject("requestParameters");
        event.putNull("responseElements");
        event.put("requestID", newId().substring(0, 16).toUpperCase(Locale.ROOT));
        event.put("eventID", id);
        event.put("readOnly", call.readOnly);
        String name = "nw-" + systemAndEnvironment;
        switch (call) {
            case PUT_OBJECT, DELETE_OBJECT, GET_OBJECT -> {
                request.put("bucketName", name);
                request.put("Host", name + ".s3.eu-central-1.amazonaws.com");
                request.put("key", key);
                ArrayNode resources = event.putArray("resources");
                resources.addObject().put("type", "AWS::S3::Object").put("ARN", "arn:aws:s3:::" + name + "/" + key);
                resources
                        .addObject()
                        .put("accountId", ACCOUNT)
                        .put("type", "AWS::S3::Bucket")
                        .put("ARN", "arn:aws:s3:::" + name);
            }
            case MODIFY_CLUSTER ->
                request.put("dBClusterIdentifier", name + "-cluster").put("applyImmediately", true);
            case UPDATE_FUNCTION ->
                request.put("functionName", name + "-posting").put("publish", true);
        }
        event.put("eventType", "AwsApiCall");
        event.put("managementEvent", call.service.startsWith("rds") || call.service.startsWith("lambda"));
        event.put("recipientAccountId", ACCOUNT);
        event.put("eventCategory", event.get("managementEvent").asBoolean() ? "Management" : "Data");
        return event;
    }

    /** A role's session: the role is durable, the session name is the caller's choice. */
    ObjectNode role(String role, String session, Instant since) {
        ObjectNode caller = JSON.createObjectNode();
        caller.put("type", "AssumedRole");
        caller.put("principalId", "AROA" + upper(role) + ":" + session);
        caller.put("arn", "arn:aws:sts::" + ACCOUNT + ":assumed-role/" + role + "/" + session);
        caller.put("accountId", ACCOUNT);
        caller.put("accessKeyId", "ASIA" + upper(role + session));
        ObjectNode context = caller.putObject("sessionContext");
        context.putObject("sessionIssuer")
                .put("type", "Role")
                .put("principalId", "AROA" + upper(role))
                .put("arn", roleArn(role))
                .put("accountId", ACCOUNT)
                .put("userName", role);
        context.putObject("attributes")
                .put("creationDate", since.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("mfaAuthenticated", "false");
        return caller;
    }

    /** A role's own ARN; roles that single sign-on makes lie below a path of AWS's own, which session ARNs leave out. */
    static String roleArn(String role) {
        String path = role.startsWith("AWSReservedSSO_") ? "aws-reserved/sso.amazonaws.com/eu-central-1/" : "";
        return "arn:aws:iam::" + ACCOUNT + ":role/" + path + role;
    }

    /** A user with a long-lived access key. */
    static ObjectNode user(String user) {
        ObjectNode caller = JSON.createObjectNode();
        caller.put("type", "IAMUser");
        caller.put("principalId", "AIDA" + upper(user));
        caller.put("arn", userArn(user));
        caller.put("accountId", ACCOUNT);
        caller.put("accessKeyId", "AKIA" + upper(user));
        caller.put("userName", user);
        return caller;
    }

    static String userArn(String user) {
        return "arn:aws:iam::" + ACCOUNT + ":user/" + user;
    }

    private static String upper(String text) {
        String letters = Integer.toString(text.hashCode() & 0x7fffffff, 36).toUpperCase(Locale.ROOT);
        return (letters + "QWERTZUIOPASDFGH").substring(0, 16);
    }

    /** A file as delivered to S3. */
    static byte[] file(List<ObjectNode> events) {
        ObjectNode file = JSON.createObjectNode();
        file.putArray("Records").addAll(events);
        return bytes(file);
    }

    /** An event as EventBridge delivers it. */
    static byte[] bridge(ObjectNode event) {
        ObjectNode envelope = JSON.createObjectNode();
        envelope.put("version", "0");
        envelope.put("id", event.get("eventID").asText());
        envelope.put("detail-type", "AWS API Call via CloudTrail");
        envelope.put("source", "aws." + event.get("eventSource").asText().split("\\.", 2)[0]);
        envelope.put("account", ACCOUNT);
        envelope.put("time", event.get("eventTime").asText());
        envelope.put("region", "eu-central-1");
        envelope.putArray("resources");
        envelope.set("detail", event);
        return bytes(envelope);
    }

    static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
