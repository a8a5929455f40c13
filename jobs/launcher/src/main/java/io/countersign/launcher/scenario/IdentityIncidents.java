package io.countersign.launcher.scenario;

import io.countersign.launcher.scenario.CloudTrailLog.Call;
import java.time.Instant;
import java.util.List;

/** Who acts is nobody, more than one, or a person: wrong by every control that asks who it was. */
final class IdentityIncidents {

    private final Stage stage;

    IdentityIncidents(Stage stage) {
        this.stage = stage;
    }

    void unknown() {
        String id = stage.act("shadow-etl", stage.workingHour(), Call.PUT_OBJECT, "tax-ledger-prod", "rates/2026.csv");
        String story = "a role nobody knows wrote the tax ledger";
        stage.plant("cloudtrail", id, "EXCEPTION", "WRONG_IDENTITY", null, story);
        stage.plantException(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id, "UNKNOWN_IDENTITY", story);
    }

    void shared() {
        String alias = CloudTrailLog.roleArn("shared-runner");
        stage.identity("runner-a", "machine", alias, List.of());
        stage.identity("runner-b", "machine", alias, List.of());
        String id = stage.act(
                "shared-runner",
                stage.workingHour(),
                Call.PUT_OBJECT,
                "general-ledger-prod",
                "journals/2026Q2/shared.csv");
        String story = "two bots share one role";
        stage.plant("cloudtrail", id, "EXCEPTION", "AMBIGUOUS_IDENTITY", null, story);
        stage.plantException(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id, "AMBIGUOUS_IDENTITY", story);
    }

    void human() {
        String user = "jane.fox";
        stage.identity(user, "human", CloudTrailLog.userArn(user), List.of());
        Instant at = stage.workingHour();
        String id = stage.cloudTrail.newId();
        stage.deliver(stage.cloudTrail.event(
                id, at, CloudTrailLog.user(user), Call.PUT_OBJECT, "payroll-prod", "runs/2026-06/bonus.csv"));
        String story = "a person wrote payroll with an access key that the inventory does not know";
        stage.plant("cloudtrail", id, "EXCEPTION", "HUMAN_USE", null, story);
        stage.plantException(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id, "NO_ENTITLEMENT", story);
        stage.plantException(Rules.ROTATION_OVERDUE, "cloudtrail", id, "UNKNOWN_CREDENTIAL", story);
    }
}
