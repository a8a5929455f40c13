package io.countersign.schemas.record;

/** The state of a credential (S2). */
public enum CredentialState implements WireName {
    ACTIVE("active"),
    ROTATED("rotated"),
    REVOKED("revoked");

    private final String wireName;

    CredentialState(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
