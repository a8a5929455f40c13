package io.countersign.schemas.record;

/** The state of an identity (S2). */
public enum IdentityState implements WireName {
    ACTIVE("active"),
    RETIRED("retired");

    private final String wireName;

    IdentityState(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
