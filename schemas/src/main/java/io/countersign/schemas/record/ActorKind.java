package io.countersign.schemas.record;

/** Whether a principal is a machine or a person, as far as its record shows; never a guess. */
public enum ActorKind implements WireName {
    MACHINE("machine"),
    HUMAN("human"),
    /** The record does not tell; an identity of the register may. */
    UNKNOWN("unknown");

    private final String wireName;

    ActorKind(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
