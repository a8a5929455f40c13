package io.countersign.launcher.mutation;

/** What is changed in a rule to make a mutant of it. */
public enum MutantKind {
    /** {@code ==} and {@code !=}. */
    EQUALITY,
    /** {@code <}, {@code <=}, {@code >} and {@code >=}. */
    ORDER,
    /** {@code &&} and {@code ||}. */
    CONNECTIVE,
    /** A clause of {@code &&} or {@code ||} is gone. */
    CLAUSE,
    /** A clause is turned round. */
    NEGATION,
    /** An element of {@code in [...]} is gone. */
    ELEMENT,
    /** A constant is another. */
    CONSTANT,
    /** A choice is always made the same way. */
    CHOICE,
    /** A step is gone. */
    STEP,
    /** Two neighbouring steps have changed places. */
    SWAP,
    /** What must not happen may happen. */
    NOT,
    /** What must happen must not. */
    FORBID,
    /** A step repeats once more or less. */
    TIMES,
    /** A duration is a millisecond shorter or longer. */
    DURATION,
    /** An approver more or less is needed. */
    APPROVERS,
    /** Nothing ends a beginning any more. */
    UNTIL,
    /** A part of the key is gone. */
    KEY,
    /** A source is not looked at. */
    SOURCE
}
