package io.countersign.schemas.record;

/** The state of a freeze (S2). */
public enum FreezeState implements WireName {
    ACTIVE("active"),
    CANCELLED("cancelled");

    private final String wireName;

    FreezeState(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
