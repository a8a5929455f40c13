package io.countersign.schemas.record;

/** Anything that flows: an action, a version of a register record, or a completeness mark (S2). */
public sealed interface CanonicalRecord permits Action, RegisterRecord, Mark {

    /** The member {@code type} of the canonical JSON. */
    RecordType type();

    /** The system that delivered the record; completeness is declared for each source. */
    String source();
}
