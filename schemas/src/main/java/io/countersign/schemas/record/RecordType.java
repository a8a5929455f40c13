package io.countersign.schemas.record;

/** The record types of S2, and the verdict and match of S8. */
public enum RecordType implements WireName {
    ACTION("action"),
    CHANGE("change"),
    FREEZE("freeze"),
    IDENTITY("identity"),
    CREDENTIAL("credential"),
    RECORDING("recording"),
    MARK("mark"),
    VERDICT("verdict"),
    MATCH("match");

    private final String wireName;

    RecordType(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
