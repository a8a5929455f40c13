package io.countersign.schemas.record;

/** A constant with a name of its own in canonical JSON. */
public interface WireName {

    /** The name as canonical JSON spells it. */
    String wireName();
}
