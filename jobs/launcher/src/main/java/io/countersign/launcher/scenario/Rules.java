package io.countersign.launcher.scenario;

/** The controls and sequences that the week has something for, by the ids that their findings carry. */
final class Rules {

    static final String RELEASE_WINDOW = "release-window";
    static final String ENTITLEMENT_SCOPE = "entitlement-scope";
    static final String ROTATION_OVERDUE = "rotation-overdue";
    static final String SESSION_NOT_RECORDED = "session-not-recorded";

    static final String GRANT_USE_REVOKE = "grant-use-revoke";
    static final String KEY_USED_AFTER_REVOCATION = "key-used-after-revocation";
    static final String KEY_NOT_VAULTED = "key-not-vaulted";
    static final String MONITORING_DISABLED_THEN_WRITE = "monitoring-disabled-then-write";
    static final String USED_AFTER_RETIREMENT = "used-after-retirement";
    static final String RETIRED_CREDENTIALS_NOT_REVOKED = "retired-credentials-not-revoked";
    static final String ORPHANED_IDENTITY = "orphaned-identity";

    private Rules() {}
}
