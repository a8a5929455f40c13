package io.countersign.bench;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/** Events of CloudTrail, field by field as AWS documents and writes them, with what differs drawn at random. */
final class CloudTrailTemplates {

    private static final String CALLER = line("""
            {"type":"AssumedRole","principalId":"AROA4EXAMPLE%1$08X:run-%2$d",
            "arn":"arn:aws:sts::%3$s:assumed-role/%4$s/run-%2$d","accountId":"%3$s","accessKeyId":"ASIA4EXAMPLE%2$08X",
            "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA4EXAMPLE%1$08X",
            "arn":"arn:aws:iam::%3$s:role/%4$s","accountId":"%3$s","userName":"%4$s"},
            "attributes":{"creationDate":"%5$s","mfaAuthenticated":"false"}}}
            """);

    private static final String S3 = line("""
            {"eventVersion":"1.11","userIdentity":%1$s,"eventTime":"%2$s","eventSource":"s3.amazonaws.com",
            "eventName":"%3$s","awsRegion":"eu-central-1","sourceIPAddress":"10.1.%4$d.%5$d",
            "userAgent":"[aws-sdk-java/2.29.6 Linux/6.1 OpenJDK_64-Bit_Server_VM/17 cfg/retry-mode/standard]",
            "requestParameters":{"bucketName":"%6$s","Host":"%6$s.s3.eu-central-1.amazonaws.com","key":"%7$s"},
            "responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4",
            "CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":%8$d,"AuthenticationMethod":"AuthHeader",
            "x-amz-id-2":"%9$s","bytesTransferredOut":0},"requestID":"%10$s","eventID":"%11$s","readOnly":%12$b,
            "resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::%6$s/%7$s"},
            {"accountId":"%13$s","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::%6$s"}],"eventType":"AwsApiCall",
            "managementEvent":false,"recipientAccountId":"%13$s","eventCategory":"Data",
            "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader":"%6$s.s3.eu-central-1.amazonaws.com"}}
            """);

    /** A management event, of which only service, name, request, response and resources differ. */
    private static final String CALL = line("""
            {"eventVersion":"1.10","userIdentity":%1$s,"eventTime":"%2$s","eventSource":"%3$s.amazonaws.com",
            "eventName":"%4$s","awsRegion":"eu-central-1","sourceIPAddress":"10.2.%5$d.%6$d",
            "userAgent":"aws-cli/2.17.1 md/awscrt#0.20.11 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11.9",
            "requestParameters":%7$s,"responseElements":%8$s,"requestID":"%9$s","eventID":"%10$s","readOnly":%11$b,
            "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"%12$s","eventCategory":"Management",
            "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader":"%3$s.eu-central-1.amazonaws.com"}}
            """);

    private static final String BRIDGE = line("""
            {"version":"0","id":"%1$s","detail-type":"AWS API Call via CloudTrail","source":"aws.s3","account":"%2$s",
            "time":"%3$s","region":"eu-central-1","resources":[],"detail":%4$s}
            """);

    private final Random random;

    CloudTrailTemplates(Random random) {
        this.random = random;
    }

    /** Text blocks are broken for reading only: AWS writes no white space. */
    private static String line(String block) {
        return block.replace("\n", "");
    }

    private static String format(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }

    /** A session of a role. */
    String caller(String role, String time) {
        return format(CALLER, role.hashCode(), random.nextInt(100_000), Company.ACCOUNT, role, time);
    }

    /** An event on an object of a bucket. */
    String s3(String name, boolean readOnly, String bucket, String caller, String time) {
        return format(
                S3,
                caller,
                time,
                name,
                random.nextInt(256),
                random.nextInt(256),
                bucket,
                format("journals/2026Q2/je-%08d.csv", random.nextInt(100_000_000)),
                random.nextInt(1_000_000),
                Long.toHexString(random.nextLong()).repeat(4),
                requestId(),
                uuid(),
                readOnly,
                Company.ACCOUNT);
    }

    String modifyCluster(String asset, String caller, String time) {
        return call("rds", "ModifyDBCluster", false, caller, time, format("""
                {"dBClusterIdentifier":"%s-cluster","applyImmediately":true,"allowMajorVersionUpgrade":false}""", asset), "null");
    }

    String updateFunction(String asset, String caller, String time) {
        return call(
                "lambda",
                "UpdateFunctionCode20150331v2",
                false,
                caller,
                time,
                format("""
                {"functionName":"%s-posting","publish":true,"dryRun":false}""", asset),
                format("""
                {"functionName":"%s-posting","runtime":"java21","codeSize":%d,"version":"%d"}""", asset, random.nextInt(9_999_999), random.nextInt(500)));
    }

    /** An event that touches no asset: what most of an account's log is. */
    String noise(String time) {
        String caller = caller(format("svc-%03d", random.nextInt(500)), time);
        int share = random.nextInt(100);
        if (share < 35) {
            return s3("GetObject", true, format("nw-lake-%02d", random.nextInt(60)), caller, time);
        }
        if (share < 45) {
            return s3("PutObject", false, format("nw-logs-%02d", random.nextInt(60)), caller, time);
        }
        if (share < 65) {
            return call("kms", "Decrypt", true, caller, time, format("""
                    {"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::nw-lake-%02d"},\
                    "encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""", random.nextInt(60)), "null");
        }
        if (share < 80) {
            return call(
                    "sts",
                    "AssumeRole",
                    true,
                    caller,
                    time,
                    format("""
                    {"roleArn":"arn:aws:iam::%s:role/svc-%03d","roleSessionName":"run-%d","durationSeconds":3600}""", Company.ACCOUNT, random.nextInt(500), random.nextInt(10_000)),
                    format(
                            """
                    {"credentials":{"accessKeyId":"ASIA4EXAMPLE%08X","sessionToken":"%s","expiration":"%s"}}""",
                            random.nextInt(),
                            Long.toHexString(random.nextLong()).repeat(16),
                            time));
        }
        if (share < 92) {
            return call(
                    "ec2",
                    "DescribeInstances",
                    true,
                    caller,
                    time,
                    format("""
                    {"instancesSet":{"items":[{"instanceId":"i-%016x"},{"instanceId":"i-%016x"}]},"filterSet":{}}""", random.nextLong(), random.nextLong()),
                    "null");
        }
        return call("logs", "CreateLogStream", false, caller, time, format("""
                {"logGroupName":"/aws/lambda/fn-%03d","logStreamName":"2026/06/30/%s"}""", random.nextInt(500), uuid()), "null");
    }

    private String call(
            String service,
            String name,
            boolean readOnly,
            String caller,
            String time,
            String request,
            String response) {
        return format(
                CALL,
                caller,
                time,
                service,
                name,
                random.nextInt(256),
                random.nextInt(256),
                request,
                response,
                uuid(),
                uuid(),
                readOnly,
                Company.ACCOUNT);
    }

    /** An event as EventBridge delivers it. */
    static String eventBridge(String event, Instant time) {
        return format(BRIDGE, Integer.toHexString(event.hashCode()), Company.ACCOUNT, time, event);
    }

    private String requestId() {
        return format("%016X", random.nextLong());
    }

    private String uuid() {
        return format(
                "%08x-%04x-4%03x-a%03x-%012x",
                random.nextInt(),
                random.nextInt(0x10000),
                random.nextInt(0x1000),
                random.nextInt(0x1000),
                random.nextLong(0x1000000000000L));
    }
}
