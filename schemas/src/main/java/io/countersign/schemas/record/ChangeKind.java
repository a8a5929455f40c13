package io.countersign.schemas.record;

/** The kind of a change (S2); only an {@link #EMERGENCY} can ratify (S4.5). */
public enum ChangeKind implements WireName {
    NORMAL("normal"),
    STANDARD("standard"),
    EMERGENCY("emergency"),
    RELEASE("release");

    private final String wireName;

    ChangeKind(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
