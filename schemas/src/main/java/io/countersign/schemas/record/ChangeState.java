package io.countersign.schemas.record;

/** The state of a change (S2). */
public enum ChangeState implements WireName {
    DRAFT("draft"),
    SUBMITTED("submitted"),
    APPROVED("approved"),
    REJECTED("rejected"),
    CANCELLED("cancelled"),
    CLOSED("closed");

    private final String wireName;

    ChangeState(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
