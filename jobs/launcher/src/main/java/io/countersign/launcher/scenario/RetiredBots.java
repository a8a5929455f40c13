package io.countersign.launcher.scenario;

import io.countersign.launcher.scenario.Register.Entitlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reconciliation bots: one that goes on after its retirement with a key that still works, one that nobody owns. */
final class RetiredBots {

    private final Stage stage;

    RetiredBots(Stage stage) {
        this.stage = stage;
    }

    void plantAll() {
        usedAfterRetirement();
        retiredAsItShould();
        orphaned();
    }

    private List<Entitlement> scope() {
        return List.of(new Entitlement("treasury", "write"));
    }

    private void retire(String bot, Instant at) {
        stage.register.identity(at, bot, "machine", CloudTrailLog.roleArn(bot), "usr-own", "retired", scope());
    }

    private String reconcile(String bot, Instant at) {
        String id = "erp-recon-" + bot + "-" + at.getEpochSecond();
        stage.deliver(new CanonicalAction("erp", id, at, bot)
                .did("write", "reconciliations/2026-06", "treasury", "treasury")
                .withKey("key-" + bot));
        stage.authorise(Rules.ROTATION_OVERDUE, "erp", id);
        return id;
    }

    private void usedAfterRetirement() {
        String bot = stage.role("recon-bot-emea", scope());
        String key = "key-" + bot;
        stage.register.soundCredential(key, bot);
        stage.authorise(Rules.ENTITLEMENT_SCOPE, "erp", reconcile(bot, stage.at(0, 7)));
        Instant retired = stage.at(1, 9);
        retire(bot, retired);
        String use = reconcile(bot, stage.at(2 + stage.random.nextInt(2), 7));
        stage.plantException(
                Rules.ENTITLEMENT_SCOPE, "erp", use, "IDENTITY_RETIRED", "a retired bot reconciled the bank accounts");
        stage.plantMatch(
                Rules.USED_AFTER_RETIREMENT, bot, List.of(bot, use), "went on reconciling after its retirement");
        Duration later = Duration.ofHours(25 + stage.random.nextInt(20));
        stage.register.credential(retired.plus(later), key, bot, "active", Duration.ofDays(40), "vault/finance");
        stage.plantMatch(
                Rules.RETIRED_CREDENTIALS_NOT_REVOKED, bot, List.of(bot, key), "its key was active a day later");
    }

    /** A bot whose key is revoked within the hour of its retirement, and which then is silent. */
    private void retiredAsItShould() {
        String bot = stage.role("recon-bot-apac", scope());
        stage.register.soundCredential("key-" + bot, bot);
        stage.authorise(Rules.ENTITLEMENT_SCOPE, "erp", reconcile(bot, stage.at(0, 7)));
        Instant retired = stage.at(1, 9);
        retire(bot, retired);
        stage.register.credential(
                retired.plus(Duration.ofMinutes(40)),
                "key-" + bot,
                bot,
                "revoked",
                Duration.ofDays(40),
                "vault/finance");
    }

    private void orphaned() {
        String bot = "recon-bot-latam";
        stage.register.identity(bot, "machine", CloudTrailLog.roleArn(bot), null, List.of());
        stage.plantMatch(Rules.ORPHANED_IDENTITY, bot, List.of(bot), "nobody owns it any more");
    }
}
