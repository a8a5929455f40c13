package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.record.Asset;
import io.countersign.schemas.yaml.InvalidFileException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events touch which asset. */
class AssetScopeTest {

    private static final String ASSETS = """
            assets:
              - id: gl-database
                system: general-ledger
                environment: production
                class: ledger
                match:
                  - { dialect: aws.cloudtrail, resource: ["gl-*", "arn:aws:rds:*:111122223333:db:gl-*"], account: "111122223333" }
                  - { dialect: aws.cloudtrail, resource: "arn:aws:s3:::gl-exports/*" }
              - id: rest-of-account
                system: finance
                environment: production
                class: other
                match: [{ dialect: aws.cloudtrail, account: "111122223333" }]
            """;

    private final Dialect dialect = TestingHandler.dialect("aws.cloudtrail", ASSETS);

    @ParameterizedTest
    @CsvSource({
        "111122223333, gl-main, gl-database",
        "111122223333, payroll, rest-of-account",
        "444455556666, gl-main, NO_ASSET",
        "111122223333, GL-main, gl-database",
        "444455556666, arn:aws:s3:::gl-exports/2026/q1.csv, gl-database",
        "444455556666, arn:aws:s3:::gl-exports, NO_ASSET"
    })
    void shouldTakeTheFirstAssetOfWhichAnEntryMatchesWhole(String account, String resource, String expected) {
        TestingHandler read = TestingHandler.read(dialect, event(account, resource));

        if (expected.equals("NO_ASSET")) {
            assertThat(read.calls).containsExactly("outOfScope NO_ASSET");
        } else {
            assertThat(read.onlyAction().asset()).extracting(Asset::id).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rds | 'dBInstanceIdentifier':'GL-Main' | gl-database",
                "rds | 'sourceDBClusterIdentifier':'GL-MAIN','dBClusterIdentifier':'x' | gl-database",
                "rds | 'sourceDBInstanceIdentifier':'gl-main','targetDBInstanceIdentifier':'x' | gl-database",
                "redshift | 'clusterIdentifier':'GL-main' | rest-of-account",
                "lambda | 'functionName':'111122223333:function:gl-post' | gl-database",
                "lambda | 'functionName':'arn:aws:lambda:eu-west-1:111122223333:function:gl-post:7' | gl-database",
                "lambda | 'functionName':'gl-post:live' | gl-database",
                "lambda | 'functionName':'GL-post' | rest-of-account",
                "s3 | 'bucketName':'mine','x-amz-copy-source':'gl-exports/2026/q1.csv' | gl-database",
                "s3 | 'bucketName':'mine','x-amz-copy-source':'/gl-exports/2026/q1.csv' | gl-database",
                "dynamodb | 'sourceTableName':'gl-journal','targetTableName':'x' | gl-database",
                "s3 | 'bucketName':'mine' | rest-of-account"
            })
    void shouldFindAnAssetHoweverTheCallerWroteItsName(String service, String parameters, String asset) {
        String json = """
                {"userIdentity":{"type":"AWSService","invokedBy":"x"},"eventTime":"2026-03-30T10:00:00Z",\
                "eventSource":"%s.amazonaws.com","eventName":"X","recipientAccountId":"111122223333",\
                "requestParameters":{%s}}""".formatted(service, parameters.replace('\'', '"'));

        assertThat(TestingHandler.read(dialect, json).onlyAction().asset())
                .extracting(Asset::id)
                .isEqualTo(asset);
    }

    @Test
    void shouldGoByTheAccountTheEventBelongsToAndNotByTheCallersOwn() {
        String crossAccount =
                event("444455556666", "gl-main").replace("\"type\":", "\"accountId\":\"111122223333\",\"type\":");

        assertThat(TestingHandler.read(dialect, crossAccount).calls).containsExactly("outOfScope NO_ASSET");
    }

    @Test
    void shouldPutNothingInScopeWithoutAFile() {
        assertThat(TestingHandler.read(TestingHandler.dialect("aws.cloudtrail", ""), event("1", "gl")).calls)
                .containsExactly("outOfScope NO_ASSET");
    }

    @Test
    void shouldReportEveryProblemOfAFileAtOnce() {
        String broken = """
                assets:
                  - id: a
                    system: s
                    environment: e
                    clas: ledger
                    match:
                      - { dialect: aws.cloudtrial }
                      - { dialect: aws.cloudtrail, resorce: "x" }
                      - { dialect: aws.cloudtrail, resource: [] }
                      - { dialect: servicenow.change_request }
                  - id: a
                    system: s
                    environment: e
                    class: c
                asset: []
                """;

        assertThatThrownBy(() -> new Dialects(broken, Duration.ofMinutes(5)))
                .isInstanceOfSatisfying(
                        InvalidFileException.class,
                        e -> assertThat(e.problems())
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("assets.yaml:5: unknown key 'clas'")
                                        .contains("Did you mean 'class'?"))
                                .anySatisfy(problem -> assertThat(problem).contains("'class' is missing"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith(
                                                "assets.yaml:7: no dialect that reads actions is named 'aws.cloudtrial'")
                                        .contains("Did you mean 'aws.cloudtrail'?"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("assets.yaml:8: unknown key 'resorce'")
                                        .contains("Did you mean 'resource'?"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("assets.yaml:9: 'resource' lists no glob"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("assets.yaml:10: no dialect that reads actions is named"))
                                .anySatisfy(problem ->
                                        assertThat(problem).startsWith("assets.yaml:11: asset 'a' is given twice"))
                                .anySatisfy(problem -> assertThat(problem).contains("'match' is missing or empty"))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith("assets.yaml:15: unknown key 'asset'")
                                        .contains("Did you mean 'assets'?")));
    }

    private static String event(String account, String resource) {
        return """
                {"userIdentity":{"type":"AWSService","invokedBy":"x"},"eventTime":"2026-03-30T10:00:00Z",\
                "eventSource":"rds.amazonaws.com","eventName":"ModifyDBInstance","recipientAccountId":"%s",\
                "requestParameters":{"dBInstanceIdentifier":"%s"},"eventID":"e1"}""".formatted(account, resource);
    }
}
