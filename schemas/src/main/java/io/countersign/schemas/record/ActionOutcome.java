package io.countersign.schemas.record;

/** How an action ended. */
public enum ActionOutcome implements WireName {
    SUCCESS("success"),
    /** Refused or failed; judged like any other and noted as an attempt (S4.8). */
    FAILURE("failure"),
    PARTIAL("partial");

    private final String wireName;

    ActionOutcome(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
