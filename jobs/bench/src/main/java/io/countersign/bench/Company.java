package io.countersign.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The made-up company whose log and register are measured with: 40 financial systems, up to 200 acting identities. */
final class Company {

    static final String ACCOUNT = "111122223333";
    static final int SYSTEMS = 40;
    static final int MOST_ACTORS = 200;

    /** When the events happen: less than {@code max_wait}, so that nothing becomes indeterminate before its mark. */
    static final Instant START = Instant.parse("2026-06-30T20:00:00Z");

    static final Duration SPAN = Duration.ofMinutes(50);

    private Company() {}

    static String system(int number) {
        return String.format(Locale.ROOT, "ledger-%02d", number % SYSTEMS);
    }

    /** An identity, its id and the name of its role. Its work is on the system of the same number. */
    static String identity(int number) {
        return String.format(Locale.ROOT, "ci-deployer-%06d", number);
    }

    static String roleArn(String role) {
        return "arn:aws:iam::" + ACCOUNT + ":role/" + role;
    }

    /** One in twenty acts outside every window. */
    static boolean actsUncovered(int identity) {
        return identity % 20 == 19;
    }

    /** The scope file: for each system two assets, each by its buckets, databases and functions. */
    static String assetsYaml() {
        StringBuilder yaml = new StringBuilder("assets:\n");
        for (int number = 0; number < SYSTEMS; number++) {
            for (String environment : new String[] {"prod", "staging"}) {
                yaml.append("""
                          - id: %1$s-%2$s
                            system: %1$s
                            environment: %3$s
                            class: ledger
                            match:
                              - dialect: aws.cloudtrail
                                resource: ["arn:aws:s3:::nw-%1$s-%2$s", "arn:aws:s3:::nw-%1$s-%2$s/*", nw-%1$s-%2$s]
                              - dialect: aws.cloudtrail
                                service: rds.amazonaws.com
                                resource: ["arn:aws:rds:*:%4$s:*:nw-%1$s-%2$s*", "nw-%1$s-%2$s*"]
                              - dialect: aws.cloudtrail
                                service: lambda.amazonaws.com
                                resource: ["arn:aws:lambda:*:%4$s:function:nw-%1$s-%2$s*", "nw-%1$s-%2$s*"]
                        """.formatted(
                        system(number), environment, environment.equals("prod") ? "production" : "staging", ACCOUNT));
            }
        }
        return yaml.toString();
    }
}
