package io.countersign.launcher.scenario;

import io.countersign.launcher.scenario.CloudTrailLog.Call;
import io.countersign.launcher.scenario.Register.Entitlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Service accounts that post journal entries which a release covers, but their own approved and reviewed scope does not:
 * each is right by its change and wrong by its entitlement.
 */
final class ScopeIncidents {

    private static final String GL = "general-ledger";

    private final Stage stage;
    private int next;

    ScopeIncidents(Stage stage) {
        this.stage = stage;
    }

    void plantAll() {
        post("NO_ENTITLEMENT", new Entitlement("payroll", "write"), "posted to the ledger, entitled to payroll alone");
        post("WRONG_OPERATION", new Entitlement(GL, "read"), "posted to the ledger, entitled to read it");
        post("SELF_APPROVED", new Entitlement(GL, "write").approvedBy("itself"), "had approved its own entitlement");
        Duration expired = Duration.ofDays(1 + stage.random.nextInt(20));
        post("ENTITLEMENT_EXPIRED", new Entitlement(GL, "write").expired(expired), "its entitlement had expired");
        for (int i = 0; i < 2; i++) {
            Duration reviewed = Duration.ofDays(100 + stage.random.nextInt(200));
            post(
                    "REVIEW_OVERDUE",
                    new Entitlement(GL, "write").reviewed(reviewed),
                    "nobody had reviewed its entitlement for " + reviewed.toDays() + " days");
        }
        grantUseRevoke();
        grantRevokeUse();
    }

    private String newAccount(Entitlement entitlement) {
        next++;
        return stage.role("svc-journal-%02d".formatted(next), List.of(entitlement));
    }

    private void post(String reason, Entitlement entitlement, String story) {
        String account = newAccount(entitlement);
        if (reason.equals("SELF_APPROVED")) {
            entitlement.approvedBy(account);
        }
        Instant at = stage.at(stage.random.nextInt(5), 8 + stage.random.nextInt(9));
        Ticket ticket = covering(account, at);
        String id = stage.cloudTrail.newId();
        stage.deliver(stage.cloudTrail.event(
                id,
                at,
                stage.cloudTrail.role(account, "post-" + stage.random.nextInt(1_000), at),
                Call.PUT_OBJECT,
                GL + "-prod",
                "journals/2026Q2/manual-" + stage.random.nextInt(10_000) + ".csv"));
        stage.cover(ticket.number(), id);
        stage.plantException(Rules.ENTITLEMENT_SCOPE, "cloudtrail", id, reason, story);
    }

    private Ticket covering(String account, Instant at) {
        return stage.ticket("normal")
                .scope(GL, "production", account)
                .approvedFor(at.minus(Duration.ofHours(1)), at.plus(Duration.ofHours(1)));
    }

    /** It made itself a poster, posted, and left no trace in the list of who may post. */
    private void grantUseRevoke() {
        Instant at = stage.at(1, 13);
        String account = newAccount(new Entitlement("treasury", "write"));
        String grant = changeRole(account, at, "grant");
        String use = settle(account, at.plus(Duration.ofMinutes(7)));
        String revoke = changeRole(account, at.plus(Duration.ofMinutes(31)), "revoke");
        stage.plantMatch(
                Rules.GRANT_USE_REVOKE,
                account,
                List.of(grant, use, revoke),
                "granted itself a role, used it and took it away again within the hour");
    }

    /** The same three in another order are three actions, and no pattern. */
    private void grantRevokeUse() {
        Instant at = stage.at(3, 13);
        String account = newAccount(new Entitlement("treasury", "write"));
        changeRole(account, at, "grant");
        changeRole(account, at.plus(Duration.ofMinutes(7)), "revoke");
        settle(account, at.plus(Duration.ofMinutes(31)));
    }

    private String changeRole(String account, Instant at, String operation) {
        String id = "erp-" + operation + "-" + account;
        stage.deliver(new CanonicalAction("erp", id, at, account)
                .did(operation, "role/treasury-poster", "treasury", "treasury"));
        stage.plantException(
                Rules.ENTITLEMENT_SCOPE, "erp", id, "WRONG_OPERATION", "handed out a role, entitled to write alone");
        return id;
    }

    private String settle(String account, Instant at) {
        String id = "erp-write-" + account;
        stage.deliver(new CanonicalAction("erp", id, at, account).did("write", "settlements", "treasury", "treasury"));
        stage.authorise(Rules.ENTITLEMENT_SCOPE, "erp", id);
        return id;
    }
}
