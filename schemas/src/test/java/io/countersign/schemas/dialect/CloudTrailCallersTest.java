package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Actor;
import io.countersign.schemas.record.ActorKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who called, in each of the forms of CloudTrail's userIdentity. */
class CloudTrailCallersTest {

    private static final String ROLE_SESSION = """
            {'type':'AssumedRole','principalId':'AROAX:run-7','arn':'arn:aws:sts::1:assumed-role/ci/run-7','accountId':'1',\
            'accessKeyId':'ASIAX','sessionContext':{'sessionIssuer':{'type':'Role','principalId':'AROAX',\
            'arn':'arn:aws:iam::1:role/build/ci','accountId':'1','userName':'ci'},'sourceIdentity':'una.ono',\
            'webIdFederationData':{'federatedProvider':'arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com',\
            'attributes':{}},'attributes':{'mfaAuthenticated':'false','creationDate':'2026-03-30T09:00:00Z'}},\
            'invokedBy':'cloudformation.amazonaws.com'}""";

    private final Dialect dialect = TestingHandler.dialect("aws.cloudtrail", TestingHandler.EVERYTHING);

    @Test
    void shouldTakeTheRoleForTheCallerAndTheSessionForEvidence() {
        Actor actor = caller(ROLE_SESSION, "").actor();

        assertThat(actor.principal()).isEqualTo("arn:aws:iam::1:role/build/ci");
        assertThat(actor.kind()).isEqualTo(ActorKind.UNKNOWN);
        assertThat(actor.session()).isEqualTo("ASIAX");
        assertThat(actor.credential()).isNull();
        assertThat(actor.chain())
                .containsExactly(
                        "arn:aws:sts::1:assumed-role/ci/run-7",
                        "una.ono",
                        "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com",
                        "cloudformation.amazonaws.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'Root','principalId':'1','arn':'arn:aws:iam::1:root','accountId':'1'} | arn:aws:iam::1:root | UNKNOWN",
                "{'type':'IAMUser','principalId':'AIDAX','arn':'arn:aws:iam::1:user/x/ci','userName':'ci'} | arn:aws:iam::1:user/x/ci | UNKNOWN",
                // A caller whom the console does not know by name.
                "{'type':'IAMUser','accountId':'1','accessKeyId':'','userName':'HIDDEN_DUE_TO_SECURITY_REASONS'} | HIDDEN_DUE_TO_SECURITY_REASONS | UNKNOWN",
                "{'type':'FederatedUser','arn':'arn:aws:sts::1:federated-user/Bob','sessionContext':{'sessionIssuer':{'type':'IAMUser','arn':'arn:aws:iam::1:user/broker'}}} | arn:aws:iam::1:user/broker | UNKNOWN",
                // Without an issuer the session name still is no part of the caller.
                "{'type':'AssumedRole','principalId':'AROAX:mine','arn':'arn:aws:sts::1:assumed-role/ci/mine'} | arn:aws:sts::1:assumed-role/ci | UNKNOWN",
                "{'type':'AssumedRole','principalId':'AROAX:mine','accountId':'1'} | AROAX | UNKNOWN",
                "{'type':'AWSAccount','principalId':'AROAY:mine','accountId':'2'} | AROAY | UNKNOWN",
                "{'type':'AWSAccount','principalId':'AIDAY','accountId':'2'} | AIDAY | UNKNOWN",
                "{'type':'AWSAccount','principalId':'','accountId':'ANONYMOUS_PRINCIPAL'} | ANONYMOUS_PRINCIPAL | UNKNOWN",
                "{'type':'AWSService','invokedBy':'ec2.amazonaws.com'} | ec2.amazonaws.com | MACHINE",
                "{'accountId':'1','invokedBy':'secretsmanager.amazonaws.com'} | secretsmanager.amazonaws.com | MACHINE",
                "{'type':'WebIdentityUser','principalId':'accounts.google.com:app:7','userName':'7','identityProvider':'accounts.google.com'} | accounts.google.com:app:7 | UNKNOWN",
                // A server may present an assertion as well as a person's browser.
                "{'type':'SAMLUser','principalId':'ABC=:Idp','userName':'bob','identityProvider':'ABC='} | ABC=:Idp | UNKNOWN",
                "{'type':'IdentityCenterUser','accountId':'1','onBehalfOf':{'userId':'u-1','identityStoreArn':'arn:aws:identitystore::1:identitystore/d-9'},'credentialId':'c'} | u-1 | HUMAN",
                "{'type':'Unknown','principalId':'1','accountId':'1','userName':'una@x'} | una@x | UNKNOWN",
                "{'type':'Directory','userName':'una'} | una | UNKNOWN"
            })
    void shouldNameTheCallerDurablyAndSayWhatItIsOnlyWhereProven(String identity, String principal, ActorKind kind) {
        Actor actor = caller(identity, "").actor();

        assertThat(actor.principal()).isEqualTo(principal);
        assertThat(actor.kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_1, HUMAN",
        "arn:aws-us-gov:iam::1:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1, HUMAN",
        "arn:aws:iam::1:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS, MACHINE",
        // Names and paths that one may choose for a role of one's own.
        "arn:aws:iam::1:role/AWSReservedSSO_Admin_1, UNKNOWN",
        "arn:aws:iam::1:role/AWSServiceRoleForRDS, UNKNOWN",
        "arn:aws:iam::1:role/x:iam::1:role/aws-reserved/sso.amazonaws.com/y, UNKNOWN",
        "arn:aws:iam::1:role/x:role/aws-service-role/y, UNKNOWN"
    })
    void shouldBelieveOnlyThePathsThatAwsReserves(String role, ActorKind kind) {
        assertThat(caller(ROLE_SESSION.replace("arn:aws:iam::1:role/build/ci", role), "")
                        .actor()
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void shouldNotBelieveTheUserWhoIssuedASession() {
        String federated = "{'type':'FederatedUser','sessionContext':{'sessionIssuer':{'type':'IAMUser',"
                + "'arn':'arn:aws:iam::1:user/x:role/aws-reserved/sso.amazonaws.com/y'}}}";

        assertThat(caller(federated, "").actor().kind()).isEqualTo(ActorKind.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'sessionCredentialFromConsole':'true' | HUMAN | true",
                "'eventType':'AwsConsoleAction' | HUMAN | true",
                "'eventType':'AwsApiCall','userAgent':'console.amazonaws.com' | UNKNOWN | -"
            })
    void shouldKnowAPersonByWhatAwsSaysOfTheCall(String members, ActorKind kind, String interactive) {
        Action action = caller(ROLE_SESSION, "," + members);

        assertThat(action.actor().kind()).isEqualTo(kind);
        assertThat(action.interactive() == null ? "-" : action.interactive().toString())
                .isEqualTo(interactive);
    }

    @Test
    void shouldTakeTheAskingForASignInTokenForAProgramsDoing() {
        Action action = TestingHandler.read(
                        dialect,
                        ("{'userIdentity':" + ROLE_SESSION + ",'eventTime':'2026-03-30T10:00:00Z',"
                                        + "'eventSource':'signin.amazonaws.com','eventName':'GetSigninToken',"
                                        + "'eventType':'AwsConsoleSignIn'}")
                                .replace('\'', '"'))
                .onlyAction();

        assertThat(action.actor().kind()).isEqualTo(ActorKind.UNKNOWN);
        assertThat(action.interactive()).isNull();
    }

    @Test
    void shouldKnowCredentialsThatAwsDeliveredToAMachine() {
        String delivered = ROLE_SESSION.replace("'sessionContext':{", "'sessionContext':{'ec2RoleDelivery':'2.0',");
        String issued = ROLE_SESSION.replace(
                "'invokedBy':",
                "'inScopeOf':{'sourceArn':'arn:aws:lambda:eu-west-1:1:function:f','credentialsIssuedTo':"
                        + "'arn:aws:lambda:eu-west-1:1:function:f'},'invokedBy':");

        for (String machine : List.of(delivered, issued)) {
            assertThat(caller(machine, "").actor().kind()).isEqualTo(ActorKind.MACHINE);
        }
    }

    @Test
    void shouldNameTheKeyThatOutlivesSessions() {
        Actor actor = caller("{'type':'IAMUser','arn':'arn:aws:iam::1:user/ci','accessKeyId':'AKIAX'}", "")
                .actor();

        assertThat(actor.credential()).isEqualTo("AKIAX");
        assertThat(actor.session()).isNull();
    }

    private Action caller(String identity, String more) {
        String json = "{'userIdentity':" + identity + ",'eventTime':'2026-03-30T10:00:00Z',"
                + "'eventSource':'ec2.amazonaws.com','eventName':'RunInstances'" + more + "}";
        return TestingHandler.read(dialect, json.replace('\'', '"')).onlyAction();
    }
}
