package io.countersign.schemas.codec;

/** Why a record could not be read (S8). */
public enum QuarantineReason {
    /** No bytes, or white space only. */
    EMPTY,
    /** Bytes that are not UTF-8, or an escaped lone surrogate, which UTF-8 cannot carry. */
    NOT_UTF8,
    NOT_JSON,
    DUPLICATE_KEY,
    TRAILING_CONTENT,
    TOO_LARGE,
    TOO_DEEP,
    NUMBER_RANGE,
    UNKNOWN_TYPE,
    MISSING_FIELD,
    WRONG_TYPE,
    BAD_TIME,
    TIME_OUT_OF_RANGE,
    BAD_INTERVAL
}
