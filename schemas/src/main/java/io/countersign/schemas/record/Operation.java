package io.countersign.schemas.record;

/** What an action did, in the vocabulary of S2. */
public enum Operation implements WireName {
    READ("read"),
    EXPORT("export"),
    WRITE("write"),
    /** Data definition or configuration. */
    DEFINE("define"),
    DEPLOY("deploy"),
    GRANT("grant"),
    REVOKE("revoke"),
    CREDENTIAL_ISSUE("credential.issue"),
    CREDENTIAL_ROTATE("credential.rotate"),
    CREDENTIAL_REVOKE("credential.revoke"),
    SESSION_START("session.start"),
    SESSION_END("session.end"),
    SESSION_RECORD("session.record"),
    MONITOR_DISABLE("monitor.disable"),
    LOGIN("login"),
    OTHER("other");

    private final String wireName;

    Operation(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
