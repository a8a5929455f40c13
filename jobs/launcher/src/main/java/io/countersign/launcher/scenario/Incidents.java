package io.countersign.launcher.scenario;

import io.countersign.launcher.scenario.CloudTrailLog.Call;
import java.time.Duration;
import java.time.Instant;

/**
 * What goes wrong with releases in the week, one method an incident. Each has an identity of its own, so that no other
 * change comes nearer to covering it than the one meant.
 */
final class Incidents {

    private static final String GL = "general-ledger-prod";

    private final Stage stage;
    private final IdentityIncidents identities;
    private int next;

    Incidents(Stage stage) {
        this.stage = stage;
        identities = new IdentityIncidents(stage);
    }

    /** Every kind of incident, some of them several times. */
    void plantAll() {
        for (int i = 0; i < 3 + stage.random.nextInt(3); i++) {
            afterEnd(Duration.ofMinutes(3 + stage.random.nextInt(50)));
        }
        afterEnd(Duration.ZERO);
        for (int i = 0; i < 2; i++) {
            beforeStart();
            frozen();
            ratified();
            raisedAfter();
            notApproved();
            selfApproved();
        }
        emergencyNotRatified();
        stale();
        rejected();
        cancelled();
        closed();
        noWindow();
        wrongOperation();
        wrongObject();
        wrongEnvironment();
        identities.unknown();
        noChange();
        wrongSystem();
        identities.shared();
        identities.human();
        sourceIncomplete();
    }

    private String newRole(String hint) {
        return newRole(hint, "general-ledger");
    }

    private String newRole(String hint, String system) {
        next++;
        return stage.role("%s-%02d".formatted(hint, next), system);
    }

    /** An action by a role that is entitled to it, delivered; its event id. */
    private String act(String role, Instant at, Call call, String where, String key) {
        String id = stage.act(role, at, call, where, key);
        stage.authorise(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id);
        return id;
    }

    private String write(String role, Instant at) {
        return act(role, at, Call.PUT_OBJECT, GL, "journals/2026Q2/batch-" + stage.random.nextInt(10_000) + ".csv");
    }

    private void plant(String id, String reason, Ticket nearest, String story) {
        stage.plant("cloudtrail", id, "EXCEPTION", reason, nearest.number(), story);
    }

    /** A ticket for a role on the general ledger that was drafted, assessed and approved in time. */
    private Ticket approved(String role, Instant start, Instant end) {
        return stage.ticket("normal")
                .scope("general-ledger", "production", role)
                .approvedFor(start, end);
    }

    private void afterEnd(Duration late) {
        String role = newRole("ci-late");
        Instant at = stage.workingHour();
        Ticket ticket = approved(role, at.minus(late).minus(Duration.ofHours(2)), at.minus(late))
                .save(at.plus(Duration.ofHours(20)), 3);
        plant(write(role, at), "AFTER_END", ticket, "wrote after the window had ended");
    }

    private void beforeStart() {
        String role = newRole("ci-early");
        Instant at = stage.workingHour();
        Instant start = at.plus(Duration.ofMinutes(8));
        Ticket ticket = approved(role, start, start.plus(Duration.ofHours(1)));
        plant(write(role, at), "BEFORE_START", ticket, "wrote before the window had started");
    }

    private void frozen() {
        String role = newRole("ci-tax", "tax-ledger");
        Instant at = stage.at(2, 11 + stage.random.nextInt(4));
        Ticket ticket = stage.ticket("normal")
                .scope("tax-ledger", "production", role)
                .approvedFor(at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)));
        String id = act(role, at, Call.MODIFY_CLUSTER, "tax-ledger-prod", "");
        plant(id, "FROZEN", ticket, "changed the tax ledger during the quarter-end freeze");
    }

    private void ratified() {
        String role = newRole("breakglass");
        Instant at = stage.workingHour();
        Ticket ticket = emergency(role, at, at.plus(Duration.ofMinutes(40)));
        stage.plant(
                "cloudtrail",
                write(role, at),
                "RATIFIED",
                "RAISED_AFTER",
                ticket.number(),
                "an emergency, raised and approved within the hour");
    }

    private void emergencyNotRatified() {
        String role = newRole("breakglass");
        Instant at = stage.workingHour();
        Ticket ticket = emergency(role, at, at.plus(Duration.ofHours(26)));
        plant(write(role, at), "RAISED_AFTER", ticket, "an emergency, approved more than a day later");
    }

    private Ticket emergency(String role, Instant at, Instant approvedAt) {
        return stage.ticket("emergency")
                .scope("general-ledger", "production", role)
                .window(at.minus(Duration.ofMinutes(10)), at.plus(Duration.ofHours(2)))
                .save(at.plus(Duration.ofMinutes(20)), -3)
                .approvedBy("usr-ann", approvedAt)
                .save(approvedAt.plus(Duration.ofMinutes(1)), -2);
    }

    private void raisedAfter() {
        String role = newRole("ci-hasty");
        Instant at = stage.workingHour();
        Ticket ticket = stage.ticket("normal")
                .scope("general-ledger", "production", role)
                .window(at.minus(Duration.ofMinutes(30)), at.plus(Duration.ofHours(2)))
                .approvedBy("usr-ann", at.plus(Duration.ofMinutes(45)))
                .save(at.plus(Duration.ofMinutes(50)), -2);
        plant(write(role, at), "RAISED_AFTER", ticket, "the ticket came after the deed, and was no emergency");
    }

    private void notApproved() {
        String role = newRole("ci-eager");
        Instant at = stage.workingHour();
        Ticket ticket = around(role, at).save(at.minus(Duration.ofHours(30)), -3);
        plant(write(role, at), "NOT_APPROVED", ticket, "nobody had approved the change");
    }

    private void selfApproved() {
        String role = newRole("ci-solo");
        Instant at = stage.workingHour();
        Ticket ticket = around(role, at)
                .requestedBy("usr-fay")
                .approvedBy("usr-fay", at.minus(Duration.ofHours(31)))
                .save(at.minus(Duration.ofHours(30)), -2);
        plant(write(role, at), "SELF_APPROVED", ticket, "the requester approved their own change");
    }

    private void stale() {
        String role = newRole("ci-moved");
        Instant at = stage.workingHour();
        Ticket ticket = stage.ticket("normal")
                .scope("general-ledger", "production", role)
                .window(at.minus(Duration.ofHours(9)), at.minus(Duration.ofHours(8)))
                .save(at.minus(Duration.ofHours(40)), -4)
                .approvedBy("usr-ann", at.minus(Duration.ofHours(31)))
                .save(at.minus(Duration.ofHours(30)), -2)
                .window(at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)))
                .save(at.minus(Duration.ofHours(10)), -2);
        plant(write(role, at), "APPROVAL_STALE", ticket, "the window was moved after the approval");
    }

    private void rejected() {
        String role = newRole("ci-stubborn");
        Instant at = stage.workingHour();
        Ticket ticket = around(role, at)
                .approvedBy("usr-ann", at.minus(Duration.ofHours(31)))
                .save(at.minus(Duration.ofHours(30)), -4, "rejected");
        plant(write(role, at), "REJECTED", ticket, "the change had been rejected");
    }

    private void cancelled() {
        String role = newRole("ci-forgetful");
        Instant at = stage.workingHour();
        Ticket ticket = approved(role, at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)))
                .save(at.minus(Duration.ofHours(3)), 4);
        plant(write(role, at), "CANCELLED", ticket, "the change had been cancelled that morning");
    }

    private void closed() {
        String role = newRole("ci-again");
        Instant at = stage.workingHour();
        Ticket ticket = approved(role, at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)))
                .save(at.minus(Duration.ofMinutes(20)), 3);
        plant(write(role, at), "CLOSED", ticket, "the change was done and closed already");
    }

    private void noWindow() {
        String role = newRole("ci-anytime");
        Instant at = stage.workingHour();
        Ticket ticket = stage.ticket("normal")
                .scope("general-ledger", "production", role)
                .approvedBy("usr-ann", at.minus(Duration.ofHours(31)))
                .save(at.minus(Duration.ofHours(30)), -2);
        plant(write(role, at), "NO_WINDOW", ticket, "the change was approved without a window");
    }

    private void wrongOperation() {
        String role = newRole("ci-deploy-only");
        Instant at = stage.workingHour();
        Ticket ticket = stage.ticket("normal")
                .scope("general-ledger", "production", role)
                .only("deploy", "")
                .approvedFor(at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)));
        plant(write(role, at), "WRONG_OPERATION", ticket, "a deployment was approved, data was written");
    }

    private void wrongObject() {
        String role = newRole("ci-narrow");
        Instant at = stage.workingHour();
        Ticket ticket = stage.ticket("normal")
                .scope("general-ledger", "production", role)
                .only("write", "journals/2026Q2/*")
                .approvedFor(at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)));
        String id = act(role, at, Call.PUT_OBJECT, GL, "journals/2026Q1/reopened.csv");
        plant(id, "WRONG_OBJECT", ticket, "a closed quarter was written under a change for the open one");
    }

    private void wrongEnvironment() {
        String role = newRole("ci-consolidation", "consolidation");
        Instant at = stage.workingHour();
        Ticket ticket = stage.ticket("normal")
                .scope("consolidation", "staging", role)
                .approvedFor(at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)));
        String id = act(role, at, Call.UPDATE_FUNCTION, "consolidation-prod", "");
        plant(id, "WRONG_ENVIRONMENT", ticket, "production was changed under a change for staging");
    }

    private void noChange() {
        String role = newRole("intercompany-bot", "intercompany");
        String id = act(role, stage.workingHour(), Call.DELETE_OBJECT, "intercompany-prod", "netting/2026-06.csv");
        stage.plant("cloudtrail", id, "EXCEPTION", "NO_CHANGE", null, "nobody had asked for any change");
    }

    private void wrongSystem() {
        String role = newRole("ci-pipeline", "intercompany");
        Instant at = stage.workingHour();
        Ticket ticket = approved(role, at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)));
        String id = "run-" + stage.random.nextInt(100_000) + "-migrate";
        stage.deliver(new CanonicalAction("pipeline", id, at, role)
                .did("define", "ledger_schema", "intercompany", "ledger")
                .inRun(ticket.number()));
        stage.authorise(Rules.ENTITLEMENT_SCOPE, "pipeline", id);
        stage.plant(
                "pipeline",
                id,
                "EXCEPTION",
                "WRONG_SYSTEM",
                ticket.number(),
                "the pipeline named a change for another system");
    }

    private void sourceIncomplete() {
        String role = newRole("ci-sunday");
        String id = write(role, Stage.LAST_POLL.plus(Duration.ofHours(6)));
        stage.plant(
                "cloudtrail",
                id,
                "INDETERMINATE",
                "SOURCE_INCOMPLETE",
                null,
                "the ticket system had gone silent: nobody can know");
    }

    private Ticket around(String role, Instant at) {
        return stage.ticket("normal")
                .scope("general-ledger", "production", role)
                .window(at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)))
                .save(at.minus(Duration.ofHours(50)), -5);
    }
}
