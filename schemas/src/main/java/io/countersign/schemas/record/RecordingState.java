package io.countersign.schemas.record;

/** The state of a session recording (S2). */
public enum RecordingState implements WireName {
    STARTED("started"),
    AVAILABLE("available"),
    FAILED("failed");

    private final String wireName;

    RecordingState(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
