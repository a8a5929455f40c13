package io.countersign.launcher.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of the ERP's interfaces to the treasury that are too old, revoked, or kept in no vault. */
final class KeyIncidents {

    private static final String VAULT = "vault/erp";

    private final Stage stage;

    KeyIncidents(Stage stage) {
        this.stage = stage;
    }

    void plantAll() {
        sound();
        overdue();
        usedAfterRevocation();
        notVaulted();
    }

    /** An identity that may write the treasury, with a key of the same name as it has been for a month. */
    private String newInterface(String name, Duration age, @Nullable String store) {
        stage.role(name, "treasury");
        stage.register.credential(Stage.MONDAY.minus(Duration.ofDays(30)), key(name), name, "active", age, store);
        return name;
    }

    private static String key(String name) {
        return "key-" + name;
    }

    private Duration youngAge() {
        return Duration.ofDays(31 + stage.random.nextInt(40));
    }

    /** A payment of an interface; its id. */
    private String pay(String name, Instant at) {
        String id = "erp-pay-" + name + "-" + at.getEpochSecond();
        stage.deliver(new CanonicalAction("erp", id, at, name)
                .did("write", "payments/run-" + stage.random.nextInt(1_000), "treasury", "treasury")
                .withKey(key(name)));
        stage.authorise(Rules.ENTITLEMENT_SCOPE, "erp", id);
        return id;
    }

    private void sound() {
        String name = newInterface("erp-bank-feed", youngAge(), VAULT);
        for (int day = 0; day < 5; day++) {
            stage.authorise(Rules.ROTATION_OVERDUE, "erp", pay(name, stage.at(day, 6)));
        }
    }

    private void overdue() {
        Duration age = Duration.ofDays(100 + stage.random.nextInt(300));
        String name = newInterface("erp-payments", age, VAULT);
        String id = pay(name, stage.at(stage.random.nextInt(5), 9));
        stage.plantException(
                Rules.ROTATION_OVERDUE, "erp", id, "ROTATION_OVERDUE", "its key was " + age.toDays() + " days old");
    }

    private void usedAfterRevocation() {
        Duration age = youngAge();
        String name = newInterface("erp-dunning", age, VAULT);
        stage.authorise(Rules.ROTATION_OVERDUE, "erp", pay(name, stage.at(0, 9)));
        stage.register.credential(stage.at(1, 15), key(name), name, "revoked", age, VAULT);
        String id = pay(name, stage.at(2 + stage.random.nextInt(3), 10));
        String story = "paid with a key that had been revoked on Tuesday";
        stage.plantException(Rules.ROTATION_OVERDUE, "erp", id, "CREDENTIAL_REVOKED", story);
        stage.plantMatch(Rules.KEY_USED_AFTER_REVOCATION, key(name), List.of(key(name), id), story);
    }

    private void notVaulted() {
        String name = newInterface("erp-cash-pool", youngAge(), null);
        String story = "its key lies in no vault";
        String id = pay(name, stage.at(stage.random.nextInt(5), 11));
        stage.plantException(Rules.ROTATION_OVERDUE, "erp", id, "NOT_VAULTED", story);
        stage.plantMatch(Rules.KEY_NOT_VAULTED, key(name), List.of(key(name)), story);
    }
}
