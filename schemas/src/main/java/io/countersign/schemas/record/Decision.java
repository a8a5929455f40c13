package io.countersign.schemas.record;

/** What an approver decided. */
public enum Decision implements WireName {
    APPROVED("approved"),
    REJECTED("rejected");

    private final String wireName;

    Decision(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
