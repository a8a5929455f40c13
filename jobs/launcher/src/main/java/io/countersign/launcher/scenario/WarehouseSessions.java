package io.countersign.launcher.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Privileged sessions on the finance warehouse: most are recorded, some are not, and once nobody was watching. */
final class WarehouseSessions {

    private static final String LOADER = "dwh-loader";
    private static final String ADMIN = "dwh-admin-bot";
    private static final Duration HALF = Duration.ofMinutes(6);

    private final Stage stage;
    private int next;

    WarehouseSessions(Stage stage) {
        this.stage = stage;
    }

    void playAll() {
        stage.role(LOADER);
        stage.role(ADMIN);
        for (int day = 0; day < 5; day++) {
            recorded(LOADER, stage.at(day, 3), "define", "schema/finance_" + day);
            recorded(ADMIN, stage.at(day, 5), "grant", "role/finance_reader");
        }
        notRecorded();
        recordingFailed();
        recordingGap();
        exportUnwatched();
        exportWatchedAgain();
    }

    private CanonicalAction act(String principal, Instant at, String operation, String object) {
        next++;
        return new CanonicalAction("warehouse", "dwh-%s-%03d".formatted(operation, next), at, principal)
                .did(operation, object, "finance-warehouse", "warehouse");
    }

    private String newSession(CanonicalAction action) {
        return "session-" + action.id();
    }

    private String recorded(String principal, Instant at, String operation, String object) {
        CanonicalAction action = act(principal, at, operation, object);
        String session = newSession(action);
        stage.deliver(action.inSession(session));
        stage.register.recording(at.minus(HALF), session, "started", null, null);
        stage.register.recording(at.plus(HALF).plusSeconds(40), session, "available", at.minus(HALF), at.plus(HALF));
        stage.authorise(Rules.SESSION_NOT_RECORDED, "warehouse", action.id());
        return action.id();
    }

    private void notRecorded() {
        CanonicalAction action = act(ADMIN, stage.at(stage.random.nextInt(5), 10), "export", "finance.journal_lines");
        stage.deliver(action.inSession(newSession(action)));
        plant(action, "NOT_RECORDED", "exported the journal in a session that nobody recorded");
    }

    private void recordingFailed() {
        CanonicalAction action = act(ADMIN, stage.at(stage.random.nextInt(5), 11), "grant", "role/finance_owner");
        String session = newSession(action);
        stage.deliver(action.inSession(session));
        stage.register.recording(action.at().minus(HALF), session, "started", null, null);
        stage.register.recording(action.at().plus(HALF), session, "failed", null, null);
        plant(action, "RECORDING_FAILED", "granted a role while the recorder had failed");
    }

    private void recordingGap() {
        CanonicalAction action = act(LOADER, stage.at(stage.random.nextInt(5), 12), "define", "schema/finance_tmp");
        String session = newSession(action);
        Instant end = action.at().minus(Duration.ofMinutes(2));
        stage.deliver(action.inSession(session));
        stage.register.recording(action.at().plus(HALF), session, "available", end.minus(HALF), end);
        plant(action, "RECORDING_GAP", "redefined a schema two minutes after the recording had ended");
    }

    private void plant(CanonicalAction action, String reason, String story) {
        stage.plantException(Rules.SESSION_NOT_RECORDED, "warehouse", action.id(), reason, story);
    }

    private void exportUnwatched() {
        Instant off = stage.at(2, 14);
        CanonicalAction disable = act(ADMIN, off, "monitor.disable", "audit-policy");
        stage.deliver(disable);
        String export = recorded(ADMIN, off.plus(Duration.ofMinutes(20)), "export", "finance.journal_lines");
        recorded(ADMIN, off.plus(Duration.ofMinutes(45)), "define", "audit-policy");
        stage.plantMatch(
                Rules.MONITORING_DISABLED_THEN_WRITE,
                "[\"finance-warehouse\",\"production\"]",
                List.of(disable.id(), export),
                "switched the audit off, exported, and switched it on again");
    }

    /** Maintenance of the audit, over before anything is exported, is no pattern. */
    private void exportWatchedAgain() {
        Instant off = stage.at(4, 14);
        stage.deliver(act(ADMIN, off, "monitor.disable", "audit-policy"));
        recorded(ADMIN, off.plus(Duration.ofMinutes(20)), "define", "audit-policy");
        recorded(ADMIN, off.plus(Duration.ofMinutes(45)), "export", "finance.journal_lines");
    }
}
